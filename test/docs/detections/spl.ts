import {
  type Condition,
  type Counting,
  type Detection,
  type Json,
  readAll,
  toText,
  toWindowMs,
} from './condition.ts';
import { type Cursor, parseExpression, splitPipe, toFirstWord, unquote } from './expression.ts';

/** Definitions in a macros.conf, by name. */
export function parseMacros(text: string): ReadonlyMap<string, string> {
  const stanzas = text.matchAll(/^\[(\w+)\]\ndefinition = (.*)$/gm);
  return new Map([...stanzas].map(([, name = '', definition = '']) => [name, definition]));
}

/**
 * Understands the part of SPL that the detections are written in: one base search, `spath` with a path, `search`, and
 * `dedup` and `table`, which decide nothing; `eval` of a key with dots and of an incident; and `bin`, `stats` and a last
 * `search` that count.
 *
 * As in Splunk, `search` compares without regard to case, any value of a field is enough, OR binds more tightly than
 * AND, and NOT is true where the field is missing. Stricter than Splunk: a field that no `spath` made is an error.
 */
export function parseSpl(text: string, macros: ReadonlyMap<string, string>): Detection {
  const expanded = text.replace(/```[^]*?```/g, '').replace(/`(\w+)`/g, (_all, name: string) => {
    const definition = macros.get(name);
    if (definition === undefined) throw new Error(`unknown macro ${name}`);
    return definition;
  });
  const [base = '', ...commands] = splitPipe(expanded);
  const fields = new Map([['_time', ['time']]]);
  const conditions: Condition[] = [];
  const counting: { -readonly [K in keyof Counting]?: Counting[K] } = {};
  for (const command of commands) {
    switch (toFirstWord(command)) {
      case 'spath': {
        const [, path = '', output = ''] = /^spath path=(\S+) output=(\w+)$/.exec(command) ?? [];
        if (output === '') throw new Error(`cannot be read: ${command}`);
        fields.set(output, path.replaceAll('{}', '').split('.'));
        break;
      }
      case 'eval':
        readEval(fields, command);
        break;
      case 'bin':
        counting.windowMs = toWindowMs(/^bin _time span=(\w+)$/.exec(command)?.[1] ?? '');
        break;
      case 'stats': {
        const [, counted, groups = ''] =
          /^stats (?:count|dc\((\w+)\)) as \w+ by _time (.+)$/.exec(command) ?? [];
        counting.groupBy = groups.split(' ').map((name) => readField(fields, name).join('.'));
        if (counted !== undefined) counting.field = readField(fields, counted).join('.');
        break;
      }
      case 'search':
        if (counting.groupBy !== undefined) {
          counting.least = Number(/^search \w+ >= (\d+)$/.exec(command)?.[1]);
          break;
        }
        conditions.push(parseExpression(command.slice('search'.length), toGrammar(fields)));
        break;
      case 'dedup':
      case 'table':
        for (const name of command.split(/[\s,]+/).slice(1)) readField(fields, name);
        break;
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }
  const terms = base.replace(/\b(index|sourcetype)=\S+/g, '').trim();
  return {
    condition: { kind: 'all', of: conditions },
    ...(counting.groupBy !== undefined && { counting: counting as Counting }),
    ...(terms !== '' && { prefilter: parseExpression(terms, toGrammar(fields)) }),
    paths: [...fields.values()].map((path) => path.join('.')),
  };
}

function toGrammar(fields: ReadonlyMap<string, readonly string[]>) {
  return {
    token: /"[^"]*"|[()=,]|[^\s()=,"]+/g,
    and: 'AND',
    or: 'OR',
    not: 'NOT',
    isAndImplied: true,
    isOrFirst: true,
    readTest: (cursor: Cursor) => readTest(cursor, fields),
  };
}

function readTest(cursor: Cursor, fields: ReadonlyMap<string, readonly string[]>): Condition {
  const first = cursor.take();
  if (!cursor.is('=', 'IN')) {
    const term = unquote(first).toLowerCase();
    const holds = (record: Json) => JSON.stringify(record).toLowerCase().includes(term);
    return { kind: 'test', text: first, holds };
  }
  const path = readField(fields, first);
  const allowed = cursor.take() === '=' ? [unquote(cursor.take())] : readList(cursor);
  const wanted = allowed.map((value) => {
    const parts = value.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${parts.join('.*')}$`, 'i');
  });
  return {
    kind: 'test',
    text: `${first} ${allowed.join()}`,
    holds: (record) => readAll(record, path).some((value) => wanted.some((one) => one.test(toText(value)))),
  };
}

function readEval(fields: Map<string, readonly string[]>, command: string): void {
  const [, incident, first = ''] = /^eval (\w+)=coalesce\((\w+), \w+\)$/.exec(command) ?? [];
  const [, name, key = ''] =
    /^eval (\w+)=json_extract_exact\(json_extract\(_raw, "unmapped"\), "([^"]+)"\)$/.exec(command) ?? [];
  if (incident !== undefined) fields.set(incident, readField(fields, first));
  else if (name !== undefined) fields.set(name, ['unmapped', key]);
  else throw new Error(`cannot be read: ${command}`);
}

function readField(fields: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  const path = fields.get(name);
  if (path === undefined) throw new Error(`field ${name} comes from nowhere`);
  return path;
}

/** `("a", "b")`, for every language that writes lists so. */
export function readList(cursor: Cursor): string[] {
  cursor.expect('(');
  const values = [unquote(cursor.take())];
  while (cursor.is(',')) {
    cursor.take();
    values.push(unquote(cursor.take()));
  }
  cursor.expect(')');
  return values;
}
