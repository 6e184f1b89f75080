import { addText } from './unmapped.ts';
import { toJsonText } from '../text/to-json-text.ts';

/**
 * Takes an attribute out of an object because an older OCSF has no place for it, and keeps its value in `unmapped`:
 * `"ocsf.<path>"`, a scalar as text, an object or a list as JSON text.
 */
export function moveToUnmapped<T extends object>(
  unmapped: Record<string, string>,
  owner: T,
  key: keyof T & string,
  path: string = key,
): void {
  const value = owner[key];
  if (value === undefined) return;
  delete owner[key];
  addText(unmapped, `ocsf.${path}`, typeof value === 'object' ? toJsonText(value) : String(value));
}
