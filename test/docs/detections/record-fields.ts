import { readFileSync } from 'node:fs';

interface Property {
  readonly type?: string;
  readonly const?: unknown;
}

interface RecordSchema {
  readonly oneOf: readonly { readonly $ref: string }[];
  readonly $defs: { readonly [name: string]: { readonly properties: { readonly [name: string]: Property } } };
}

/** The JSON type of every top-level field that a record of some class may have, by docs/schemas. */
export function readRecordFields(): ReadonlyMap<string, string> {
  const url = new URL('../../../docs/schemas/ocsf-1.8.0.schema.json', import.meta.url);
  const { oneOf, $defs } = JSON.parse(readFileSync(url, 'utf8')) as RecordSchema;
  const fields = new Map<string, string>();
  for (const { $ref } of oneOf) {
    const { properties } = $defs[$ref.replace('#/$defs/', '')] ?? { properties: {} };
    for (const [name, { type, const: value }] of Object.entries(properties)) {
      fields.set(name, type ?? (Number.isInteger(value) ? 'integer' : typeof value));
    }
  }
  return fields;
}
