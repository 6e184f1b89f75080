import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { InputError, UsageError, toInputError } from '../terminal/user-error.ts';

/** Standard input, in place of a path. */
export const standardInput = '-';

/**
 * What the paths name, in their order: a file is itself, a folder is every file in it and in the folders below, by
 * name, without hidden ones (`.DS_Store`). No path means standard input.
 *
 * All of it is looked at before anything is read: a name that is mistyped shall not be found out after an hour. Rejects
 * with UsageError or InputError.
 */
export async function findInputFiles(paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [standardInput];
  const found: string[] = [];
  for (const one of paths) {
    if (one === standardInput) found.push(one);
    else found.push(...(await findFiles(one)));
  }
  if (found.filter((one) => one === standardInput).length > 1) {
    throw new UsageError('standard input (-) can be read once only');
  }
  return found;
}

async function findFiles(given: string): Promise<readonly string[]> {
  const isFolder = await stat(given).then(
    (stats) => stats.isDirectory(),
    (error: unknown) => {
      throw toInputError(given, error);
    },
  );
  const files = isFolder ? await listFolder(given) : [given];
  if (files.length === 0) throw new InputError(`cannot read ${given}: there is no file in the folder`);
  for (const file of files) {
    await access(file, constants.R_OK).catch((error: unknown) => {
      throw toInputError(file, error);
    });
  }
  return files;
}

async function listFolder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw toInputError(folder, error);
  });
  const files: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) files.push(...(await listFolder(at)));
    // A link to a folder could lead back to where it is.
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(at)))) files.push(at);
  }
  return files;
}

async function isFile(at: string): Promise<boolean> {
  return stat(at).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
