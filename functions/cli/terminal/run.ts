import { version } from '../../enrich/version.ts';
import { calledAs } from './called-as.ts';
import type { CommandEntry, Terminal } from './command.ts';
import { exitCodes } from './command.ts';
import { namesProxy } from './names-proxy.ts';
import { toPlainTerminal } from './plain-terminal.ts';
import { InputError, OutputError, UsageError } from './user-error.ts';
import { OutputClosedError } from './write-lines.ts';

/** Finds the command and runs it. What the user can mend becomes one line on stderr, without a stack trace. */
export async function run(
  commands: readonly CommandEntry[],
  args: readonly string[],
  given: Terminal,
): Promise<number> {
  const terminal = toPlainTerminal(given);
  const { stdout, stderr, env, program } = terminal;
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    stdout.write(`session-enricher ${version}\n`);
    return exitCodes.done;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = await commands.find((entry) => entry.name === rest[0])?.load();
    (name === undefined ? stderr : stdout).write(calledAs(program, asked?.help ?? toOverview(commands)));
    return name === undefined ? exitCodes.usage : exitCodes.done;
  }

  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) {
    const names = commands.map((candidate) => candidate.name).join(', ');
    stderr.write(`error: unknown command ${JSON.stringify(name)}; known commands: ${names}\n`);
    return exitCodes.usage;
  }
  const command = await entry.load();
  const end = rest.indexOf('--');
  if (rest.slice(0, end === -1 ? undefined : end).some((arg) => arg === '--help' || arg === '-h')) {
    stdout.write(calledAs(program, command.help));
    return exitCodes.done;
  }

  try {
    await useProxyOf(env);
    return await command.run(rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`error: ${error.message}\n       see: npm run --silent cli -- ${name} --help\n`);
      return exitCodes.usage;
    }
    if (error instanceof InputError || isAboutOutput(error) || isOutOfReach(error)) {
      stderr.write(`error: ${toSentence(error)}\n`);
      return exitCodes.usage;
    }
    throw error;
  }
}

function toSentence(error: Error): string {
  const fix = error instanceof InputError ? error.fix : undefined;
  return fix === undefined ? error.message : `${error.message}; ${fix}`;
}

/** What it takes to go through a proxy is loaded for those who have one. */
async function useProxyOf(env: Terminal['env']): Promise<void> {
  if (!namesProxy(env)) return;
  (await import('./use-proxy.ts')).useProxy(env);
}

/** A command for which it does not matter that its reader has gone says so itself. */
function isAboutOutput(error: unknown): error is Error {
  return error instanceof OutputError || error instanceof OutputClosedError;
}

/** What the rooms throw when AWS or a secret is out of reach. Their messages name the thing and quote nothing. */
function isOutOfReach(error: unknown): error is Error {
  const names = ['QueueUnavailableError', 'SecretUnavailableError', 'InvalidSecretError'];
  return error instanceof Error && names.includes(error.name);
}

function toOverview(commands: readonly CommandEntry[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'session-enricher: Auth0 log events in, finished security records out.',
    '',
    'Usage: npm run --silent cli -- <command> [options]',
    '',
    ...list,
    '',
    'npm run --silent cli -- <command> --help shows the options and examples of a command; --version the version.',
    'HTTPS_PROXY and NO_PROXY hold for every command.',
    '',
  ].join('\n');
}
