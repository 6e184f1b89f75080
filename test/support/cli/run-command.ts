import { Readable, Writable } from 'node:stream';
import type { CommandEntry, Terminal } from '../../../functions/cli/terminal/command.ts';
import { run } from '../../../functions/cli/terminal/run.ts';

export interface CommandOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string | Buffer | Readable;
  readonly env?: Terminal['env'];
  readonly now?: () => number;
  readonly program?: string;
  /** @default one that keeps what it gets */
  readonly stdout?: Terminal['stdout'];
}

/** Runs a command in this process, its output in memory. */
export async function runCommand(
  commands: readonly CommandEntry[],
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandOutcome> {
  const { input = '', env = {}, now = Date.now, program } = options;
  const [stdout, stderr] = [createSink(), createSink()];
  const exitCode = await run(commands, args, {
    stdin: input instanceof Readable ? input : Readable.from([Buffer.from(input)]),
    stdout: options.stdout ?? stdout.stream,
    stderr: stderr.stream,
    env,
    now,
    ...(program !== undefined && { program }),
  });
  return { exitCode, stdout: stdout.read(), stderr: stderr.read() };
}

function createSink() {
  const pieces: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      pieces.push(chunk.toString());
      done();
    },
  });
  return { stream, read: () => pieces.join('') };
}

export function parseLines(text: string): { readonly [key: string]: unknown }[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as { readonly [key: string]: unknown });
}
