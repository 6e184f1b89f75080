import {
  type Stats,
  type WriteStream,
  createWriteStream,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { OutputError, UsageError, readErrorCode, writeFaults } from './user-error.ts';

export interface OutputFile {
  /** Takes what the file is to hold. */
  readonly stream: WriteStream;
  /** Puts the file in its place, whole. Rejects with OutputError. */
  commit(): Promise<void>;
  /** Leaves everything as it was. After `commit` it does nothing. */
  discard(): void;
}

/**
 * A file that is there as a whole or not at all: written beside its place under another name, and renamed when all of it
 * is on the disk. A file of that name stays as it is until then.
 *
 * `inputs` are what is read meanwhile, none of which may be the output. Throws UsageError or OutputError.
 */
export function openOutputFile(given: string, inputs: readonly string[] = []): OutputFile {
  const before = findFile(given);
  if (before?.isDirectory()) throw new OutputError(`cannot write --output ${given}: it is a directory`);
  if (before && !before.isFile()) {
    throw new UsageError(`--output must be a file, ${given} is none: write to it by >`);
  }
  if (before && inputs.some((input) => isSame(findFile(input), before))) {
    throw new UsageError(`--output ${given} is what is read: give it another name`);
  }
  // What a link points at is replaced, not the link.
  const place = before ? realpathSync(given) : path.resolve(given);
  const draft = path.join(path.dirname(place), `.${path.basename(place)}.${process.pid}.tmp`);

  let isOver = false;
  const forgetSignals = beforeSignals(discard);

  function end(): void {
    isOver = true;
    forgetSignals();
  }
  function discard(): void {
    if (isOver) return;
    end();
    rmSync(draft, { force: true });
  }

  const stream = openDraft();
  function openDraft(): WriteStream {
    try {
      const fd = openSync(draft, 'w', before && before.mode & 0o777);
      return createWriteStream('', { fd, flush: true });
    } catch (error) {
      end();
      throw toOutputError(given, error);
    }
  }

  return {
    stream,
    async commit() {
      try {
        stream.end();
        await finished(stream);
        await rename(draft, place);
      } catch (error) {
        throw toOutputError(given, error);
      }
      end();
    },
    discard() {
      stream.destroy();
      discard();
    },
  };
}

/** Runs `work` before a signal ends the process, at which Node runs nothing of ours. Gives what takes that back. */
function beforeSignals(work: () => void): () => void {
  const listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => {
    const listener = () => {
      work();
      process.kill(process.pid, signal);
    };
    process.once(signal, listener);
    return [signal, listener] as const;
  });
  return () => {
    for (const [signal, listener] of listeners) process.removeListener(signal, listener);
  };
}

function findFile(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

function isSame(one: Stats | undefined, other: Stats): boolean {
  return one !== undefined && one.dev === other.dev && one.ino === other.ino;
}

function toOutputError(file: string, error: unknown): OutputError {
  const code = readErrorCode(error) ?? 'unknown';
  return new OutputError(`cannot write --output ${file}: ${writeFaults[code] ?? code}`, { cause: error });
}
