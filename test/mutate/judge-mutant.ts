import { type Mutation, mutate } from './find-mutations.ts';
import { createTestFinder } from './find-tests.ts';
import type { ProjectCopy } from './project-copy.ts';
import { runTests } from './run-tests.ts';

export interface Mutant {
  readonly file: string;
  readonly text: string;
  readonly mutation: Mutation;
}

const mutantTimeoutMs = 600_000;

/** Tells which tests fail with a mutant, in a copy of the project; undefined when none does. */
export function createJudge(
  copy: ProjectCopy,
  { isOwnAlone }: { readonly isOwnAlone: boolean },
): (mutant: Mutant) => Promise<string | undefined> {
  const findTests = createTestFinder(copy.folder);
  /** Tests that have passed without a mutant. */
  const passing = new Set<string>();

  /** A test that fails anyway would notice everything. */
  async function expectToPass(tests: readonly string[]): Promise<void> {
    const untried = tests.filter((test) => !passing.has(test));
    if (untried.length === 0) return;
    const { end } = await runTests(copy.folder, ['--runTestsByPath', ...untried], 2 * mutantTimeoutMs);
    if (end !== 'passed') throw new Error(`without any mutant, tests ${end}: ${untried.join(' ')}`);
    for (const test of untried) passing.add(test);
  }

  return async ({ file, text, mutation }) => {
    const { nearest, room, others } = await findTests(file);
    for (const [whose, tests] of Object.entries({ nearest, room, other: isOwnAlone ? [] : others })) {
      if (tests.length === 0) continue;
      await expectToPass(tests);
      copy.write(file, mutate(text, mutation));
      const { end } = await runTests(copy.folder, ['--runTestsByPath', ...tests], mutantTimeoutMs);
      copy.write(file, text);
      if (end !== 'passed') return `${whose} tests, ${end}`;
    }
    return undefined;
  };
}
