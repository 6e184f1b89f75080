import { UsageError } from '../cli/terminal/user-error.ts';
import { PortBusyError } from './listen.ts';
import { parseStartOptions, toStartHelp } from './start-options.ts';
import { start, type StartTerminal } from './start.ts';

export interface StartProcess extends Pick<StartTerminal, 'stdout' | 'stderr' | 'signal'> {
  readonly env: { readonly [name: string]: string | undefined };
  /** How it is called, for its help, such as `npm start --`. */
  readonly program: string;
}

/** Runs the local system until `signal` fires. Resolves with the exit code; what the user can mend is said in words. */
export async function runStart(
  args: readonly string[],
  { stdout, stderr, signal, env, program }: StartProcess,
): Promise<number> {
  try {
    const options = parseStartOptions(args, env);
    if (options.isHelp) {
      stdout.write(toStartHelp(program));
      return 0;
    }
    const isColoured = stdout.isTTY === true && env['NO_COLOR'] === undefined;
    return await start(options, { stdout, stderr, signal, isColoured });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof PortBusyError)) throw error;
    const hint = error instanceof PortBusyError ? '; set PORT to another one, for example PORT=4100' : '';
    const see = error instanceof UsageError ? `\n       see: ${program} --help` : '';
    stderr.write(`error: ${error.message}${hint}${see}\n`);
    return 2;
  }
}

/** Fires at Ctrl-C, and when the process is asked to end. */
export function untilInterrupted(): AbortSignal {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  return interrupted.signal;
}
