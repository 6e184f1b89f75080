import type { Field, FieldType } from './field.ts';
import { type FieldNode, toFieldTree } from './field-tree.ts';

export type JsonSchema = { [keyword: string]: unknown };

/** Objects whose keys are the event's: what their values may be is all that can be said. */
const openObjects: Readonly<Record<string, JsonSchema>> = {
  unmapped: { type: 'object', additionalProperties: { type: 'string' } },
  values: { type: 'object', additionalProperties: { type: 'boolean' } },
  facts: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
};

/**
 * The JSON Schema of an object with these fields and no others.
 *
 * `openPaths`: lists or objects that may hold more than is listed, for example evidence with details of its own.
 */
export function toObjectSchema(fields: readonly Field[], openPaths: readonly string[] = []): JsonSchema {
  return toSchema(toFieldTree(fields), '', openPaths);
}

function toSchema(node: FieldNode, path: string, openPaths: readonly string[]): JsonSchema {
  const own = node.children.size === 0 ? toLeafSchema(node, path) : toInnerSchema(node, path, openPaths);
  return node.isList ? { type: 'array', items: own } : own;
}

function toInnerSchema(node: FieldNode, path: string, openPaths: readonly string[]): JsonSchema {
  const properties: JsonSchema = {};
  const required: string[] = [];
  for (const [key, child] of node.children) {
    const childPath = path === '' ? key : `${path}.${key}`;
    properties[key] = toSchema(child, childPath, openPaths);
    if (isRequired(child, path)) required.push(key);
  }
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    ...(!openPaths.includes(path) && { additionalProperties: false }),
    minProperties: 1,
  };
}

/** A field is required within its object; the object itself only if it stands at the top and always has that field. */
function isRequired({ field, children }: FieldNode, path: string): boolean {
  if (field !== undefined && children.size === 0) return field.required === true;
  return (
    path === '' &&
    [...children.values()].some(
      (child) => child.field?.required === true && alwaysThere.has(child.field.path),
    )
  );
}

/** Required fields whose object is in every record. */
const alwaysThere: ReadonlySet<string> = new Set([
  'metadata.uid',
  'event.id',
  'ecs.version',
  'observer.vendor',
]);

function toLeafSchema({ field }: FieldNode, path: string): JsonSchema {
  const { type, values, source } = field as Field;
  const key = path.slice(path.lastIndexOf('.') + 1);
  const schema = openObjects[key] ?? typeSchemas[type];
  return {
    ...schema,
    ...(values !== undefined && { enum: values }),
    description: source,
  };
}

const typeSchemas: Readonly<Record<FieldType, JsonSchema>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  numbers: { type: 'array', items: { type: 'number' } },
  boolean: { type: 'boolean' },
  object: { type: 'object' },
  texts: { type: 'array', items: { type: 'string' } },
  any: {},
};
