import type { Writable } from 'node:stream';
import { OutputError, readErrorCode } from './user-error.ts';

/** The reader has gone (`| head`): nothing is left to do, and nothing is wrong. */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

export interface LineWriter {
  /** Resolves when there is room for more. Rejects with OutputClosedError when nobody reads any more, else with OutputError. */
  write(line: string): Promise<void>;
  /** Resolves when every line is with the system, where the end of this process cannot take it back; rejects like `write`. */
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

  const underWay = new Set<() => void>();
  output.on('close', () => {
    // A stream that is destroyed forgets the piece that it was writing, and tells nobody.
    if (underWay.size > 0) failure ??= new OutputClosedError('the output was closed');
    for (const done of underWay) done();
  });
  /** Of the last piece; never rejects. Pieces are written in order, so it stands for all before it too. */
  let written: Promise<void> = Promise.resolve();

  function writePiece(piece: string): Promise<void> {
    return new Promise<void>((resolve) => {
      underWay.add(resolve);
      // That it returns true would only say that the piece fits into this process's memory.
      output.write(piece, (error) => {
        failure ??= error ?? undefined;
        underWay.delete(resolve);
        resolve();
      });
    }).catch((error: unknown) => {
      failure ??= error;
    });
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    throwIfFailed();
    const piece = pending.join('');
    pending = [];
    pendingChars = 0;
    if (piece !== '') written = writePiece(piece);
    await written;
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
