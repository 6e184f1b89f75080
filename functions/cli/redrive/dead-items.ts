import { parseElement } from '../../log-event/parse-element.ts';
import type { DeadLetter, DeadLetterQueue } from '../../queue/dead-letter-queue.ts';
import { toMessageBody } from '../../queue/message-body.ts';
import { restoreSetAside } from '../../queue/set-aside.ts';

/** One event, or one thing that is none, with all the messages that hold it. */
export interface DeadItem {
  readonly letters: readonly DeadLetter[];
  readonly reason: string;
  readonly atMs: number;
  /** Undefined for what cannot be read as an event. */
  readonly event: { readonly type: string; readonly body: string } | undefined;
}

/**
 * A standard queue may give a message again while others are still there, and in a long run those that are held become
 * visible again. After so many answers with nothing new there is nothing new left.
 */
const mostStaleAnswers = 20;

/**
 * Everything in the dead-letter queue once, the parts of large messages put together; parts without the others come
 * last, as what cannot be read. Receipts go into `held` as they come, for the caller to give back.
 */
export async function* readDeadItems(
  queue: Pick<DeadLetterQueue, 'receive'>,
  held: Set<string>,
): AsyncGenerator<DeadItem> {
  const parts = new Map<string, DeadLetter[]>();
  for await (const letter of readLetters(queue, held)) {
    const { set_aside_id: id, part } = letter.attributes;
    if (id === undefined || part === undefined) {
      yield await toItem([letter]);
      continue;
    }
    const together = [...(parts.get(id) ?? []), letter];
    const item = await toItem(together);
    if (item.event || countParts(together) >= toPartCount(part)) {
      parts.delete(id);
      yield item;
    } else {
      parts.set(id, together);
    }
  }
  for (const letters of parts.values()) yield toIncomplete(await toItem(letters));
}

/** Everything in a queue once. Receipts go into `held` as they come. */
export async function* readLetters(
  queue: Pick<DeadLetterQueue, 'receive'>,
  held: Set<string>,
): AsyncGenerator<DeadLetter> {
  const seen = new Set<string>();
  for (let stale = 0; stale < mostStaleAnswers; ) {
    const letters = await queue.receive();
    if (letters.length === 0) return;
    for (const { receiptHandle } of letters) held.add(receiptHandle);
    const fresh = letters.filter(({ messageId }) => !seen.has(messageId));
    for (const { messageId } of fresh) seen.add(messageId);
    stale = fresh.length === 0 ? stale + 1 : 0;
    yield* fresh;
  }
}

async function toItem(letters: readonly DeadLetter[]): Promise<DeadItem> {
  const [first] = letters;
  const sentAtMs = first?.sentAtMs ?? 0;
  const reason = first?.attributes.reason ?? 'unknown';
  const text = (await restoreSetAside(letters))?.toString('utf8');
  const parsed = text === undefined ? undefined : parseElement(text, { receivedAtMs: sentAtMs });
  if (text === undefined || !parsed?.ok) return { letters, reason, atMs: sentAtMs, event: undefined };
  const { type = 'session event', occurredAtMs } = parsed.event;
  return { letters, reason, atMs: occurredAtMs, event: { type, body: toMessageBody(text) } };
}

function toIncomplete(item: DeadItem): DeadItem {
  const count = toPartCount(item.letters[0]?.attributes.part ?? '');
  return { ...item, reason: `${item.reason} (only ${countParts(item.letters)} of ${count} parts are there)` };
}

/** The same thing may have been set aside twice. */
function countParts(letters: readonly DeadLetter[]): number {
  return new Set(letters.map(({ attributes }) => attributes.part)).size;
}

/** `2/3` is the second of three. */
function toPartCount(part: string): number {
  return Number(part.split('/')[1]);
}
