import { UsageError } from '../cli/terminal/user-error.ts';
import { PortBusyError } from './listen.ts';
import { parseStartOptions, startHelp } from './start-options.ts';
import { start } from './start.ts';

const { argv, env, stdout, stderr } = process;
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

try {
  const options = parseStartOptions(argv.slice(2), env);
  if (options.isHelp) stdout.write(startHelp);
  else {
    const isColoured = stdout.isTTY && env['NO_COLOR'] === undefined;
    process.exitCode = await start(options, { stdout, stderr, signal: interrupted.signal, isColoured });
  }
} catch (error) {
  if (!(error instanceof UsageError || error instanceof PortBusyError)) throw error;
  const hint = error instanceof PortBusyError ? '; set PORT to another one, for example PORT=4100' : '';
  stderr.write(`error: ${error.message}${hint}\n`);
  process.exitCode = 2;
}
