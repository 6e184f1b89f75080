import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Pinned in pom.xml: the newest release that runs on Java 17. */
export const version = '2.19.3';

export interface OpenSearch {
  /** On the loopback, without a slash at the end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Fetches OpenSearch's published Java modules and compiles a node of them; says why where that cannot be. */
export function buildOpenSearch(folder: string): { readonly classPath: string } | { readonly why: string } {
  const source = new URL('.', import.meta.url).pathname;
  for (const name of ['pom.xml', 'OpenSearchNode.java'])
    cpSync(path.join(source, name), path.join(folder, name));
  const list = path.join(folder, 'class-path.txt');
  const fetched = run('mvn', ['-q', '-B', 'dependency:build-classpath', `-Dmdep.outputFile=${list}`], folder);
  if (fetched !== undefined) return { why: `Maven did not fetch OpenSearch ${version}: ${fetched}` };
  const modules = readFileSync(list, 'utf8').trim();
  const classes = path.join(folder, 'classes');
  const compiled = run('javac', ['-cp', modules, '-d', classes, 'OpenSearchNode.java'], folder);
  if (compiled !== undefined) return { why: `javac did not compile the node: ${compiled}` };
  return { classPath: [classes, modules].join(path.delimiter) };
}

function run(program: string, args: readonly string[], cwd: string): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 600_000 });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim().split('\n').at(-1);
}

/** One node with its data in `home`, until it is stopped: its standard input ends with this process. */
export async function startOpenSearch(classPath: string, home: string): Promise<OpenSearch> {
  for (const name of ['config', 'modules', 'plugins']) mkdirSync(path.join(home, name), { recursive: true });
  const port = 20_000 + (process.pid % 10_000);
  const node = spawn(
    'java',
    [
      '-Xmx1g',
      `-Dopensearch.path.home=${home}`,
      '-cp',
      classPath,
      'OpenSearchNode',
      home,
      String(port),
      String(port + 1),
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const url = `http://127.0.0.1:${port}`;
  await waitFor(url, node);
  return { url, stop: () => stop(node) };
}

async function waitFor(url: string, node: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (node.exitCode !== null) throw new Error(`OpenSearch ended with ${node.exitCode} before it answered`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(500);
  }
  await stop(node);
  throw new Error('OpenSearch did not answer within 150 s');
}

async function stop(node: ChildProcess): Promise<void> {
  if (node.exitCode !== null) return;
  const ended = new Promise((resolve) => node.once('exit', resolve));
  node.stdin?.end();
  await ended;
}
