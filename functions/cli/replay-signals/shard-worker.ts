import { InputError } from '../terminal/user-error.ts';
import type { ShardMessage, ShardTask } from './replay-in-workers.ts';
import { replayShard } from './replay-shard.ts';

// The entry of a process of its own. An error of the input's loses its class on the way, so that it is sent as what it is.
const progressEvery = 5_000;
const send = (message: ShardMessage) => process.send?.(message);

async function work({ plan, shard }: ShardTask): Promise<void> {
  let told = 0;
  const result = await replayShard(
    plan,
    shard,
    { stdin: process.stdin, stderr: process.stderr, now: Date.now },
    {
      onUnusable: (place, reason) => send({ kind: 'unusable', place, reason }),
      onProgress(done, unusable) {
        if (shard.index !== 0 || done - told < progressEvery) return;
        told = done;
        send({ kind: 'progress', done, unusable });
      },
    },
  );
  send({ kind: 'done', result });
}

// Whoever asked is gone, and so is the question.
process.once('disconnect', () => process.exit());
process.once('message', (task: ShardTask) => {
  work(task).catch((error: unknown) => {
    if (error instanceof InputError) send({ kind: 'input', message: error.message, fix: error.fix });
    else throw error;
  });
});
