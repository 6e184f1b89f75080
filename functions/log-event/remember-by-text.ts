import QuickLRU from 'quick-lru';

export interface TextMemory {
  /** Texts kept, at least; at most twice as many. @default 2_500 */
  readonly most?: number;
  /** In characters. Longer ones come once, or are somebody's idea, and a piece of a text keeps alive the whole of it. @default 256 */
  readonly longest?: number;
}

const nothing = Symbol('nothing');

/**
 * Does the work once for a text that comes again and again: an address, a user agent, an ID. What comes of it is shared, so that
 * nobody may change it.
 */
export function rememberByText<Value extends string | object | undefined>(
  work: (text: string) => Value,
  { most = 2_500, longest = 256 }: TextMemory = {},
): (text: string) => Value {
  const remembered = new QuickLRU<string, NonNullable<Value> | typeof nothing>({ maxSize: most });

  return function recall(text) {
    if (text.length > longest) return work(text);
    const known = remembered.get(text);
    if (known !== undefined) return known === nothing ? (undefined as Value) : known;
    const value = work(text);
    remembered.set(text, value ?? nothing);
    return value;
  };
}
