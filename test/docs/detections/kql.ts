import {
  type Answer,
  type Condition,
  type Counting,
  type Detection,
  type Json,
  toText,
  toWindowMs,
} from './condition.ts';
import {
  Cursor,
  type Grammar,
  parseExpression,
  splitPipe,
  toFirstWord,
  toTokens,
  unquote,
} from './expression.ts';
import { readList } from './spl.ts';

/** What a query may call upon: the columns of its table, and the lists that it defined itself. */
interface Scope {
  readonly columns: ReadonlySet<string>;
  readonly lists: ReadonlyMap<string, readonly unknown[]>;
  readonly paths: Set<string>;
  /** What `extend` made: how it is read, and from where. */
  readonly made: Map<string, { readonly read: ReadValue; readonly path: string }>;
}

type ReadValue = (record: Json) => unknown;

const token = /"[^"]*"|[=!]=|=~|\bin~|!?\b(?:in|has)\b|\['[^']*'\]|[(),=]|[\w.]+/g;

/**
 * Understands the part of KQL that the detections are written in: `let` with a dynamic list, the table, `where`,
 * `extend`, `summarize arg_max(TimeGenerated, *)` and `project`; `==`, `!=`, `in`, `!in`, `!has`, `set_has_element` and
 * `tostring`. As pySigma writes them also `=~`, `in~`, `contains`, `startswith`, `endswith` and `isnotempty`, on columns
 * that `extend` made, and `summarize` with a last `where` that count.
 *
 * As in KQL, a comparison with null is null and dropped, but for `!=`, which is true, and `tostring` of nothing is the
 * empty text. Stricter than KQL: a column that the table does not have is an error.
 */
export function parseKql(text: string, columns: ReadonlySet<string>): Detection {
  const lists = new Map<string, readonly unknown[]>();
  const query = text
    .replace(/^\/\/.*$/gm, '')
    .replace(/let (\w+) = dynamic\((.*)\);/g, (_all, name, list) => {
      lists.set(name as string, JSON.parse(list as string) as unknown[]);
      return '';
    });
  const scope: Scope = { columns: new Set(columns), lists, paths: new Set(), made: new Map() };
  const [table, ...commands] = splitPipe(query);
  if (table !== 'SessionEnricher_CL') throw new Error(`unknown table: ${table}`);
  const made = new Set(['TimeGenerated']);
  const conditions: Condition[] = [];
  const counting: { -readonly [K in keyof Counting]?: Counting[K] } = {};
  const toPath = (column: string) => {
    const path = scope.made.get(column)?.path;
    if (path === undefined) throw new Error(`column ${column} comes from nowhere`);
    return path;
  };
  for (const command of commands) {
    const rest = command.slice(toFirstWord(command).length);
    switch (toFirstWord(command)) {
      case 'where':
        if (counting.groupBy !== undefined) {
          counting.least = Number(/^ Counted >= (\d+)$/.exec(rest)?.[1]);
          break;
        }
        conditions.push(parseExpression(rest, toGrammar(scope)));
        break;
      case 'extend':
      case 'project':
        readColumns(rest, scope, made);
        break;
      case 'summarize': {
        if (/^ arg_max\(TimeGenerated, \*\) by (LogId|Incident)$/.test(rest)) break;
        const [, counted, groups, length = ''] =
          /^ Counted = (?:count_distinct\((\w+)\)|count\(\)) by (.+), bin\(TimeGenerated, (\w+)\)$/.exec(
            rest,
          ) ?? [];
        if (groups === undefined) throw new Error(`cannot be read: ${rest}`);
        counting.groupBy = groups.split(', ').map(toPath);
        counting.windowMs = toWindowMs(length);
        if (counted !== undefined) counting.field = toPath(counted);
        break;
      }
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }
  return {
    condition: { kind: 'all', of: conditions },
    paths: [...scope.paths],
    ...(counting.groupBy !== undefined && { counting: counting as Counting }),
  };
}

function readColumns(text: string, scope: Scope, made: Set<string>): void {
  const cursor = new Cursor(toTokens(text, token));
  do {
    if (cursor.is(',')) cursor.take();
    const name = cursor.take();
    if (cursor.is('=')) {
      cursor.take();
      const before = new Set(scope.paths);
      const read = readOperand(cursor, scope);
      const [path = ''] = [...scope.paths].filter((one) => !before.has(one));
      scope.made.set(name, { read, path });
      made.add(name);
    } else if (!made.has(name)) throw new Error(`column ${name} comes from nowhere`);
  } while (cursor.is(','));
  if (cursor.next !== undefined) throw new Error(`cannot be read from ${cursor.next} on`);
}

function toGrammar(scope: Scope): Grammar {
  const readTest = (cursor: Cursor): Condition => {
    if (cursor.is('set_has_element')) return readSetHasElement(cursor, scope);
    const text = String(cursor.next);
    if (cursor.is('isnotempty')) {
      cursor.take();
      cursor.expect('(');
      const read = readOperand(cursor, scope);
      cursor.expect(')');
      return { kind: 'test', text, holds: (record) => (read(record) ?? '') !== '' };
    }
    const readLeft = readOperand(cursor, scope);
    const test = readComparison(cursor, scope);
    return { kind: 'test', text, holds: (record) => test(readLeft(record)) };
  };
  return { token, and: 'and', or: 'or', not: 'not', isAndImplied: false, isOrFirst: false, readTest };
}

function readSetHasElement(cursor: Cursor, scope: Scope): Condition {
  cursor.take();
  cursor.expect('(');
  const readSet = readOperand(cursor, scope);
  cursor.expect(',');
  const element = cursor.take();
  cursor.expect(')');
  const holds = (record: Json): Answer => {
    const set = readSet(record);
    return Array.isArray(set) ? set.includes(unquote(element)) : undefined;
  };
  return { kind: 'test', text: element, holds };
}

/** Without regard to case, which the caller sees to. */
const textOperators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '=~': (value, wanted) => value === wanted,
  contains: (value, wanted) => value.includes(wanted),
  startswith: (value, wanted) => value.startsWith(wanted),
  endswith: (value, wanted) => value.endsWith(wanted),
};

