import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Target } from './target.ts';

export interface FuzzFinding {
  readonly target: string;
  readonly seed: number;
  readonly message: string;
  /** The smallest case that shows it. */
  readonly value: unknown;
}

export interface FuzzResult {
  readonly cases: number;
  readonly findings: readonly FuzzFinding[];
}

export const fixturesFolder = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** Cases between two looks at progress and memory. */
const roundCases = 2_000;

/** Runs every target with its share of the cases; a target that has failed is left out from then on. */
export async function runFuzz(options: {
  readonly targets: readonly Target[];
  readonly cases: number;
  readonly seed: number;
  readonly onRound?: (progress: { readonly target: string; readonly cases: number }) => void;
}): Promise<FuzzResult> {
  const { targets, cases, seed, onRound } = options;
  const total = targets.reduce((sum, { share }) => sum + share, 0);
  const open = targets.map((target) => ({ target, left: Math.ceil((cases * target.share) / total) }));
  const findings: FuzzFinding[] = [];
  let done = 0;
  for (let round = 0; open.some(({ left }) => left > 0); round += 1) {
    for (const one of open) {
      const numRuns = Math.min(one.left, roundCases);
      if (numRuns === 0) continue;
      const finding = await check(one.target, seed + round, numRuns);
      one.left = finding ? 0 : one.left - numRuns;
      done += numRuns;
      if (finding) findings.push(finding);
      onRound?.({ target: one.target.name, cases: done });
    }
  }
  return { cases: done, findings };
}

async function check(target: Target, seed: number, numRuns: number): Promise<FuzzFinding | undefined> {
  let checked = 0;
  const property = fc.asyncProperty(target.arbitrary, async (value) => {
    await target.check(value);
    checked += 1;
    // Promises alone never let the event loop turn, and without a turn no aborted request is ever freed.
    if (checked % 20 === 0) await turn();
  });
  const details = await fc.check(property, { seed, numRuns, endOnFailure: false });
  if (!details.failed) return undefined;
  const { errorInstance } = details;
  const message =
    errorInstance instanceof Error
      ? `${errorInstance.name}: ${errorInstance.message}`
      : String(errorInstance);
  return { target: target.name, seed: details.seed, message, value: details.counterexample?.[0] };
}

/** Keeps a finding so that the tests try it from now on; returns the file's name. */
export function keepFinding(finding: FuzzFinding): string {
  const text = `${JSON.stringify(finding, undefined, 2)}\n`;
  const name = `${finding.target.replaceAll(' ', '-').toLowerCase()}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.json`;
  mkdirSync(fixturesFolder, { recursive: true });
  writeFileSync(`${fixturesFolder}${name}`, text);
  return name;
}
