import type { Writable } from 'node:stream';
import { OutputError, readErrorCode } from './user-error.ts';

/** The reader has gone (`| head`): nothing is left to do, and nothing is wrong. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

export interface LineWriter {
  /** Resolves when there is room for more. Rejects with OutputClosedError when nobody reads any more, else with OutputError. */
  write(line: string): Promise<void>;
  flush(): Promise<void>;
}

const pieceChars = 65_536;
const longestWaitMs = 100;

/**
 * Lines in few, large writes: one for each line would cost more than making it. A line that nothing follows goes out
 * after a moment.
 */
export function createLineWriter(output: Writable): LineWriter {
  let pending: string[] = [];
  let pendingChars = 0;
  let failure: unknown;
  let timer: NodeJS.Timeout | undefined;
  output.on('error', (error) => {
    failure ??= error;
  });

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const piece = pending.join('');
    pending = [];
    pendingChars = 0;
    throwIfFailed();
    try {
      if (piece !== '' && !output.write(piece)) await untilWritable(output);
    } catch (error) {
      // Standard output that goes to a file is written at once, and throws.
      failure ??= error;
    }
    throwIfFailed();
  }

  function throwIfFailed(): void {
    if (failure === undefined) return;
    if (failure instanceof OutputClosedError || failure instanceof OutputError) throw failure;
    if (readErrorCode(failure) === 'EPIPE')
      throw new OutputClosedError('the reader of the output has gone', { cause: failure });
    const code = readErrorCode(failure) ?? 'unknown';
    const reason = code === 'ENOSPC' ? 'no space left' : code;
    throw new OutputError(`cannot write the output: ${reason}`, { cause: failure });
  }

  return {
    async write(line) {
      pending.push(line, '\n');
      pendingChars += line.length + 1;
      if (pendingChars >= pieceChars) await flush();
      // What goes wrong here is thrown by the next call.
      else
        timer ??= setTimeout(
          () => void flush().catch((error: unknown) => (failure ??= error)),
          longestWaitMs,
        );
    },
    flush,
  };
}

/** A stream that is destroyed never drains. */
function untilWritable(output: Writable): Promise<void> {
  return new Promise((resolve) => {
    function done(): void {
      for (const event of ['drain', 'close', 'error']) output.off(event, done);
      resolve();
    }
    for (const event of ['drain', 'close', 'error']) output.on(event, done);
  });
}
