import { setImmediate as turn } from 'node:timers/promises';
import type { Contract } from '../contracts/contract.ts';
import { validateLine } from '../contracts/validate-line.ts';
import type { Delivered } from './ledger.ts';

export interface RecordsVerdict {
  /** Every record at every destination, repeats included. */
  readonly recordsValidated: number;
  /** Records that break their contract, `<fault> at <destination>` for the first fault of each. */
  readonly invalid: readonly string[];
}

/** Of the records that the traffic becomes. */
const classUids = [0, 3002, 6003];

/** Compiles what rounds are judged by: seconds, for which a round under way would be blamed. */
export function compileContracts(): void {
  for (const classUid of classUids) validateLine(JSON.stringify({ class_uid: classUid }), 'ocsf 1.8.0');
  for (const contract of ['ecs', 'raw'] as const) validateLine('{}', contract);
}

/** Holds what the destinations have against its contract. */
export async function judgeRecords(
  delivered: readonly Delivered[],
  contract: Contract,
): Promise<RecordsVerdict> {
  // Most lines arrive at more than one destination: the same text has the same faults.
  const faultOf = new Map<string, string | undefined>();
  const invalid: string[] = [];
  let recordsValidated = 0;
  for (const { destination, lines } of delivered) {
    for (const line of lines) {
      recordsValidated += 1;
      if (!faultOf.has(line)) {
        faultOf.set(line, validateLine(line, contract)[0]);
        // Other rounds of this process go on meanwhile, and are not to be late for it.
        if (faultOf.size % 5 === 0) await turn();
      }
      const fault = faultOf.get(line);
      if (fault !== undefined) invalid.push(`${fault} at ${destination}`);
    }
  }
  return { recordsValidated, invalid };
}
