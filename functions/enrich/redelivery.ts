import type { Destination } from '../destination/destination.ts';
import { toErrorCode } from '../destination/error-code.ts';
import type { MessageReturn, ReceivedMessage } from '../queue/change-visibility.ts';
import { readRetryMessage, type WaitingRecord } from './retry-message.ts';
import { spread } from './return-waits.ts';

/** A message of a retry queue. */
export interface RetryMessage extends ReceivedMessage {
  readonly body: string;
  readonly attributes: { readonly [name: string]: string | undefined };
}

/** What became of a batch of a retry queue. */
export interface RedeliveryResult<Message extends RetryMessage> {
  /** Exactly the messages whose records the destination still does not take. */
  readonly failedMessageIds: readonly string[];
  /** When each of them is to come again. */
  readonly returns: readonly MessageReturn<Message>[];
  readonly delivered: number;
  /** Of these, records that no destination had taken before. */
  readonly emitted: number;
  /** Milliseconds since the first attempt of the record that has waited longest, undefined when all were taken. */
  readonly oldestMs: number | undefined;
  /** The destination's codes, each once; `unreadable` for a message that holds no record. */
  readonly codes: readonly string[];
}

/**
 * Seconds from an attempt to the next. The last one stays: so a record that keeps failing is seen by the alarm on age,
 * and a destination that is back has all within minutes. infra/constructs/retry-queue.ts counts with it.
 */
const waitsSeconds = [15, 30, 60, 120, 240, 300];

export interface RedeliveryOptions {
  readonly destination: Destination;
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** Offers waiting records to their destination once more. Never rejects. */
export function createRedelivery({ destination, now, random }: RedeliveryOptions) {
  return async function redeliver<Message extends RetryMessage>(
    messages: readonly Message[],
  ): Promise<RedeliveryResult<Message>> {
    const waiting = await Promise.all(
      messages.map(({ body, attributes }) => readRetryMessage(body, attributes)),
    );
    const refusals = await deliverTo(destination, waiting);
    const failed: { readonly message: Message; readonly waiting: WaitingRecord | undefined }[] = [];
    let emitted = 0;
    for (const [index, message] of messages.entries()) {
      const one = waiting[index];
      if (one === undefined || refusals.has(one.record.uid)) failed.push({ message, waiting: one });
      else if (!one.isCounted) emitted += 1;
    }
    const ages = failed.flatMap((one) => (one.waiting ? [now() - one.waiting.firstFailedAtMs] : []));
    const codes = failed.map((one) => (one.waiting ? refusals.get(one.waiting.record.uid)! : 'unreadable'));
    return {
      failedMessageIds: failed.map(({ message }) => message.messageId),
      returns: failed.map(({ message }) => {
        const seconds = waitsSeconds[message.receiveCount - 1] ?? waitsSeconds.at(-1)!;
        return { message, seconds: spread(seconds, random) };
      }),
      delivered: messages.length - failed.length,
      emitted,
      oldestMs: ages.length === 0 ? undefined : Math.max(...ages),
      codes: [...new Set(codes)],
    };
  };
}

/** Codes by record uid. A record that stands in two messages goes out once. */
async function deliverTo(
  destination: Destination,
  waiting: readonly (WaitingRecord | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const records = new Map(waiting.flatMap((one) => (one ? [[one.record.uid, one.record]] : [])));
  if (records.size === 0) return new Map();
  try {
    const failures = await destination.deliver([...records.values()]);
    return new Map(failures.map(({ recordUid, code }) => [recordUid, code]));
  } catch (error) {
    const code = toErrorCode(error);
    return new Map([...records.keys()].map((uid) => [uid, code]));
  }
}
