import { readFile, rename, writeFile } from 'node:fs/promises';
import { InputError, readErrorCode } from './user-error.ts';

/** How far a backfill has come: everything before `next` is stored. */
export interface BackfillState {
  readonly version: 1;
  readonly baseUrl: string;
  readonly from: string;
  readonly to: string;
  readonly next: string;
  readonly events: number;
  readonly isDone: boolean;
}

/** Undefined when there is none yet. Rejects with InputError for a file of another backfill. */
export async function loadBackfillState(
  path: string,
  range: Pick<BackfillState, 'baseUrl' | 'from'> & { readonly to: string | undefined },
): Promise<BackfillState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (readErrorCode(error) === 'ENOENT') return undefined;
    throw new InputError(`cannot read the state file ${path}: ${readErrorCode(error)}`, { cause: error });
  });
  if (text === undefined) return undefined;
  const state = parse(text);
  const isOurs =
    state?.version === 1 &&
    state.baseUrl === range.baseUrl &&
    state.from === range.from &&
    (range.to === undefined || state.to === range.to) &&
    typeof state.next === 'string';
  if (isOurs) return state;
  throw new InputError(
    `the state file ${path} belongs to another backfill: name another one with --state, or delete it to begin anew`,
  );
}

/** Replaces the file as a whole, so that a process that is killed leaves the old one or the new one. */
export async function saveBackfillState(path: string, state: BackfillState): Promise<void> {
  await writeFile(`${path}.tmp`, `${JSON.stringify(state, undefined, 2)}\n`, { flush: true });
  await rename(`${path}.tmp`, path);
}

function parse(text: string): BackfillState | undefined {
  try {
    return JSON.parse(text) as BackfillState;
  } catch {
    return undefined;
  }
}
