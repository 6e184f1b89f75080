const plain: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  int: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/** DuckDB's name of a type of Hive: `array<struct<a:string>>` is `STRUCT("a" VARCHAR)[]`. */
export function toDuckDbType(type: string): string {
  const known = plain[type];
  if (known !== undefined) return known;
  const inner = type.slice(type.indexOf('<') + 1, -1);
  if (type.startsWith('array<')) return `${toDuckDbType(inner)}[]`;
  if (type.startsWith('map<')) {
    const [key = '', value = ''] = splitAtTop(inner);
    return `MAP(${toDuckDbType(key)}, ${toDuckDbType(value)})`;
  }
  if (!type.startsWith('struct<')) throw new Error(`no type of DuckDB for ${type}`);
  const fields = splitAtTop(inner).map((field) => {
    const colon = field.indexOf(':');
    return `"${field.slice(0, colon)}" ${toDuckDbType(field.slice(colon + 1))}`;
  });
  return `STRUCT(${fields.join(', ')})`;
}

function splitAtTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '<') depth += 1;
    else if (character === '>') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}
