import {
  type Condition,
  type Counting,
  type Detection,
  type Json,
  readAll,
  toText,
  toWindowMs,
} from './condition.ts';
import { type Cursor, type Grammar, parseExpression, splitPipe, toFirstWord, unquote } from './expression.ts';
import { readList } from './spl.ts';

/**
 * Understands the part of ES|QL that the detections are written in: FROM with METADATA, WHERE and KEEP; `==`, IN,
 * MV_CONTAINS and COALESCE. As pySigma writes it also in small letters, with EVAL, STATS and a last WHERE that count.
 *
 * As in ES|QL, a comparison with a missing field, or with a field of several values, is null; NOT null is null; and
 * WHERE drops what is null.
 */
export function parseEsql(text: string): Detection {
  const [from = '', ...commands] = splitPipe(text.replace(/^\/\/.*$/gm, ''));
  const [, metadata = ''] = /^FROM logs-auth0\.session-\* METADATA (.*)$/i.exec(from) ?? [];
  if (metadata === '') throw new Error(`cannot be read: ${from}`);
  const ownFields = new Set(metadata.split(/,\s*/));
  const paths = new Set<string>();
  const conditions: Condition[] = [];
  const counting: { -readonly [K in keyof Counting]?: Counting[K] } = {};
  for (const command of commands) {
    const rest = command.slice(toFirstWord(command).length);
    switch (toFirstWord(command)) {
      case 'eval':
        counting.windowMs = toWindowMs(/^ timebucket=date_trunc\((\w+), @timestamp\)$/.exec(rest)?.[1] ?? '');
        break;
      case 'stats': {
        const [, counted, groups = ''] =
          /^ \w+=count(?:_distinct\(([\w.]+)\)|\(\)),? .*by timebucket, (.+)$/.exec(rest) ?? [];
        counting.groupBy = groups.split(', ');
        if (counted !== undefined) counting.field = counted;
        break;
      }
      case 'where':
        if (counting.groupBy !== undefined) counting.least = Number(/^ \w+ >= (\d+)$/.exec(rest)?.[1]);
        else
          conditions.push(parseExpression(rest, { ...toGrammar(paths), and: 'and', or: 'or', not: 'not' }));
        break;
      case 'WHERE':
        conditions.push(parseExpression(rest, toGrammar(paths)));
        break;
      case 'KEEP':
        for (const field of rest.trim().split(/,\s*/)) {
          if (!ownFields.has(field)) paths.add(field);
        }
        break;
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }
  return {
    condition: { kind: 'all', of: conditions },
    paths: [...paths],
    ...(counting.groupBy !== undefined && { counting: counting as Counting }),
  };
}

type ReadValues = (record: Json) => readonly unknown[];

function toGrammar(paths: Set<string>): Grammar {
  return {
    token: /"[^"]*"|==|[(),]|[\w.@]+/g,
    and: 'AND',
    or: 'OR',
    not: 'NOT',
    isAndImplied: false,
    isOrFirst: false,
    readTest(cursor) {
      if (cursor.is('MV_CONTAINS')) return readContains(cursor, paths);
      const text = String(cursor.next);
      const readLeft = readOperand(cursor, paths);
      if (cursor.is('is')) {
        for (const word of ['is', 'not', 'null']) cursor.expect(word);
        return { kind: 'test', text, holds: (record) => readLeft(record).length > 0 };
      }
      const wanted = new Set(
        cursor.is('IN', 'in')
          ? (cursor.take(), readList(cursor))
          : (cursor.expect('=='), [unquote(cursor.take())]),
      );
      const holds = (record: Json) => {
        const [value, ...more] = readLeft(record);
        return value === undefined || more.length > 0 ? undefined : wanted.has(toText(value));
      };
      return { kind: 'test', text, holds };
    },
  };
}

function readContains(cursor: Cursor, paths: Set<string>): Condition {
  cursor.take();
  cursor.expect('(');
  const text = String(cursor.next);
  const readLeft = readOperand(cursor, paths);
  cursor.expect(',');
  const wanted = unquote(cursor.take());
  cursor.expect(')');
  return { kind: 'test', text, holds: (record) => readLeft(record).includes(wanted) };
}

function readOperand(cursor: Cursor, paths: Set<string>): ReadValues {
  const token = cursor.take();
  if (token !== 'COALESCE') {
    const path = token;
    paths.add(path);
    return (record) => readAll(record, path.split('.'));
  }
  cursor.expect('(');
  const readers = [readOperand(cursor, paths)];
  cursor.expect(',');
  while (!cursor.next?.startsWith('"')) {
    readers.push(readOperand(cursor, paths));
    cursor.expect(',');
  }
  const otherwise = unquote(cursor.take());
  cursor.expect(')');
  return (record) => readers.map((read) => read(record)).find((values) => values.length > 0) ?? [otherwise];
}
