import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Terminal } from '../terminal/command.ts';
import { standardInput } from './find-input-files.ts';
import { toPlainText } from './plain-text.ts';
import { toInputError } from '../terminal/user-error.ts';

/**
 * The bytes of a file, or of standard input with `-`; of what is gzipped, as it was before.
 *
 * Rejects with InputError when the file cannot be read; iterating throws one for what is no UTF-8 text.
 */
export async function openInput(
  path: string,
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
): Promise<AsyncIterable<Buffer>> {
  if (path === standardInput) {
    if ('isTTY' in stdin && stdin.isTTY === true) {
      stderr.write('reading log events from standard input; Ctrl-D ends it, --help tells more\n');
    }
    return toPlainText(stdin, 'standard input');
  }
  const input: Readable = createReadStream(path, { highWaterMark: 1_048_576 });
  await new Promise<void>((resolve, reject) => {
    input.once('readable', resolve);
    input.once('end', resolve);
    input.once('error', (error) => reject(toInputError(path, error)));
  });
  return toPlainText(input, path);
}
