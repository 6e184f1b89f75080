import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type InvocationResult, startRuntimeApi } from './lambda-runtime-api.ts';

export interface Sandbox {
  readonly pid: number;
  /** From spawning node to the first request for work, in milliseconds. */
  readonly initMs: number;
  /** What the function wrote to stdout and stderr so far; the last MiB of it. */
  readonly logs: string;
  /** Never rejects: what went wrong is the result. */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Resident memory in MiB, from /proc; undefined where there is none. */
  rssMb(): number | undefined;
  /** Processor time of the running threads since the spawn in milliseconds, from /proc; undefined where there is none. */
  cpuMs(): number | undefined;
  /** Ends the process without warning, as Lambda may at any time. The running invocation fails. */
  kill(): Promise<void>;
  /** Stops the process's clock, as Lambda does between invocations, until `thaw`. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** The path of the bundle. Its name may hold one dot, and no folder of the same name may stand beside it. */
  readonly bundle: string;
  /** The export that is called. @default 'handler' */
  readonly handler?: string;
  /** Over what Lambda sets; nothing of this process's own environment reaches the function. */
  readonly env?: { readonly [name: string]: string };
  /** The node binary. @default the one that runs this */
  readonly node?: string;
  /** The function's timeout. @default 10_000 */
  readonly timeoutMs?: number;
  /** Lambda's own limit is 10 s; a busy machine may take longer to start a process. @default 120_000 */
  readonly initTimeoutMs?: number;
  /** CommonJS files that node loads before the function. @default none */
  readonly preload?: readonly string[];
}

const runtimeClient = createRequire(import.meta.url).resolve('aws-lambda-ric');
const nativeClient = fileURLToPath(new URL('./lambda-native-client.cjs', import.meta.url));
const maxLogLength = 1_048_576;

/**
 * Runs a built bundle in Lambda's own runtime interface client, in a process of its own, and waits until its module
 * is loaded. Rejects with an `InitError` when that fails or takes too long.
 *
 * As in Lambda: one invocation at a time, a timed-out or ended sandbox is gone, handlers with a callback are refused.
 * Not as in Lambda: no share of a CPU, no memory limit, no freezing of its own accord. aws-lambda-ric asks for Node
 * 22 or newer; it works on 20 too, which the tests of this project show.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { handler = 'handler', env = {}, node = process.execPath } = options;
  const { timeoutMs = 10_000, initTimeoutMs = 120_000 } = options;
  const bundle = path.resolve(options.bundle);
  const taskRoot = path.dirname(bundle);

  const api = await startRuntimeApi({ timeoutMs, onTimeout: () => child.kill('SIGKILL') });
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_LAMBDA_RUNTIME_API: api.address,
    _HANDLER: `${path.parse(bundle).name}.${handler}`,
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'local',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/local',
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    ...env,
  };
  const startedMs = performance.now();
  const preloads = [nativeClient, ...(options.preload ?? [])].flatMap((file) => ['-r', file]);
  const child = spawn(node, [...preloads, runtimeClient], {
    cwd: taskRoot,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);

  let logs = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      logs = (logs + text).slice(-maxLogLength);
    });
  }
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    const end = (reason: string) => {
      isGone = true;
      process.off('exit', killChild);
      api.fail('Runtime.ExitError', reason);
      api.close();
      resolve();
    };
    child.once('error', ({ message }) => end(message));
    child.once('close', (code, signal) => end(`Runtime exited: ${signal ?? `exit status ${code}`}`));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const force = setTimeout(killChild, 500);
    await gone;
    clearTimeout(force);
  };

  const initTimer = setTimeout(
    () => api.fail('Sandbox.InitTimedout', `the init phase took longer than ${initTimeoutMs} ms`),
    initTimeoutMs,
  );
  try {
    await api.started;
  } catch (error) {
    await end('SIGKILL');
    throw error;
  } finally {
    clearTimeout(initTimer);
  }
  const initMs = performance.now() - startedMs;

  return {
    pid: child.pid ?? 0,
    initMs,
    get logs() {
      return logs;
    },
    async invoke(event) {
      const result = api.invoke(event);
      if (isGone) api.fail('Runtime.ExitError', 'the sandbox has ended');
      return result;
    },
    rssMb() {
      try {
        const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
        return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
      } catch {
        return undefined;
      }
    },
    cpuMs() {
      const nanoseconds = listTasks(child.pid).map(readTaskTime);
      return nanoseconds.length === 0 ? undefined : nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
    },
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}

/** The folders of a process's threads; none where there is no /proc. */
function listTasks(pid: number | undefined): string[] {
  const folder = `/proc/${pid}/task`;
  return existsSync(folder) ? readdirSync(folder).map((task) => path.join(folder, task)) : [];
}

/** Nanoseconds on a processor: https://docs.kernel.org/scheduler/sched-stats.html. A thread that has just ended has none. */
function readTaskTime(folder: string): number {
  try {
    return Number(readFileSync(path.join(folder, 'schedstat'), 'utf8').split(' ')[0]);
  } catch {
    return 0;
  }
}
