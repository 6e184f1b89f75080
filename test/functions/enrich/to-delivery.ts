import type { FanOutFailure } from '../../../functions/destination/deliver-to-all.ts';
import type { Deliver } from '../../../functions/enrich/hand-over.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';

/** One destination without a retry queue, told by what it refuses. */
export function toDelivery(
  refuse: (records: readonly SecurityRecord[]) => Promise<readonly FanOutFailure[]>,
): Deliver {
  return async (records) => {
    const failures = await refuse(records);
    return { failures, handedOver: [], emitted: records.length - failures.length };
  };
}
