import type { Writable } from 'node:stream';
import type { Destination } from './destination.ts';

export interface LineDestinationOptions {
  /** For example standard output. */
  readonly stream: Writable;
  /** @default 'stdout' */
  readonly name?: string;
}

/**
 * Newline-delimited JSON into a stream of Node's.
 *
 * Resolves when the stream has taken the records, so a slow reader slows the writer down. Once the stream has failed or
 * ended (for example `EPIPE`: nobody reads any more), all records come back with that code.
 */
export function createLineDestination({ stream, name = 'stdout' }: LineDestinationOptions): Destination {
  // Each write gets the error too; without a listener it would end the process.
  stream.on('error', () => {});
  return {
    name,
    async deliver(records) {
      if (records.length === 0) return [];
      const error = await write(stream, records.map(({ line }) => `${line}\n`).join(''));
      if (error === undefined) return [];
      return records.map(({ uid }) => ({ recordUid: uid, code: error }));
    },
  };
}

function write(stream: Writable, text: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (code: string | undefined) => {
      stream.off('close', onClose);
      resolve(code);
    };
    // A stream that is destroyed in the middle of a write never calls back.
    const onClose = () => end('stream_closed');
    stream.once('close', onClose);
    stream.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
      end(error ? (error.code ?? error.name) : undefined);
    });
  });
}
