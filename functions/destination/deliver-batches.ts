import type { BatchEntry } from './batch.ts';
import type { DeliveryFailure } from './destination.ts';
import { toErrorCode } from './error-code.ts';
import { type RetryTiming, startAttempts } from './retry-timing.ts';

/** Why an entry was not taken. */
export interface Refusal {
  readonly code: string;
  readonly isRetryable: boolean;
}

/** One call of a service that refuses entries one by one: an answer for each, in order; undefined is accepted. */
export type SendBatch<Entry> = (
  entries: readonly Entry[],
  signal: AbortSignal,
) => Promise<readonly (Refusal | undefined)[]>;

/**
 * Sends batches one after the other and sends again only the entries that were refused for a passing reason.
 *
 * A call that fails as a whole is not repeated: the client has done so. Never rejects.
 */
export async function deliverBatches<Entry extends BatchEntry>(
  batches: readonly (readonly Entry[])[],
  send: SendBatch<Entry>,
  timing: RetryTiming,
): Promise<DeliveryFailure[]> {
  const attempts = startAttempts(timing);
  const failures: DeliveryFailure[] = [];
  const report = ({ uids }: Entry, code: string) => {
    for (const recordUid of uids) failures.push({ recordUid, code });
  };

  for (const batch of batches) {
    let pending = batch;
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      const refusals = await trySend(send, pending, attempts.signal());
      const refused = pending.flatMap((entry, index) => {
        const refusal = refusals[index];
        return refusal === undefined ? [] : [{ entry, refusal }];
      });
      const retryable = refused.filter(({ refusal }) => refusal.isRetryable);
      const isAgain = retryable.length > 0 && (await attempts.waitAfter(attempt));
      for (const { entry, refusal } of refused) {
        if (!isAgain || !refusal.isRetryable) report(entry, refusal.code);
      }
      pending = isAgain ? retryable.map(({ entry }) => entry) : [];
    }
  }
  return failures;
}

async function trySend<Entry>(
  send: SendBatch<Entry>,
  entries: readonly Entry[],
  signal: AbortSignal,
): Promise<readonly (Refusal | undefined)[]> {
  const refuseAll = (code: string) => entries.map(() => ({ code, isRetryable: false }));
  try {
    return await send(entries, signal);
  } catch (error) {
    if (signal.aborted) return refuseAll('out_of_time');
    return refuseAll(toErrorCode(error));
  }
}
