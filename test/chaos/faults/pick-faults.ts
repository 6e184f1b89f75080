import { allFaults } from './all-faults.ts';
import type { ChaosFault } from './chaos-fault.ts';

/** Faults by their names. */
export function pickFaults(...names: readonly string[]): ChaosFault[] {
  return names.map((name) => {
    const fault = allFaults.find((one) => one.name === name);
    if (fault === undefined) throw new Error(`there is no fault ${name}`);
    return fault;
  });
}