function readComparison(cursor: Cursor, { lists }: Scope): (value: unknown) => Answer {
  const operator = cursor.take();
  if (operator === '==' || operator === '!=') {
    const wanted = JSON.parse(cursor.take()) as unknown;
    // Nothing == 1 is null, but nothing != 1 is true:
    // https://learn.microsoft.com/kusto/query/scalar-data-types/null-values
    if (operator === '!=') return (value) => value !== wanted;
    return (value) => (value === undefined ? undefined : value === wanted);
  }
  if (operator === '!has') {
    const term = new RegExp(`\\b${unquote(cursor.take())}\\b`, 'i');
    return (value) => !term.test(toText(value));
  }
  if (operator === 'in~') {
    const wanted = new Set(readList(cursor).map((one) => one.toLowerCase()));
    return (value) => wanted.has(toText(value).toLowerCase());
  }
  const compare = textOperators[operator];
  if (compare !== undefined) {
    const wanted = unquote(cursor.take()).toLowerCase();
    return (value) => compare(toText(value).toLowerCase(), wanted);
  }
  if (operator !== 'in' && operator !== '!in') throw new Error(`unknown operator: ${operator}`);
  cursor.expect('(');
  const list = lists.get(cursor.take());
  cursor.expect(')');
  if (list === undefined) throw new Error('unknown list');
  return (value) => list.includes(value) === (operator === 'in');
}

function readOperand(cursor: Cursor, scope: Scope): ReadValue {
  const name = cursor.take();
  if (name === 'tostring') {
    cursor.expect('(');
    const readInner = readOperand(cursor, scope);
    cursor.expect(')');
    return (record) => {
      const value = readInner(record) ?? '';
      return toText(value);
    };
  }
  if (name === 'coalesce') {
    cursor.expect('(');
    const first = readOperand(cursor, scope);
    cursor.expect(',');
    const second = readOperand(cursor, scope);
    cursor.expect(')');
    // Empty text counts as nothing.
    return (record) => first(record) || second(record);
  }
  const known = scope.made.get(name);
  if (known !== undefined) return known.read;
  const key = /^\['(.*)'\]$/.exec(cursor.next ?? '')?.[1];
  if (key !== undefined) cursor.take();
  const path = key === undefined ? name.split('.') : [name, key];
  if (!scope.columns.has(path[0] ?? '')) throw new Error(`the table has no column ${name}`);
  scope.paths.add(path.join('.'));
  return (record) =>
    path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key] ?? undefined, record);
}
