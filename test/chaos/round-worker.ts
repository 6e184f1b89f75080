import { allFaults } from './faults/all-faults.ts';
import { compileContracts } from './judge-records.ts';
import { createChance } from './random.ts';
import { type RoundResult, runRound } from './round.ts';

/** A round as one process tells it to another. */
export interface RoundTask {
  readonly index: number;
  /** By their names. */
  readonly faults: readonly string[];
  readonly events: number;
  readonly seed: number;
}

export interface RoundAnswer {
  readonly index: number;
  readonly result?: RoundResult;
  /** Why there is no result: a defect of the test. */
  readonly error?: string;
}

export async function runTask({ faults, events, seed }: RoundTask): Promise<RoundResult> {
  const chosen = allFaults.filter(({ name }) => faults.includes(name));
  return runRound({ faults: chosen, events, chance: createChance(seed) });
}

compileContracts();

/** Rounds need both processors, and each of them is at home in one process. */
process.on('message', (task: RoundTask) => {
  const { index } = task;
  runTask(task).then(
    (result) => process.send?.({ index, result } satisfies RoundAnswer),
    (error: unknown) => process.send?.({ index, error: String(error) } satisfies RoundAnswer),
  );
});
