import { InvalidSecretError } from './errors.ts';
import { isPlaceholder } from './placeholder.ts';

/** An object written as JSON, or undefined for a value that is not meant as JSON: it does not begin with a brace. */
export function parseSecretJson(
  text: string,
  secretId: string,
): Readonly<Record<string, unknown>> | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{')) return undefined;
  try {
    return JSON.parse(trimmed) as Record<string, unknown>;
  } catch {
    // Without the cause: the parser's message quotes the text.
    throw new InvalidSecretError(secretId, 'it begins like a JSON object but is not JSON');
  }
}

/** A value somebody has filled in, without the blanks and the newline that pasting leaves around it. */
export function parseFilled(value: unknown, secretId: string, what: string): string {
  if (value === undefined || value === null) throw new InvalidSecretError(secretId, `${what} is missing`);
  if (typeof value !== 'string') throw new InvalidSecretError(secretId, `${what} is not a string`);
  const filled = value.trim();
  if (filled === '') throw new InvalidSecretError(secretId, `${what} is empty`);
  if (isPlaceholder(filled)) throw new InvalidSecretError(secretId, `${what} is still the placeholder`);
  return filled;
}
