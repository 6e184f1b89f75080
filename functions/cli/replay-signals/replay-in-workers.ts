import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../terminal/user-error.ts';
import type { ReplayListener, ReplayPlan, ShardResult } from './replay-shard.ts';
import type { Shard } from './shard-of.ts';

export interface ShardTask {
  readonly plan: ReplayPlan;
  readonly shard: Shard;
}

export type ShardMessage =
  | { readonly kind: 'unusable'; readonly place: string; readonly reason: string }
  | { readonly kind: 'progress'; readonly done: number; readonly unusable: number }
  | { readonly kind: 'input'; readonly message: string; readonly fix: string | undefined }
  | { readonly kind: 'done'; readonly result: ShardResult };

// As this file's own: TypeScript in a clone, JavaScript in the package.
const extension = path.extname(fileURLToPath(import.meta.url));
const entry = fileURLToPath(new URL(`shard-worker${extension}`, import.meta.url));
// Node 24 reads TypeScript itself. A loader names every inner function each time it is made: a tenth of a replay's processor time.
const isReadByNode = extension === '.js' || Boolean(process.features.typescript);

/**
 * A process for each shard. All read the whole input: to parse it is the smaller part of the work, and nothing has to be passed
 * on. Processes and no threads, for a loader of TypeScript does not reach into these.
 */
export async function replayInWorkers(
  plan: ReplayPlan,
  workers: number,
  listener: ReplayListener,
): Promise<readonly ShardResult[]> {
  const children: ChildProcess[] = [];
  const runs = Array.from({ length: workers }, (_, index) => {
    // Results have maps in them.
    const child = fork(entry, {
      serialization: 'advanced',
      ...(isReadByNode && { execArgv: [] }),
    });
    children.push(child);
    const task: ShardTask = { plan, shard: { index, of: workers } };
    child.send(task);
    return toResult(child, listener);
  });
  try {
    return await Promise.all(runs);
  } finally {
    for (const child of children) child.kill();
  }
}

function toResult(child: ChildProcess, listener: ReplayListener): Promise<ShardResult> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: ShardMessage) => {
      if (message.kind === 'unusable') listener.onUnusable(message.place, message.reason);
      else if (message.kind === 'progress') listener.onProgress(message.done, message.unusable);
      else if (message.kind === 'done') resolve(message.result);
      else reject(new InputError(message.message, message.fix === undefined ? {} : { fix: message.fix }));
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`a worker of the replay ended with ${code} before it was done`)),
    );
  });
}
