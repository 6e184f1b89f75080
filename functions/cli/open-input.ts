import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Terminal } from './command.ts';
import { toInputError } from './user-error.ts';

/** A file, or standard input without a path or with `-`. Rejects with InputError when the file cannot be read. */
export async function openInput(
  path: string | undefined,
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<Readable> {
  if (path === undefined || path === '-') {
    if ('isTTY' in stdin && stdin.isTTY === true) {
      stderr.write('reading log events from standard input; Ctrl-D ends it, --help tells more\n');
    }
    return stdin;
  }
  const input = createReadStream(path, { highWaterMark: 1_048_576 });
  await new Promise<void>((resolve, reject) => {
    input.once('readable', resolve);
    input.once('end', resolve);
    input.once('error', (error) => reject(toInputError(path, error)));
  });
  return input;
}
