import { dropRepeats } from '../log-event/drop-repeats.ts';
import type { ParsedElement } from '../log-event/parse-body.ts';
import type { SetAsideItem } from '../queue/event-queue.ts';
import { isTooLarge, toMessageBody, tooLarge } from '../queue/message-body.ts';
import type { Body } from './read-body.ts';

export interface RejectedElement {
  /** From 1: the element's place in an array, or its line. */
  readonly position: number;
  readonly reason: string;
}

/** What becomes of the elements of one body. */
export interface SortedElements {
  /** For the queue, each event once, with `positions` in the same order. */
  readonly bodies: readonly string[];
  readonly positions: readonly number[];
  /** For the dead letters, with `rejected` in the same order. */
  readonly items: readonly SetAsideItem[];
  readonly rejected: readonly RejectedElement[];
  readonly repeats: number;
}

/** Tells events from what cannot be one and from what no queue message can hold; in the order in which they came. */
export function sortElements(
  elements: readonly ParsedElement[],
  { encoding }: Pick<Body, 'encoding'>,
): SortedElements {
  const isBytes = encoding === 'latin1';
  const events: { logId: string; body: string; element: ParsedElement }[] = [];
  const refused: { element: ParsedElement; reason: string }[] = [];
  for (const element of elements) {
    if (!element.ok) {
      refused.push({ element, reason: element.reason });
      continue;
    }
    // Bytes that are no UTF-8 become U+FFFD: the event is worth more than they are, and JSON has no place for them.
    const text = isBytes ? Buffer.from(element.text, 'latin1').toString('utf8') : element.text;
    const body = toMessageBody(text);
    if (isTooLarge(body)) refused.push({ element, reason: tooLarge });
    else events.push({ logId: element.event.logId, body, element });
  }

  const { kept, repeats } = dropRepeats(events);
  return {
    bodies: kept.map(({ body }) => body),
    positions: kept.map(({ element: { position } }) => position),
    items: refused.map(({ element: { text }, reason }) => {
      if (!isBytes) return { body: text, reason };
      return { body: Buffer.from(text, 'latin1').toString('base64'), reason, encoding: 'base64' };
    }),
    rejected: refused.map(({ element: { position }, reason }) => ({ position, reason })),
    repeats,
  };
}
