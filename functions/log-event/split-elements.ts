import { endOfString, isJsonText } from './parse-json.ts';

const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Where an array ends: nothing but white space follows it on its line. */
const arrayEnd = /\][ \t\r]*(?:\n|$)/y;
/** The same for `{"logs": […]}`, where the object has to close, or a few other keys to follow, first. */
const logsEnd = /\]\s*(?:,\s*"[^[\]{}]{0,500})?\}[ \t\r]*(?:\n|$)/y;

/** How an element of each accepted shape may begin: what to look for behind a broken one. */
const firstKeys = ['log_id', '_id', 'date', 'data', 'version', 'detail', 'session_id', 'sid'];

/** More objects than this on one line are nobody's events. */
const maxPieces = 20_000;

export interface SplitOptions {
  /** Once there are more, the rest is not looked for. @default all */
  readonly maxElements?: number | undefined;
}

export interface SplitElements {
  /** Each element's own text, without the commas and white space around it. */
  readonly elements: string[];
  /** Index after the array, or after the object around it. */
  readonly end: number;
}

/**
 * Cuts an array into the texts of its elements without parsing them, so that each can be parsed, kept or refused alone.
 *
 * A broken element (a bracket or a quote missing or too many) ends where the next element visibly begins: behind a
 * comma, with one of the keys that elements begin with. `start` is the index after the opening bracket.
 */
export function splitElements(
  text: string,
  start: number,
  around: 'array' | 'logs',
  { maxElements = Number.POSITIVE_INFINITY }: SplitOptions = {},
): SplitElements {
  const elements: string[] = [];
  const closing = around === 'array' ? arrayEnd : logsEnd;
  const { boundary, nextElement } = toBoundaries(text, start, around);
  // Each broken element may cost a look at all that follows; many of them would make that the square of the length.
  let effort = 4 * text.length;
  let at = start;

  for (;;) {
    at = skipSeparators(text, at);
    if (at >= text.length || elements.length > maxElements) return { elements, end: at };
    if (text.charCodeAt(at) === CLOSE_BRACKET) {
      closing.lastIndex = at;
      if (closing.test(text)) return { elements, end: closing.lastIndex };
    }

    const value = effort > 0 ? findValueEnd(text, at) : { end: at, isWhole: false };
    if (value.isWhole && isFollowedBySeparator(text, value.end)) {
      const element = text.slice(at, value.end);
      // A quote too many turns text into structure: what then looks whole has swallowed a part of its neighbour. And no
      // event is an array: a bracket too many has swallowed all of them.
      const isArray = text.charCodeAt(at) === OPEN_BRACKET;
      if (!nextElement.test(element) || (!isArray && isJsonText(element))) {
        elements.push(element);
        at = value.end;
        continue;
      }
    }

    effort -= value.end - at;
    boundary.lastIndex = at + 1;
    const end = boundary.exec(text)?.index ?? text.length;
    elements.push(text.slice(at, end).trimEnd());
    at = end;
  }
}

/** Cuts `{…}{…}`, as Firehose stores records that bring no newline; one piece unless an object follows an object. */
export function splitConcatenated(text: string): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (;;) {
    const value = findValueEnd(text, at);
    const next = skipSpace(text, value.end);
    const isLast = !value.isWhole || text.charCodeAt(next) !== OPEN_BRACE || pieces.length === maxPieces;
    pieces.push(text.slice(at, isLast ? text.length : value.end));
    if (isLast) return pieces;
    at = next;
  }
}

/**
 * `boundary`: a comma or a line's end before what looks like the next element, or the array's end with nothing, or
 * another value, behind it. `nextElement` is the first of them alone.
 */
function toBoundaries(
  text: string,
  start: number,
  around: 'array' | 'logs',
): Record<'boundary' | 'nextElement', RegExp> {
  const [, ownKey] = /^\s*\{\s*"([\w-]{1,40})"/.exec(text.slice(start, start + 200)) ?? [];
  const keys = [...firstKeys, ...(ownKey ? [ownKey] : [])].join('|');
  const opening = `[ \\t\\r]*\\{\\s*"(?:${keys})"\\s*:`;
  const close = around === 'array' ? '' : '\\s*\\}';
  const arrayClose = `\\](?=${close}[ \\t\\r]*(?:\\n[{[]|\\s*$))`;
  return {
    boundary: new RegExp(`,(?=\\s*\\{\\s*"(?:${keys})"\\s*:)|\\n(?=${opening})|${arrayClose}`, 'g'),
    nextElement: new RegExp(`,\\s*\\{\\s*"(?:${keys})"\\s*:`),
  };
}

/** `end`: index after the value that begins at `start` or, when its brackets and quotes do not match, how far one saw. */
function findValueEnd(text: string, start: number): { readonly end: number; readonly isWhole: boolean } {
  const first = text.charCodeAt(start);
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    const end = endOfScalar(text, start);
    return { end, isWhole: end > start };
  }
  const open: number[] = [];
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 34) index = endOfString(text, index) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) open.push(code + 2);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (open.pop() !== code) return { end: index, isWhole: false };
      if (open.length === 0) return { end: index + 1, isWhole: true };
    }
  }
  return { end: text.length, isWhole: false };
}

function endOfScalar(text: string, start: number): number {
  if (text.charCodeAt(start) === 34) return endOfString(text, start);
  let index = start;
  while (index < text.length && !/[\s,\]}]/.test(text.charAt(index))) index += 1;
  return index;
}

function isFollowedBySeparator(text: string, end: number): boolean {
  const next = skipSpace(text, end);
  const code = text.charCodeAt(next);
  return code === COMMA || code === CLOSE_BRACKET || code === OPEN_BRACE || next >= text.length;
}

function skipSeparators(text: string, start: number): number {
  let index = skipSpace(text, start);
  while (text.charCodeAt(index) === COMMA) index = skipSpace(text, index + 1);
  return index;
}

/** JSON's own white space only: other kinds (U+2028, U+00A0) belong to whatever they stand in. */
export function skipSpace(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) break;
  }
  return index;
}
