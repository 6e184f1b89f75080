import type { Field, FieldType } from './field.ts';
import { type FieldNode, toFieldTree } from './field-tree.ts';

/** Columns of a table by name, in order, with their types as Hive and AWS Glue write them. */
export type Columns = Readonly<Record<string, string>>;

/**
 * The columns of a table that holds records with these fields, `enrichments[].data` as JSON text.
 *
 * A table gives every column one type, and what a record holds beside the columns vanishes without a word on the way
 * into Parquet: so nothing is left out here, and free-form JSON is text.
 */
export function toColumns(fields: readonly Field[]): Columns {
  const { children } = toFieldTree(fields);
  return Object.fromEntries([...children].map(([name, node]) => [name, toType(name, node)]));
}

function toType(name: string, { children, isList, field }: FieldNode): string {
  const own = children.size > 0 ? toStruct(children) : toLeafType(name, field as Field);
  return isList ? `array<${own}>` : own;
}

function toStruct(children: FieldNode['children']): string {
  return `struct<${[...children].map(([name, node]) => `${name}:${toType(name, node)}`).join(',')}>`;
}

function toLeafType(name: string, { type }: Field): string {
  if (type === 'integer' && long.has(name)) return 'bigint';
  return leafTypes[type];
}

/** Whole numbers beyond 32 bits: OCSF's longs and times, AS numbers, and a status code that anybody may claim. */
const long: ReadonlySet<string> = new Set([
  'time',
  'created_time',
  'expiration_time',
  'first_seen_time',
  'type_uid',
  'number',
  'code',
]);

const leafTypes: Readonly<Record<FieldType, string>> = {
  string: 'string',
  integer: 'int',
  number: 'double',
  numbers: 'array<double>',
  boolean: 'boolean',
  texts: 'array<string>',
  // The only object without fields of its own is `unmapped`, whose values are texts.
  object: 'map<string,string>',
  any: 'string',
};
