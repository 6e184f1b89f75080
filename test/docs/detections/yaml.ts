/** What the detections' YAML files hold: maps, lists of scalars, scalars. */
export type Yaml = string | number | boolean | readonly Yaml[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: Yaml;
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the small part of YAML that the detections are written in: block maps, block lists of scalars and of maps, flow
 * lists of plain words, quoted and plain scalars, and `>-`. Anything else is an error.
 */
export function parseYaml(text: string): YamlMap {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#.*)?$/.test(line))
    .map((line) => ({ indent: line.search(/\S/), text: line.trim() }));
  return readMap(lines, lines[0]?.indent ?? 0);
}

/** Takes lines from the front of `lines` as long as they belong to the map. */
function readMap(lines: Line[], indent: number): YamlMap {
  const map: Record<string, Yaml> = {};
  while (lines[0]?.indent === indent && !lines[0].text.startsWith('- ')) {
    const { text } = lines.shift() as Line;
    const [, key, rest = ''] = /^([\w.&@| -]+):(?: (.*))?$/.exec(text) ?? [];
    if (key === undefined || Object.hasOwn(map, key)) throw new Error(`cannot be read: ${text}`);
    map[key] = readValue(lines, rest, indent);
  }
  if (lines[0] !== undefined && lines[0].indent > indent) throw new Error(`cannot be read: ${lines[0].text}`);
  return map;
}

function readValue(lines: Line[], rest: string, indent: number): Yaml {
  const next = lines[0];
  if (rest === '>-') return takeWhile(lines, (line) => line.indent > indent).join(' ');
  if (rest !== '') return readScalar(rest);
  if (next === undefined || next.indent < indent) throw new Error('a key without a value');
  return next.text.startsWith('- ') ? readList(lines, next.indent) : readMap(lines, next.indent);
}

function readList(lines: Line[], indent: number): Yaml[] {
  const list: Yaml[] = [];
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    const text = (lines.shift() as Line).text.slice(2);
    if (/^\w+: /.test(text)) {
      lines.unshift({ indent: indent + 2, text });
      list.push(readMap(lines, indent + 2));
    } else list.push(readScalar(text));
  }
  return list;
}

function takeWhile(lines: Line[], isWanted: (line: Line) => boolean): string[] {
  const end = lines.findIndex((line) => !isWanted(line));
  return lines.splice(0, end === -1 ? lines.length : end).map(({ text }) => text);
}

function readScalar(text: string): Yaml {
  const flow = /^\[(.*)\]$/.exec(text);
  if (flow !== null) return (flow[1] ?? '').split(/,\s*/).map(readScalar);
  const quoted = /^'((?:[^']|'')*)'$/.exec(text);
  if (quoted !== null) return (quoted[1] ?? '').replaceAll("''", "'");
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+$/.test(text)) return Number(text);
  if (/^["'&*!|>%@`{]|: | #/.test(text)) throw new Error(`cannot be read: ${text}`);
  return text;
}
