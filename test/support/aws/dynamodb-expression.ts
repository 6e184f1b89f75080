import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AwsError } from './aws-error.ts';

export type Item = { readonly [name: string]: AttributeValue };

/** What the names and values in an expression stand for. */
export interface Expression {
  readonly ExpressionAttributeNames?: { readonly [placeholder: string]: string };
  readonly ExpressionAttributeValues?: Item;
}

/**
 * Whether an item meets a condition of comparisons, `size`, `attribute_exists` and `attribute_not_exists`, joined by `AND`
 * and `OR` with parentheses. Anything else is refused, so that nothing passes for understood that is not.
 */
export function isMet(condition: string | undefined, item: Item, expression: Expression): boolean {
  if (condition === undefined) return true;
  const reader = createReader(condition);

  function any(): boolean {
    let result = all();
    while (reader.takes('OR')) {
      // Both sides are read, also where the first one decides.
      const other = all();
      result = result || other;
    }
    return result;
  }

  function all(): boolean {
    let result = one();
    while (reader.takes('AND')) {
      const other = one();
      result = result && other;
    }
    return result;
  }

  function one(): boolean {
    if (reader.takes('(')) {
      const result = any();
      reader.expect(')');
      return result;
    }
    for (const [name, isWanted] of [
      ['attribute_exists', true],
      ['attribute_not_exists', false],
    ] as const) {
      if (!reader.takes(name)) continue;
      reader.expect('(');
      const isThere = item[toName(reader.next(), expression)] !== undefined;
      reader.expect(')');
      return isThere === isWanted;
    }
    const left = operand();
    const operator = reader.next();
    return compare(left, operator, operand());
  }

  function operand(): AttributeValue | undefined {
    if (reader.takes('size')) {
      reader.expect('(');
      const size = toSize(item[toName(reader.next(), expression)]);
      reader.expect(')');
      return size === undefined ? undefined : { N: String(size) };
    }
    const token = reader.next();
    return token.startsWith(':') ? toValue(token, expression) : item[toName(token, expression)];
  }

  const result = any();
  reader.end();
  return result;
}

/**
 * An item after an update of `SET` (values, `if_not_exists`, sums and differences), `ADD` (to a number or a set), `DELETE`
 * (from a set) and `REMOVE`. As in DynamoDB, all of them read the item as it was, and no two may touch one attribute.
 */
export function applyUpdate(update: string, item: Item, expression: Expression): Item {
  const reader = createReader(update);
  const after: { [name: string]: AttributeValue } = { ...item };
  const touched = new Set<string>();

  function target(): string {
    const name = toName(reader.next(), expression);
    if (touched.has(name)) {
      throw new AwsError(
        'ValidationException',
        `Invalid UpdateExpression: Two document paths overlap: [${name}]`,
      );
    }
    touched.add(name);
    return name;
  }

  function eachOf(work: () => void): void {
    do work();
    while (reader.takes(','));
  }

  function operand(): AttributeValue {
    if (reader.takes('if_not_exists')) {
      reader.expect('(');
      const name = toName(reader.next(), expression);
      reader.expect(',');
      const otherwise = operand();
      reader.expect(')');
      return item[name] ?? otherwise;
    }
    const token = reader.next();
    if (token.startsWith(':')) return toValue(token, expression);
    const value = item[toName(token, expression)];
    if (value !== undefined) return value;
    throw new AwsError(
      'ValidationException',
      'The provided expression refers to an attribute that does not exist in the item',
    );
  }

  function assigned(): AttributeValue {
    const first = operand();
    if (reader.takes('+')) return { N: String(toNumber(first) + toNumber(operand())) };
    return reader.takes('-') ? { N: String(toNumber(first) - toNumber(operand())) } : first;
  }

  const clauses: { readonly [keyword: string]: () => void } = {
    SET: () => {
      const name = target();
      reader.expect('=');
      after[name] = assigned();
    },
    REMOVE: () => void delete after[target()],
    ADD: () => {
      const name = target();
      after[name] = toSum(item[name], toValue(reader.next(), expression));
    },
    DELETE: () => {
      const name = target();
      const left = toDifference(item[name], toValue(reader.next(), expression));
      if (left === undefined) delete after[name];
      else after[name] = left;
    },
  };
  do {
    const clause = clauses[reader.next()];
    if (clause === undefined) throw invalid(update);
    eachOf(clause);
  } while (!reader.isAtEnd());
  return after;
}

