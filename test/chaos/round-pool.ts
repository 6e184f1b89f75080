import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RoundResult } from './round.ts';
import type { RoundAnswer, RoundTask } from './round-worker.ts';

export type RunTask = (task: RoundTask) => Promise<RoundResult>;

/** Processes that run rounds; each task goes to the one that has the fewest. */
export function startRoundPool(processes: number): { readonly run: RunTask; close(): void } {
  const workers = Array.from({ length: processes }, () => {
    const child = fork(fileURLToPath(new URL('./round-worker.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx', '--no-warnings'],
    });
    return {
      child,
      waiting: new Map<number, { resolve: (r: RoundResult) => void; reject: (e: Error) => void }>(),
    };
  });
  for (const { child, waiting } of workers) listenTo(child, waiting);

  return {
    run: (task) =>
      new Promise((resolve, reject) => {
        const [worker] = workers.toSorted((a, b) => a.waiting.size - b.waiting.size);
        worker?.waiting.set(task.index, { resolve, reject });
        worker?.child.send(task);
      }),
    close() {
      for (const { child } of workers) child.kill();
    },
  };
}

function listenTo(
  child: ChildProcess,
  waiting: Map<number, { resolve: (r: RoundResult) => void; reject: (e: Error) => void }>,
): void {
  child.on('message', ({ index, result, error }: RoundAnswer) => {
    const task = waiting.get(index);
    waiting.delete(index);
    if (result) task?.resolve(result);
    else task?.reject(new Error(error ?? 'a round without a result'));
  });
  // An uncaught error in a round is a finding too.
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values())
      reject(new Error(`a round ended its process: ${code ?? signal}`));
  });
}
