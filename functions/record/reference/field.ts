import type { OcsfVersion } from '../ocsf/ocsf-version.ts';

/** What a field holds: a JSON type, a list of texts or numbers, or `any` JSON. */
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'texts' | 'any' | 'numbers';

/** One field of a record: where it is, what it holds, where it comes from. The reference and the schemas are made of these. */
export interface Field {
  /** Dots between keys, `[]` after a list: `enrichments[].data`. */
  readonly path: string;
  readonly type: FieldType;
  /** Auth0's field, or what it follows from. */
  readonly source: string;
  /** Every record of its format, class and version has it (within its object, where that is there). */
  readonly required?: boolean;
  /** Every value it can have. */
  readonly values?: readonly (string | number)[];
  /** OCSF classes that have it. @default all */
  readonly classes?: readonly number[];
  /** OCSF versions that have it. @default all */
  readonly versions?: readonly OcsfVersion[];
}

/** A short way to write fields: path, type, source, the rest. */
export type FieldRow = readonly [
  path: string,
  type: FieldType,
  source: string,
  more?: Omit<Field, 'path' | 'type' | 'source'>,
];

export function toFields(rows: readonly FieldRow[], prefix = ''): Field[] {
  return rows.map(([path, type, source, more]) => ({ path: prefix + path, type, source, ...more }));
}
