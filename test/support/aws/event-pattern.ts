import { AwsError } from './aws-error.ts';

type Json = unknown;

/**
 * Whether an event fits a rule's pattern: every key of the pattern must be there and fit one of its alternatives.
 *
 * Knows what this project's rules could use: text, numbers, null, `prefix`, `suffix`, `exists`, `anything-but`,
 * `equals-ignore-case`. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function isMatch(pattern: Json, event: Json): boolean {
  if (Array.isArray(pattern)) return pattern.some((one) => fits(one, event));
  if (!isObject(pattern)) throw invalidPattern('a value must stand in a list');
  return Object.entries(pattern).every(([key, part]) =>
    isMatch(part, isObject(event) ? event[key] : undefined),
  );
}

function fits(alternative: Json, value: Json): boolean {
  if (Array.isArray(value)) return value.some((one) => fits(alternative, one));
  if (!isObject(alternative)) return alternative === value;
  const [[operator, operand] = ['', undefined]] = Object.entries(alternative);
  const text = typeof value === 'string' ? value : undefined;
  switch (operator) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'prefix':
      return text?.startsWith(String(operand)) ?? false;
    case 'suffix':
      return text?.endsWith(String(operand)) ?? false;
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but': {
      const refused: readonly Json[] = Array.isArray(operand) ? operand : [operand];
      return value !== undefined && !refused.some((one) => fits(one, value));
    }
    default:
      throw invalidPattern(`${operator} is not known here`);
  }
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalidPattern = (why: string) => new AwsError('InvalidEventPatternException', `event pattern: ${why}`);
