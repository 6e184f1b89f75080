import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createChance } from '../chaos/random.ts';
import { findMutations, type Mutation, mutate } from './find-mutations.ts';
import { copyProject, type ProjectCopy } from './project-copy.ts';
import { listRelatedTests, runTests } from './run-tests.ts';

const help = `Changes one place of a file at a time, and tells which changes no test notices.

Usage: npm run mutate -- [--room NAME]... [--file PATH]... [--count N] [--seed N] [--own]

  --room NAME   a folder of functions/ or infra/, such as log-event or infra/tenant (may be repeated)
  --file PATH   a file (may be repeated), for example those of a change
  --count N     mutants, drawn by chance among all there are (default 20)
  --seed N      draws the same again (default: from the clock)
  --own         the room's own tests alone: quicker, and stricter than the default, which then asks every test whose
                imports lead to the file
  --least N     exit 1 when fewer than N percent are noticed (default 0)

What the compiler alone would refuse counts as not noticed. The last line of standard output is JSON.
`;

const { values } = parseArgs({
  options: {
    room: { type: 'string', multiple: true, default: [] },
    file: { type: 'string', multiple: true, default: [] },
    count: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    least: { type: 'string', default: '0' },
    own: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const root = fileURLToPath(new URL('../../', import.meta.url));
const mutantTimeoutMs = 300_000;
/** Tests that have passed without a mutant. */
const passing = new Set<string>();

interface Mutant {
  readonly file: string;
  readonly text: string;
  readonly mutation: Mutation;
}

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const files = [...values.room.flatMap(listSources), ...values.file];
  const all = files.flatMap((file): Mutant[] => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return findMutations(text).map((mutation) => ({ file, text, mutation }));
  });
  const seed = Number(values.seed);
  const drawn = createChance(seed).shuffle(all).slice(0, Number(values.count));
  process.stderr.write(`seed ${seed}: ${drawn.length} of ${all.length} mutants of ${files.length} files\n`);
  if (drawn.length === 0) throw new Error('nothing to mutate: name a --room or a --file that there is');

  const copy = copyProject(root);
  const survived: Mutant[] = [];
  try {
    for (const mutant of drawn) {
      const by = await findWhoNotices(copy, mutant);
      if (by === undefined) survived.push(mutant);
      const verdict = by === undefined ? 'SURVIVED' : 'killed  ';
      process.stdout.write(`${verdict} ${describe(mutant)}${by ? ` (${by})` : ''}\n`);
    }
  } finally {
    copy.remove();
  }
  const percent = Math.floor((1_000 * (drawn.length - survived.length)) / drawn.length) / 10;
  process.stdout.write(
    `${JSON.stringify({ seed, mutants: drawn.length, survived: survived.length, percent })}\n`,
  );
  process.exitCode = percent < Number(values.least) ? 1 : 0;
}

/** Which tests fail with the mutant; the room's own come first. */
async function findWhoNotices(
  copy: ProjectCopy,
  { file, text, mutation }: Mutant,
): Promise<string | undefined> {
  const related = await listRelatedTests(copy.folder, file);
  const room = path.dirname(file).split('/').slice(0, 2).join('/');
  const isOwn = (test: string) => test.startsWith(`test/${room}/`);
  const others = values.own ? [] : related.filter((test) => !isOwn(test));
  for (const [whose, tests] of Object.entries({ own: related.filter(isOwn), other: others })) {
    if (tests.length === 0) continue;
    await expectToPass(copy.folder, tests);
    copy.write(file, mutate(text, mutation));
    const { end } = await runTests(copy.folder, ['--runTestsByPath', ...tests], mutantTimeoutMs);
    copy.write(file, text);
    if (end !== 'passed') return `${whose} tests, ${end}`;
  }
  return undefined;
}

/** A test that fails anyway would notice everything. */
async function expectToPass(folder: string, tests: readonly string[]): Promise<void> {
  const key = tests.join();
  if (passing.has(key)) return;
  const { end } = await runTests(folder, ['--runTestsByPath', ...tests], 2 * mutantTimeoutMs);
  if (end !== 'passed') throw new Error(`without any mutant, tests ${end}: ${tests.join(' ')}`);
  passing.add(key);
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
