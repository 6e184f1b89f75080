import { readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { readLogIdTime } from '../../log-event/read-time.ts';
import { InputError, readErrorCode, toInputError, writeFaults } from '../terminal/user-error.ts';

/** How far a backfill has come: everything before `next` is stored. */
export interface BackfillState {
  readonly version: 2;
  readonly baseUrl: string;
  readonly from: string;
  readonly to: string;
  /** Where the events went: what one target has, another has not. */
  readonly target: string;
  readonly next: string;
  readonly events: number;
  readonly isDone: boolean;
  /** The output may end within a line, if the process ended here. */
  readonly isWriting?: boolean;
}

/** What makes a backfill another one. `to` is left open by a command that does not name it. */
export type BackfillIdentity = Pick<BackfillState, 'baseUrl' | 'from' | 'target'> & {
  readonly to: string | undefined;
};

/** Undefined when there is none yet. Rejects with InputError for a file of another backfill. */
export async function loadBackfillState(
  path: string,
  wanted: BackfillIdentity,
): Promise<BackfillState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw toInputError(`the state file ${path}`, error);
  });
  if (text === undefined) return undefined;
  const state = parse(text);
  const difference = state ? findDifference(state, wanted) : 'it holds no state of this version';
  if (state && difference === undefined) return state;
  throw new InputError(
    `the state file ${path} belongs to another backfill (${difference}): name another one with --state, or delete it to begin anew`,
  );
}

function findDifference(state: BackfillState, wanted: BackfillIdentity): string | undefined {
  const { to = state.to } = wanted;
  const all = Object.entries({ ...wanted, to }) as [keyof BackfillIdentity, string][];
  const [name, value] = all.find(([key, here]) => state[key] !== here) ?? [];
  return name && `its ${name} is ${show(state[name])}, now it is ${show(value)}`;
}

/** The place of a moment as the moment: that is how it was typed. */
function show(value: unknown): string {
  if (typeof value !== 'string') return 'not known';
  const ms = readLogIdTime(value);
  return ms === undefined ? value : new Date(ms).toISOString();
}

/**
 * Rejects with InputError where `saveBackfillState` could not write: before anything is stored, for what cannot be
 * remembered would be stored again each time. Leaves nothing behind.
 */
export async function checkBackfillState(path: string): Promise<void> {
  try {
    await writeFile(toDraft(path), '');
    await unlink(toDraft(path));
  } catch (error) {
    throw toWriteError(path, 'nothing was fetched', error);
  }
}

/**
 * Replaces the file as a whole, so that a process that is killed leaves the old one or the new one. Rejects with
 * InputError.
 */
export async function saveBackfillState(path: string, state: BackfillState): Promise<void> {
  try {
    await writeFile(toDraft(path), `${JSON.stringify(state, undefined, 2)}\n`, { flush: true });
    await rename(toDraft(path), path);
  } catch (error) {
    throw toWriteError(path, 'what was stored last comes once more when the same command goes on', error);
  }
}

function toDraft(path: string): string {
  return `${path}.tmp`;
}

function toWriteError(path: string, consequence: string, error: unknown): InputError {
  const code = readErrorCode(error) ?? 'unknown';
  const reason = writeFaults[code] ?? code;
  return new InputError(`cannot write the state file ${path}: ${reason}; ${consequence}`, { cause: error });
}

function parse(text: string): BackfillState | undefined {
  try {
    const state = JSON.parse(text) as Partial<BackfillState> | null;
    return state?.version === 2 && typeof state.next === 'string' ? (state as BackfillState) : undefined;
  } catch {
    return undefined;
  }
}
