import { createWriteStream, fstatSync } from 'node:fs';
import type { Writable } from 'node:stream';

/**
 * Standard output that either takes all of a piece or fails.
 *
 * Node writes to a file behind `process.stdout` once and never looks how much of it arrived: on a disk that fills up
 * the rest of the piece would be gone without a word.
 */
export function openOutput(stdout: Writable & { readonly fd: number }): Writable {
  const { fd } = stdout;
  return fstatSync(fd).isFile() ? createWriteStream('', { fd, autoClose: false }) : stdout;
}
