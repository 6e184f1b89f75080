import type * as z from 'zod';
import { findConflicts } from './tenant-conflicts.ts';
import { showPath } from './tenant-problems.ts';
import { tenantSchema } from './tenant-schema.ts';

type Path = readonly PropertyKey[];

/**
 * Conflicts between keys of a file in which the schema has found something: those that hold whatever the wrong keys are
 * changed to. None where what is wrong cannot be left out, because it is required or an entry of a list.
 */
export function findConflictsOfTheRest(input: unknown, issues: readonly z.core.$ZodIssue[]): string[] {
  const rest: unknown = structuredClone(input);
  // A key may be wrong in two ways.
  const wrong = [...new Map(issues.flatMap(toWrongPaths).map((path) => [showPath(path), path])).values()];
  if (!wrong.every((path) => leaveOut(rest, path))) return [];
  const { data } = tenantSchema.safeParse(rest);
  if (!data) return [];
  return findConflicts(data).filter((conflict) => !wrong.some((path) => isAbout(conflict, path)));
}

const toWrongPaths = (issue: z.core.$ZodIssue): Path[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];

/** False where there is nothing that could be taken out: the file itself, an entry of a list, a key that is missing. */
function leaveOut(file: unknown, path: Path): boolean {
  const key = path.at(-1);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((value, one) => (value as Record<PropertyKey, unknown> | undefined)?.[one], file);
  if (key === undefined || typeof holder !== 'object' || holder === null || Array.isArray(holder))
    return false;
  return key in holder && Reflect.deleteProperty(holder, key);
}

/** Whether it may be there because a key was left out: it names that key, or what the key is in. */
function isAbout(conflict: string, path: Path): boolean {
  const [at = ''] = conflict.split(':');
  const shown = showPath(path);
  return conflict.split(/\W+/).includes(String(path.at(-1))) || `${shown}.`.startsWith(`${at}.`);
}
