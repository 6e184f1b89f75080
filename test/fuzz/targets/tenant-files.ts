import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { TenantFileError, parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { anyJson, anyText, defineTarget, hold } from '../target.ts';

type Json = { [key: string]: unknown };

const example = readFileSync(new URL('../../infra/example-tenants/globex.json', import.meta.url), 'utf8');
const paths = toPaths(JSON.parse(example), []);

/** A good file with something else in some places. */
const mutated = fc
  .array(fc.tuple(fc.constantFrom(...paths), fc.oneof(anyJson, anyText)), { minLength: 1, maxLength: 3 })
  .map((changes) => {
    const file = JSON.parse(example) as Json;
    for (const [path, value] of changes) set(file, path, value);
    return JSON.stringify(file);
  });

export const tenantFiles = defineTarget({
  name: 'tenant files',
  share: 120,
  arbitrary: fc.tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constant('acme') }, anyText),
    fc.oneof(
      { weight: 5, arbitrary: mutated },
      anyText,
      anyJson.map((value) => JSON.stringify(value) ?? ''),
    ),
  ),
  check([name, text]) {
    try {
      hold(parseTenant(name, text).tenant === name, 'a tenant has the name of its file');
    } catch (error) {
      hold(error instanceof TenantFileError, `a wrong file is said to be one: ${String(error)}`);
      hold((error as TenantFileError).problems.length > 0, 'what is wrong is named');
    }
  },
});

function toPaths(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, one]) => toPaths(one, [...path, key]));
  return path.length === 0 ? below : [path, [...path, 'unknown_key'], ...below];
}

function set(root: Json, path: readonly string[], value: unknown): void {
  let at: unknown = root;
  for (const key of path.slice(0, -1))
    at = typeof at === 'object' && at !== null ? (at as Json)[key] : undefined;
  if (typeof at === 'object' && at !== null) (at as Json)[path.at(-1) ?? ''] = value;
}
