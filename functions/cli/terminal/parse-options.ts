import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './user-error.ts';

type OptionSpecs = NonNullable<ParseArgsConfig['options']>;
type Parsed<S extends OptionSpecs> = ReturnType<
  typeof parseArgs<{ readonly options: S; readonly allowPositionals: true; readonly args: string[] }>
>;

/** Like `parseArgs`; an unknown option becomes a UsageError that lists the known ones. */
export function parseOptions<S extends OptionSpecs>(args: readonly string[], options: S): Parsed<S> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [sentence = ''] = String(Object(error).message).split(/\.(?:\s|$)/);
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(`${lowerFirst(sentence)}; known options: ${known.join(', ')}`, { cause: error });
  }
}

/** One of a closed list. */
export function parseChoice<const T extends string>(option: string, value: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  throw new UsageError(`${option} must be one of ${choices.join(', ')}, got ${JSON.stringify(value)}`);
}

/** A number in a range, both ends allowed. */
export function parseNumber(
  option: string,
  value: string,
  range: { readonly min: number; readonly max: number },
): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (number >= range.min && number <= range.max) return number;
  throw new UsageError(
    `${option} must be a number from ${range.min} to ${range.max}, got ${JSON.stringify(value)}`,
  );
}

/** A moment as ISO 8601 text; a date alone means its midnight in UTC. Epoch milliseconds. */
export function parseMoment(option: string, value: string): number {
  const ms = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `${option} must be a moment such as 2026-09-14T08:00:00Z or 2026-09-14, got ${JSON.stringify(value)}`,
  );
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
