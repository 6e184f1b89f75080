import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../infra/build/bundle.ts';
import type { BenchOptions } from './part.ts';

const taskset = '/usr/bin/taskset';

export interface WorkerOptions extends BenchOptions {
  /** Keeps the garbage collector's threads from using the other cores. @default false */
  readonly isOneCore?: boolean;
  /** For node, before the file. */
  readonly nodeOptions?: readonly string[];
  /** Beside this process's own. */
  readonly env?: { readonly [name: string]: string };
}

/**
 * Bundles a file of this folder as a handler is bundled and runs it in a node of its own, so that no loader and no
 * earlier part is measured with it. Its first line on stdout is one JSON value, its result.
 */
export async function runWorker<Result>(
  name: string,
  input: unknown,
  options: WorkerOptions,
): Promise<Result> {
  const worker = await startWorker<Result>(name, input, options);
  await worker.stop();
  return worker.result;
}

/** The same for a worker that goes on after its first line, a server for example, until it is stopped. */
export async function startWorker<Result>(
  name: string,
  input: unknown,
  options: WorkerOptions,
): Promise<{ readonly result: Result; stop(): Promise<void> }> {
  const entry = fileURLToPath(new URL(`${name}.ts`, import.meta.url));
  const { file } = await bundle({ entry, outdir: path.join(options.folder, path.basename(name)) });
  const { node, nodeOptions = [], env = {} } = options;
  const command = [node, '--no-warnings', ...nodeOptions, file, JSON.stringify(input)];
  const pinned = options.isOneCore && existsSync(taskset) ? [taskset, '-c', '0', ...command] : command;
  const [program = '', ...args] = pinned;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill();
    await gone;
  };
  return { result: JSON.parse(await firstLine(child, name)) as Result, stop };
}

function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error(`${name} has no output`);
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it had a result`)));
  });
}
