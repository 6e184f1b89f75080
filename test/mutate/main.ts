import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createChance } from '../chaos/random.ts';
import { findMutations } from './find-mutations.ts';
import { createTestFinder } from './find-tests.ts';
import { type Baseline, createBaseline, createJudge, type Mutant } from './judge-mutant.ts';
import { copyProject } from './project-copy.ts';

const help = `Changes one place of a file at a time, and tells which changes no test notices.

Usage: npm run mutate -- [--room NAME]... [--file PATH]... [--count N] [--seed N] [--own]

  --room NAME   a folder of functions/ or infra/, such as log-event or infra/tenant (may be repeated)
  --file PATH   a file (may be repeated), for example those of a change
  --count N     mutants, drawn by chance among all there are (default 20)
  --seed N      draws the same again (default: from the clock)
  --own         the room's own tests alone: quicker, and stricter than the default, which then asks every test whose
                imports lead to the file, but those that start processes, browsers or whole systems
  --skip N      goes on after the first N of those that were drawn, as after an interrupted run
  --jobs N      mutants at a time (default 2)
  --least N     exit 1 when fewer than N percent are noticed (default 0)

What the compiler alone would refuse counts as not noticed. The last line of standard output is JSON.
`;

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [] },
    file: { type: 'string', multiple: true, default: [] },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    skip: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '2' },
    least: { type: 'string', default: '0' },
    own: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const root = fileURLToPath(new URL('../../', import.meta.url));

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const files = [...values.room.flatMap(listSources), ...values.file];
  const all = files.flatMap((file): Mutant[] => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return findMutations(text).map((mutation) => ({ file, text, mutation }));
  });
  const seed = Number(values.seed);
  const drawn = createChance(seed).shuffle(all).slice(Number(values.skip), Number(values.count));
  process.stderr.write(`seed ${seed}: ${drawn.length} of ${all.length} mutants of ${files.length} files\n`);
  if (drawn.length === 0) throw new Error('nothing to mutate: name a --room or a --file that there is');

  const findTests = createTestFinder(root);
  const left = [...drawn];
  let survived = 0;
  async function judgeOn(baseline: Baseline): Promise<void> {
    const copy = copyProject(root);
    try {
      const judge = createJudge({ copy, findTests, baseline, isOwnAlone: values.own });
      for (let mutant = left.shift(); mutant; mutant = left.shift()) {
        const by = await judge(mutant);
        if (by === undefined) survived += 1;
        const verdict = by === undefined ? 'SURVIVED' : 'killed  ';
        process.stdout.write(`${verdict} ${describe(mutant)}${by ? ` (${by})` : ''}\n`);
      }
    } finally {
      copy.remove();
    }
  }

  const unspoilt = copyProject(root);
  try {
    const baseline = createBaseline(unspoilt);
    // All at once: to start jest takes longer than most of them.
    await baseline.expectToPass([...new Set(drawn.flatMap(({ file }) => findTests(file).nearest))]);
    await Promise.all(Array.from({ length: Number(values.jobs) }, () => judgeOn(baseline)));
  } finally {
    unspoilt.remove();
  }

  const percent = Math.floor((1_000 * (drawn.length - survived)) / drawn.length) / 10;
  process.stdout.write(`${JSON.stringify({ seed, mutants: drawn.length, survived, percent })}\n`);
  process.exitCode = percent < Number(values.least) ? 1 : 0;
}

function listSources(room: string): string[] {
  const folder = room.startsWith('infra') ? room : `functions/${room}`;
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `${folder}/${file}`);
}

function describe({ file, text, mutation }: Mutant): string {
  const { start, end, replacement, line, kind } = mutation;
  const before = text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
  return `${file}:${line} ${kind}: ${before} -> ${replacement}`;
}
