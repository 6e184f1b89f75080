import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { AwsError } from './aws-error.ts';

export type Item = { readonly [name: string]: AttributeValue };

/** What the names and values in an expression stand for. */
export interface Expression {
  readonly ExpressionAttributeNames?: { readonly [placeholder: string]: string };
  readonly ExpressionAttributeValues?: Item;
}

/**
 * Whether an item meets a condition of comparisons, `attribute_exists` and `attribute_not_exists`, joined by `AND` and
 * `OR` with parentheses. Anything else is refused, so that nothing passes for understood that is not.
 */
export function isMet(condition: string | undefined, item: Item, expression: Expression): boolean {
  if (condition === undefined) return true;
  const tokens = condition.match(/[()]|[#:]\w+|[<>=]+|\w+/g) ?? [];
  if (tokens.join('') !== condition.replaceAll(/\s/g, '')) throw invalid(condition);
  let at = 0;

  function expect(token: string): void {
    if (tokens[at] !== token) throw invalid(condition ?? '');
    at += 1;
  }

  function any(): boolean {
    let result = all();
    while (tokens[at] === 'OR') {
      at += 1;
      // Both sides are read, also where the first one decides.
      const other = all();
      result = result || other;
    }
    return result;
  }

  function all(): boolean {
    let result = one();
    while (tokens[at] === 'AND') {
      at += 1;
      const other = one();
      result = result && other;
    }
    return result;
  }

  function one(): boolean {
    const token = tokens[at] ?? '';
    at += 1;
    if (token === '(') {
      const result = any();
      expect(')');
      return result;
    }
    if (token === 'attribute_exists' || token === 'attribute_not_exists') {
      expect('(');
      const isThere = item[toName(tokens[at] ?? '', expression)] !== undefined;
      at += 1;
      expect(')');
      return isThere === (token === 'attribute_exists');
    }
    const [operator = '', right = ''] = tokens.slice(at, at + 2);
    at += 2;
    return compare(item[toName(token, expression)], operator, toValue(right, expression));
  }

  const result = any();
  if (at !== tokens.length) throw invalid(condition);
  return result;
}

/** `SET #a = :b, #c = :d`, as attributes. */
export function toAssignments(update: string, expression: Expression): Item {
  const [, list] = /^SET (.+)$/.exec(update) ?? [];
  if (list === undefined) throw invalid(update);
  return Object.fromEntries(
    list.split(',').map((assignment) => {
      const [name = '', value = ''] = assignment.split('=').map((side) => side.trim());
      return [toName(name, expression), toValue(value, expression)];
    }),
  );
}

/** An attribute that is missing, or of another type, compares with nothing. */
function compare(left: AttributeValue | undefined, operator: string, right: AttributeValue): boolean {
  const isText = left?.S !== undefined && right.S !== undefined;
  const isNumber = left?.N !== undefined && right.N !== undefined;
  if (!isText && !isNumber) return false;
  const order = isNumber ? Number(left?.N) - Number(right.N) : (left?.S ?? '') < (right.S ?? '') ? -1 : 0;
  switch (operator) {
    case '=':
      return isNumber ? order === 0 : left?.S === right.S;
    case '<':
      return order < 0;
    default:
      throw invalid(operator);
  }
}

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
