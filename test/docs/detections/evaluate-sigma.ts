import { lookUp } from './evaluate-filter.ts';

type Json = { readonly [key: string]: unknown };
type Yaml = string | number | boolean | Yaml[] | { [key: string]: Yaml };

/** As much YAML as a Sigma rule of ours needs: nested keys by indentation, lists of scalars, plain scalars. */
export function parseSimpleYaml(text: string): { [key: string]: Yaml } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  let at = 0;

  function readBlock(indent: number): Yaml {
    const first = lines[at] ?? '';
    return first.trimStart().startsWith('- ') ? readList(indent) : readMap(indent);
  }

  function readList(indent: number): Yaml[] {
    const list: Yaml[] = [];
    while (at < lines.length && toIndent(lines[at]!) === indent && lines[at]!.trimStart().startsWith('- ')) {
      list.push(toScalar(lines[at]!.trim().slice(2)));
      at += 1;
    }
    return list;
  }

  function readMap(indent: number): { [key: string]: Yaml } {
    const map: { [key: string]: Yaml } = {};
    while (at < lines.length && toIndent(lines[at]!) === indent) {
      const [, key, value] = /^\s*([^:]+):(?:\s+(.*))?$/.exec(lines[at]!) ?? [];
      if (key === undefined) throw new Error(`cannot read the line ${lines[at]}`);
      at += 1;
      map[key] = value === undefined ? readBlock(toIndent(lines[at] ?? '')) : toScalar(value);
    }
    return map;
  }

  return readMap(0);
}

function toIndent(line: string): number {
  return line.length - line.trimStart().length;
}

function toScalar(text: string): Yaml {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

/** Evaluates a rule's `detection` on a record: selections of fields, and a condition of and, or, not and their names. */
export function evaluateSigma(rule: string, record: Json): boolean {
  const { condition, ...selections } = parseSimpleYaml(rule)['detection'] as { [key: string]: Yaml };
  const words = String(condition as string).split(' ');
  let at = 0;

  function readOr(): boolean {
    let value = readAnd();
    while (words[at] === 'or') {
      at += 1;
      const right = readAnd();
      value = value || right;
    }
    return value;
  }

  function readAnd(): boolean {
    let value = readTerm();
    while (words[at] === 'and') {
      at += 1;
      const right = readTerm();
      value = value && right;
    }
    return value;
  }

  function readTerm(): boolean {
    const word = words[at] ?? '';
    at += 1;
    if (word === 'not') return !readTerm();
    const selection = selections[word];
    if (selection === undefined) throw new Error(`the condition names ${word}, which is no selection`);
    return matches(selection as { [key: string]: Yaml }, record);
  }

  const isMatch = readOr();
  if (at < words.length) throw new Error(`cannot read the condition from ${words[at]} on`);
  return isMatch;
}

function matches(selection: { [key: string]: Yaml }, record: Json): boolean {
  return Object.entries(selection).every(([field, wanted]) => {
    const [path = '', modifier] = field.split('|');
    const values = lookUp(record, path);
    const list = Array.isArray(wanted) ? wanted : [wanted];
    const holds = (one: Yaml) =>
      values.some((value) => (modifier === 'gte' ? Number(value) >= Number(one) : value === one));
    if (modifier !== undefined && modifier !== 'all' && modifier !== 'gte')
      throw new Error(`unknown modifier ${modifier}`);
    return modifier === 'all' ? list.every(holds) : list.some(holds);
  });
}
