export type Priority = 0 | 1 | 2;

/** Somebody in a line: an entry is made by `add` and belongs to that line. */
export interface Entry<T> {
  readonly item: T;
  readonly priority: Priority;
  readonly isWaiting: boolean;
}

interface Link<T> extends Entry<T> {
  priority: Priority;
  before: Link<T> | undefined;
  after: Link<T> | undefined;
  isWaiting: boolean;
}

/** Priority 0 before 1 before 2, and first come, first served within each. Every step takes constant time. */
export interface WaitingLine<T> {
  /** @default at the end of its priority */
  add(item: T, priority: Priority, place?: 'front' | 'end'): Entry<T>;
  remove(entry: Entry<T>): void;
  first(): Entry<T> | undefined;
  /** How many come before a newcomer of this priority. */
  countAhead(priority: Priority): number;
  [Symbol.iterator](): Iterator<Entry<T>>;
}

export function createWaitingLine<T>(): WaitingLine<T> {
  const heads: (Link<T> | undefined)[] = [undefined, undefined, undefined];
  const tails: (Link<T> | undefined)[] = [undefined, undefined, undefined];
  const counts = [0, 0, 0];

  function first(): Link<T> | undefined {
    return heads[0] ?? heads[1] ?? heads[2];
  }

  return {
    add(item, priority, place = 'end') {
      const link: Link<T> = { item, priority, before: undefined, after: undefined, isWaiting: true };
      if (place === 'end') {
        link.before = tails[priority];
        if (link.before) link.before.after = link;
        tails[priority] = link;
        heads[priority] ??= link;
      } else {
        link.after = heads[priority];
        if (link.after) link.after.before = link;
        heads[priority] = link;
        tails[priority] ??= link;
      }
      counts[priority]! += 1;
      return link;
    },

    remove(entry) {
      const link = entry as Link<T>;
      if (!link.isWaiting) return;
      link.isWaiting = false;
      if (link.before) link.before.after = link.after;
      else heads[link.priority] = link.after;
      if (link.after) link.after.before = link.before;
      else tails[link.priority] = link.before;
      counts[link.priority]! -= 1;
    },

    first,

    countAhead(priority) {
      let count = 0;
      for (let at = 0; at <= priority; at++) count += counts[at] ?? 0;
      return count;
    },

    *[Symbol.iterator]() {
      for (const head of heads) {
        let link = head;
        while (link) {
          // The reader may remove the entry it was given.
          const { after } = link;
          yield link;
          link = after;
        }
      }
    },
  };
}
