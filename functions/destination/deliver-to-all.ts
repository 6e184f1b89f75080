import type { SecurityRecord } from '../record/record.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import { toErrorCode } from './error-code.ts';

export interface FanOutFailure extends DeliveryFailure {
  /** Name of the destination that did not accept the record. */
  readonly destination: string;
}

export interface FanOut {
  /** How many destinations there are. */
  readonly size: number;
  /** Delivers to every destination at once; resolves with what each of them did not accept. Never rejects. */
  deliver(records: readonly SecurityRecord[]): Promise<readonly FanOutFailure[]>;
}

/**
 * One delivery to several destinations, each on its own: a failing one makes only its own records fail.
 *
 * Nothing is remembered here of who took what: whoever hands a refused record over names the destination that lacks it.
 */
export function createFanOut(destinations: readonly Destination[]): FanOut {
  return {
    size: destinations.length,
    async deliver(records) {
      if (records.length === 0) return [];
      return (await Promise.all(destinations.map((destination) => deliverTo(destination, records)))).flat();
    },
  };
}

async function deliverTo(
  destination: Destination,
  records: readonly SecurityRecord[],
): Promise<FanOutFailure[]> {
  const { name } = destination;
  try {
    const failures = await destination.deliver(records);
    return failures.map(({ recordUid, code }) => ({ destination: name, recordUid, code }));
  } catch (error) {
    // Against the contract, but no reason to lose track of the others.
    const code = toErrorCode(error);
    return records.map(({ uid }) => ({ destination: name, recordUid: uid, code }));
  }
}
