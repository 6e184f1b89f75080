import { type Answer, type Condition, type Detection, type Json, toText } from './condition.ts';
import {
  Cursor,
  type Grammar,
  parseExpression,
  splitPipe,
  toFirstWord,
  toTokens,
  unquote,
} from './expression.ts';

/** What a query may call upon: the columns of its table, and the lists that it defined itself. */
interface Scope {
  readonly columns: ReadonlySet<string>;
  readonly lists: ReadonlyMap<string, readonly unknown[]>;
  readonly paths: Set<string>;
}

type ReadValue = (record: Json) => unknown;

const token = /"[^"]*"|[=!]=|!?\b(?:in|has)\b|[(),=]|[\w.]+/g;

/**
 * Understands the part of KQL that the detections are written in: `let` with a dynamic list, the table, `where`,
 * `extend`, `summarize arg_max(TimeGenerated, *)` and `project`; `==`, `!=`, `in`, `!in`, `!has`, `set_has_element` and
 * `tostring`.
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
  const scope: Scope = { columns: new Set(columns), lists, paths: new Set() };
  const [table, ...commands] = splitPipe(query);
  if (table !== 'SessionEnricher_CL') throw new Error(`unknown table: ${table}`);
  const made = new Set(['TimeGenerated']);
  const conditions: Condition[] = [];
  for (const command of commands) {
    const rest = command.slice(toFirstWord(command).length);
    switch (toFirstWord(command)) {
      case 'where':
        conditions.push(parseExpression(rest, toGrammar(scope)));
        break;
      case 'extend':
      case 'project':
        readColumns(rest, scope, made);
        break;
      case 'summarize':
        if (!/^ arg_max\(TimeGenerated, \*\) by LogId$/.test(rest))
          throw new Error(`cannot be read: ${rest}`);
        break;
      default:
        throw new Error(`unknown command: ${command}`);
    }
  }
  return { condition: { kind: 'all', of: conditions }, paths: [...scope.paths] };
}

function readColumns(text: string, scope: Scope, made: Set<string>): void {
  const cursor = new Cursor(toTokens(text, token));
  do {
    if (cursor.is(',')) cursor.take();
    const name = cursor.take();
    if (cursor.is('=')) {
      cursor.take();
      readOperand(cursor, scope);
      made.add(name);
    } else if (!made.has(name)) throw new Error(`column ${name} comes from nowhere`);
  } while (cursor.is(','));
  if (cursor.next !== undefined) throw new Error(`cannot be read from ${cursor.next} on`);
}

function toGrammar(scope: Scope): Grammar {
  const readTest = (cursor: Cursor): Condition => {
    if (cursor.is('set_has_element')) return readSetHasElement(cursor, scope);
    const text = String(cursor.next);
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
  const path = name.split('.');
  if (!scope.columns.has(path[0] ?? '')) throw new Error(`the table has no column ${name}`);
  scope.paths.add(name);
  return (record) =>
    path.reduce<unknown>((value, key) => (value as Json | undefined)?.[key] ?? undefined, record);
}