/** Every placeholder has to be of use, and every text of a set to be there once: DynamoDB refuses what is not. */
export function checkExpression(expressions: readonly (string | undefined)[], expression: Expression): void {
  const text = expressions.join(' ');
  const used = new Set(text.match(/[#:]\w+/g));
  const { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = expression;
  for (const placeholder of [
    ...Object.keys(ExpressionAttributeNames),
    ...Object.keys(ExpressionAttributeValues),
  ]) {
    if (!used.has(placeholder)) {
      throw new AwsError(
        'ValidationException',
        `Value provided unused in expressions: keys: {${placeholder}}`,
      );
    }
  }
  for (const { SS } of Object.values(ExpressionAttributeValues)) {
    if (SS === undefined) continue;
    if (SS.length === 0 || new Set(SS).size < SS.length) {
      throw new AwsError(
        'ValidationException',
        'One or more parameter values were invalid: Input collection',
      );
    }
  }
}

function createReader(text: string) {
  const tokens = text.match(/[(),+-]|[#:]\w+|[<>=]+|\w+/g) ?? [];
  if (tokens.join('') !== text.replaceAll(/\s/g, '')) throw invalid(text);
  let at = 0;
  return {
    next(): string {
      const token = tokens[at];
      if (token === undefined) throw invalid(text);
      at += 1;
      return token;
    },
    takes(token: string): boolean {
      if (tokens[at] !== token) return false;
      at += 1;
      return true;
    },
    expect(token: string): void {
      if (tokens[at] !== token) throw invalid(text);
      at += 1;
    },
    isAtEnd: () => at === tokens.length,
    end(): void {
      if (at !== tokens.length) throw invalid(text);
    },
  };
}

/** Of a set the number of its members, of a text or bytes its length. */
function toSize(value: AttributeValue | undefined): number | undefined {
  if (value?.B !== undefined) return Buffer.from(value.B as unknown as string, 'base64').length;
  return (
    value?.SS?.length ??
    value?.NS?.length ??
    (value?.S === undefined ? undefined : Buffer.byteLength(value.S))
  );
}

function toSum(before: AttributeValue | undefined, added: AttributeValue): AttributeValue {
  if (added.N !== undefined && (before === undefined || before.N !== undefined)) {
    return { N: String(Number(before?.N ?? 0) + Number(added.N)) };
  }
  if (added.SS !== undefined && (before === undefined || before.SS !== undefined)) {
    return { SS: [...new Set([...(before?.SS ?? []), ...added.SS])] };
  }
  throw mismatch();
}

function toDifference(before: AttributeValue | undefined, taken: AttributeValue): AttributeValue | undefined {
  if (taken.SS === undefined || (before !== undefined && before.SS === undefined)) throw mismatch();
  const left = (before?.SS ?? []).filter((one) => taken.SS?.includes(one) !== true);
  return left.length === 0 ? undefined : { SS: left };
}

function toNumber({ N }: AttributeValue): number {
  if (N === undefined) throw mismatch();
  return Number(N);
}

/** An attribute that is missing, or of another type, compares with nothing. */
function compare(
  left: AttributeValue | undefined,
  operator: string,
  right: AttributeValue | undefined,
): boolean {
  const known = comparisons[operator];
  if (known === undefined) throw invalid(operator);
  const isNumber = left?.N !== undefined && right?.N !== undefined;
  const isText = left?.S !== undefined && right?.S !== undefined;
  if (!isText && !isNumber) return false;
  const [a, b] = isNumber ? [Number(left.N), Number(right.N)] : [left?.S ?? '', right?.S ?? ''];
  return known(a < b ? -1 : a > b ? 1 : 0);
}

const comparisons: { readonly [operator: string]: (order: number) => boolean } = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function toName(placeholder: string, { ExpressionAttributeNames = {} }: Expression): string {
  const name = ExpressionAttributeNames[placeholder];
  if (name === undefined) throw invalid(placeholder);
  return name;
}

function toValue(placeholder: string, { ExpressionAttributeValues = {} }: Expression): AttributeValue {
  const value = ExpressionAttributeValues[placeholder];
  if (value === undefined) throw invalid(placeholder);
  return value;
}

const invalid = (what: string) => new AwsError('ValidationException', `not understood here: ${what}`);
const mismatch = () =>
  new AwsError('ValidationException', 'An operand in the update expression has an incorrect data type');
