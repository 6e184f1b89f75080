import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { median, rounded } from './quantile.ts';
import { toTable } from './table.ts';

const run = promisify(execFile);

/** The figures of one run of `npm run bench`: its last line of standard output. */
type Figures = { readonly [part: string]: unknown };

export interface AgainstOptions {
  /** A commit, tag or branch. */
  readonly ref: string;
  /** What `npm run bench` is called with, in both states. */
  readonly args: readonly string[];
  /** Of each state, one after the other. */
  readonly turns: number;
  readonly onTurn: (state: 'before' | 'now', turn: number) => void;
}

/**
 * The same benchmarks in an earlier state and in this one, by turns: what else the machine does in that hour meets both. Builds the
 * earlier state in a temporary folder, which is gone afterwards. Gives the medians of what both of them measure, as a table and
 * by name.
 */
export async function measureAgainst({ ref, args, turns, onTurn }: AgainstOptions) {
  const folder = await mkdtemp(path.join(tmpdir(), 'session-enricher-before-'));
  try {
    await checkOut(ref, folder);
    const before: Figures[] = [];
    const now: Figures[] = [];
    for (let turn = 1; turn <= turns; turn += 1) {
      onTurn('before', turn);
      before.push(await runBench(folder, args));
      onTurn('now', turn);
      now.push(await runBench(process.cwd(), args));
    }
    return compareFigures(before, now);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of the commit alone, with what its own lockfile names. */
async function checkOut(ref: string, folder: string): Promise<void> {
  const archive = path.join(folder, 'state.tar');
  await run('git', ['archive', '--output', archive, ref]).catch((error: unknown) => {
    throw new Error(`--against: no commit, tag or branch is called ${ref}`, { cause: error });
  });
  await run('tar', ['-xf', archive, '-C', folder]);
  await rm(archive);
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    maxBuffer: 2 ** 26,
  });
  // An earlier state looks for Node 24 where this one does.
  await symlink(path.resolve('.toolchain'), path.join(folder, '.toolchain'));
}

async function runBench(folder: string, args: readonly string[]): Promise<Figures> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/bench/main.ts', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`npm run bench -- ${args.join(' ')} ended with ${String(code)} in ${folder}`);
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as Figures;
}

/** Medians of every number that all runs of both states have, by its path. */
export function compareFigures(before: readonly Figures[], now: readonly Figures[]) {
  const [one, other] = [before, now].map((runs) =>
    runs.map(({ machine: _machine, ...parts }) => toNumbers(parts)),
  );
  const names = [...(other?.[0]?.keys() ?? [])].filter((name) =>
    [...(one ?? []), ...(other ?? [])].every((numbers) => numbers.has(name)),
  );
  const middle = (runs: readonly ReadonlyMap<string, number>[] = [], name = '') =>
    median(runs.map((numbers) => numbers.get(name)!));
  const rows = names.map((name) => {
    const [was, is] = [middle(one, name), middle(other, name)];
    return { name, before: rounded(was), now: rounded(is), ratio: was === 0 ? undefined : rounded(is / was) };
  });
  return {
    table: toTable(
      ['figure', 'before', 'now', 'now/before'],
      rows.map((row) => [row.name, row.before, row.now, row.ratio ?? '']),
    ),
    figures: Object.fromEntries(rows.map(({ name, ...row }) => [name, row])),
  };
}

function toNumbers(value: unknown, name = '', numbers = new Map<string, number>()): Map<string, number> {
  if (typeof value === 'number') numbers.set(name, value);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      toNumbers(inner, name === '' ? key : `${name}.${key}`, numbers);
  }
  return numbers;
}
