import type { JsonObject } from './log-event.ts';

/**
 * Levels of objects and arrays an element may have. Auth0's schemas stay below 10; what is deeper than this is made to
 * exhaust a stack somewhere down the line (`JSON.stringify` recurses, EventBridge ends at 1,000).
 */
export const maxDepth = 100;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * JSON as Auth0 means it, of events and of sessions: integers beyond 2^53 come back as text, so that no digit is lost. The social user IDs in
 * `details.prompts[].identity` are such numbers.
 *
 * A reason never quotes the text. `__proto__` stays an ordinary key of its object, as in `JSON.parse`.
 */
export function parseJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
    // Looking at the parsed value costs a twentieth of the parsing; looking for digits in the text, a third.
    const finding = inspect(value, 1);
    if (finding === 'too deep') return { ok: false, reason: `nested more than ${maxDepth} levels deep` };
    if (finding === 'inexact') value = JSON.parse(quoteInexactNumbers(text));
  } catch {
    // The engine's message quotes the text, so it stays here.
    return { ok: false, reason: 'not valid JSON' };
  }
  return { ok: true, value };
}

/** Would it parse? Whatever its depth and numbers. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, in words for a reason. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

type Finding = 'fine' | 'inexact' | 'too deep';

function inspect(value: unknown, depth: number): Finding {
  if (typeof value === 'number') {
    return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER ? 'inexact' : 'fine';
  }
  if (typeof value !== 'object' || value === null) return 'fine';
  if (depth > maxDepth) return 'too deep';
  let worst: Finding = 'fine';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const finding = inspect(value[index], depth + 1);
      if (finding === 'too deep') return finding;
      if (finding === 'inexact') worst = finding;
    }
    return worst;
  }
  // Objects of JSON.parse inherit nothing enumerable.
  for (const key in value) {
    const finding = inspect((value as JsonObject)[key], depth + 1);
    if (finding === 'too deep') return finding;
    if (finding === 'inexact') worst = finding;
  }
  return worst;
}

/** Puts quotes around the numbers of a valid JSON text that would not survive: big integers, and what overflows. */
function quoteInexactNumbers(text: string): string {
  let exact = '';
  let copied = 0;
  const tokens = /"|-?\d[\d.eE+-]*/g;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    if (token[0] === '"') {
      tokens.lastIndex = endOfString(text, token.index);
      continue;
    }
    const number = Number(token[0]);
    const isExact = /^-?\d+$/.test(token[0]) ? Number.isSafeInteger(number) : Number.isFinite(number);
    if (isExact) continue;
    exact += `${text.slice(copied, token.index)}"${token[0]}"`;
    copied = tokens.lastIndex;
  }
  return exact + text.slice(copied);
}

/** Index after the closing quote of the string that opens at `start`; the text's length when it never closes. */
export function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
