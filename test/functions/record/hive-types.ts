/** A column type as Hive and AWS Glue write it, taken apart. */
export type HiveType =
  | { readonly kind: 'string' | 'int' | 'bigint' | 'double' | 'boolean' }
  | { readonly kind: 'array'; readonly item: HiveType }
  | { readonly kind: 'map' }
  | { readonly kind: 'struct'; readonly fields: ReadonlyMap<string, HiveType> };

/** Throws for what is no type, or none that our tables use. */
export function parseHiveType(text: string): HiveType {
  if (text === 'map<string,string>') return { kind: 'map' };
  const [, kind, inner = ''] = /^(array|struct)<(.+)>$/.exec(text) ?? [];
  if (kind === 'array') return { kind, item: parseHiveType(inner) };
  if (kind === 'struct') return { kind, fields: new Map(splitFields(inner).map(parseField)) };
  if (['string', 'int', 'bigint', 'double', 'boolean'].includes(text)) return { kind: text } as HiveType;
  throw new Error(`no type: ${text}`);
}

function parseField(text: string): [name: string, type: HiveType] {
  const [, name, type] = /^([a-z0-9_]+):(.+)$/.exec(text) ?? [];
  if (name === undefined || type === undefined) throw new Error(`no field: ${text}`);
  return [name, parseHiveType(type)];
}

/** At the commas that stand in no inner type. */
function splitFields(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '<') depth += 1;
    else if (text[index] === '>') depth -= 1;
    else if (text[index] === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/**
 * Where a value would not come out of a table as it went in, each as `path: what`; none when all of it does.
 *
 * Stricter than the converter: it drops what has no column, and turns a number into a text without a word. Empty lists,
 * maps and objects are refused because writers of Parquet differ in what they make of them.
 */
export function findMisfits(value: unknown, type: HiveType, path: string): string[] {
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? [] : [`${path}: no text`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: no boolean`];
    case 'double':
      return typeof value === 'number' && Number.isFinite(value) ? [] : [`${path}: no number`];
    case 'int':
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31 ? [] : [`${path}: no int`];
    case 'bigint':
      return Number.isSafeInteger(value) ? [] : [`${path}: no whole number`];
    case 'array':
      if (!Array.isArray(value) || value.length === 0) return [`${path}: no list with something in it`];
      return value.flatMap((item) => findMisfits(item, type.item, `${path}[]`));
    case 'map':
      return findEntryMisfits(value, path, (key, item) =>
        typeof item === 'string' ? [] : [`${path}.${key}: no text`],
      );
    case 'struct':
      return findEntryMisfits(value, path, (key, item) => {
        const field = type.fields.get(key);
        return field === undefined
          ? [`${path}.${key}: no column`]
          : findMisfits(item, field, `${path}.${key}`);
      });
  }
}

function findEntryMisfits(
  value: unknown,
  path: string,
  judge: (key: string, item: unknown) => string[],
): string[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  if (entries.length === 0) return [`${path}: no object with something in it`];
  return entries.flatMap(([key, item]) => judge(key, item));
}
