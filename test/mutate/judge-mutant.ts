import { type Mutation, mutate } from './find-mutations.ts';
import type { TestStages } from './find-tests.ts';
import type { ProjectCopy } from './project-copy.ts';
import { runTests } from './run-tests.ts';

export interface Mutant {
  readonly file: string;
  readonly text: string;
  readonly mutation: Mutation;
}

const mutantTimeoutMs = 600_000;
const fewestTestsAtOnce = 8;
const mostTestsAtOnce = 32;

/** Tests that pass without a mutant: those that fail anyway would notice everything. */
export interface Baseline {
  /** Throws when one of them fails. */
  expectToPass(tests: readonly string[]): Promise<void>;
}

/** Runs each test once, in a copy of its own, for all who judge. */
export function createBaseline(copy: ProjectCopy): Baseline {
  const passing = new Set<string>();
  let last = Promise.resolve();

  async function tryOut(tests: readonly string[]): Promise<void> {
    const untried = tests.filter((test) => !passing.has(test));
    if (untried.length === 0) return;
    const end = await runTests(copy.folder, ['--runTestsByPath', ...untried], 6 * mutantTimeoutMs);
    if (end !== 'passed') throw new Error(`without any mutant, tests ${end}: ${untried.join(' ')}`);
    for (const test of untried) passing.add(test);
  }

  return {
    expectToPass(tests) {
      last = last.then(() => tryOut(tests));
      return last;
    },
  };
}

/** Tells which tests fail with a mutant, in a copy of the project; undefined when none does. */
export function createJudge(options: {
  readonly copy: ProjectCopy;
  readonly findTests: (file: string) => TestStages;
  readonly baseline: Baseline;
  readonly isOwnAlone: boolean;
}): (mutant: Mutant) => Promise<string | undefined> {
  const { copy, findTests, baseline, isOwnAlone } = options;
  return async ({ file, text, mutation }) => {
    const { nearest, room, others } = findTests(file);
    const stages = [
      ...toPortions(nearest).map((tests) => ['nearest', tests] as const),
      ...toPortions(room).map((tests) => ['room', tests] as const),
      ...toPortions(isOwnAlone ? [] : others).map((tests) => ['other', tests] as const),
    ];
    for (const [whose, tests] of stages) {
      copy.write(file, mutate(text, mutation));
      const end = await runTests(copy.folder, ['--runInBand', '--runTestsByPath', ...tests], mutantTimeoutMs);
      copy.write(file, text);
      if (end === 'passed') continue;
      await baseline.expectToPass(tests);
      return `${whose} tests, ${end}`;
    }
    return undefined;
  };
}

/**
 * The nearest few by themselves, for they notice most; then more at a time, for to start jest takes as long as a test file. So few that
 * only a loop without an end takes as long as may be waited.
 */
function toPortions(tests: readonly string[]): string[][] {
  const portions: string[][] = [];
  let size = fewestTestsAtOnce;
  for (let first = 0; first < tests.length; ) {
    portions.push(tests.slice(first, first + size));
    first += size;
    size = Math.min(2 * size, mostTestsAtOnce);
  }
  return portions;
}
