import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FuzzFinding, fixturesFolder, runFuzz } from './run-fuzz.ts';
import { defineTarget, hold } from './target.ts';
import { targets } from './targets.ts';
import { someOrAll } from '../support/thorough.ts';

const cases = someOrAll(1_000, 20_000);
const total = targets.reduce((sum, { share }) => sum + share, 0);
/** The same cases for everybody, at every time. New ones are what `npm run fuzz` is for; FUZZ_SEED tries its seed here. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_129);

describe(`fuzzing with seed ${seed}`, () => {
  it.each(targets)('finds nothing in $name', async (target) => {
    const { findings } = await runFuzz({
      targets: [target],
      cases: Math.ceil((cases * target.share) / total),
      seed,
    });

    expect(findings).toEqual([]);
    // The official schemas of three versions of OCSF are compiled in it: on a busy machine, half a minute.
  });
});

describe('what fuzzing has found before', () => {
  const files = readdirSync(fixturesFolder);

  it.each(files)('holds: %s', async (file) => {
    const { target: name, value } = JSON.parse(readFileSync(fixturesFolder + file, 'utf8')) as FuzzFinding;
    const target = targets.find((one) => one.name === name);

    // Some targets take turns among formats.
    for (let turn = 0; turn < 20; turn += 1) await target?.check(value);

    expect(target).toBeDefined();
  });
});

describe('runFuzz', () => {
  it('shrinks a failing case and says with which seed it comes again', async () => {
    const target = defineTarget({
      name: 'numbers',
      share: 1,
      arbitrary: fc.nat(),
      check: (value) => hold(value < 100, 'small'),
    });

    const { findings } = await runFuzz({ targets: [target], cases: 1_000, seed: 1 });

    expect(findings).toEqual([
      { target: 'numbers', seed: 1, message: 'BrokenPropertyError: small', value: 100 },
    ]);
  });
});
