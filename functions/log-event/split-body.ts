import { isJsonText } from './parse-json.ts';
import { skipSpace, type SplitOptions, splitConcatenated, splitElements } from './split-elements.ts';

/** One element of a body, as it was sent. */
export interface BodyPart {
  /** From 1: the element's place where the body is one array, otherwise the line on which it begins. */
  readonly position: number;
  readonly text: string;
}

/**
 * `{"logs": […]}`: a log stream with `httpContentFormat` JSONOBJECT, and, with its counts before it, the pull API
 * with `include_totals`.
 */
const logsStart = /\{\s*(?:"\w{1,20}"\s*:\s*(?:\d{1,15}|null)\s*,\s*){0,8}"logs"\s*:\s*\[/y;

/** A line at whose very beginning a new element begins; what belongs to a printed object is indented. */
const unindentedStart = /\n(?=[{[])/g;
const anyStart = /\n(?=[ \t\r]*[{[])/g;

/**
 * Finds the elements of a body of any shape: JSON lines, an array, `{"logs": […]}`, one object, also printed over
 * several lines, and any of these below one another.
 *
 * Looks at the text alone: neither `Content-Type` nor the stream's setting is to be trusted (facts: Auth0 sends JSON
 * lines whatever one of its pages says). Lines end with `\n` and nothing else, since U+2028 may stand in a string.
 * A text is cut, not changed: together with white space, commas and the brackets around, the parts are the body.
 */
export function splitBody(body: string, options: SplitOptions = {}): BodyPart[] {
  const { maxElements = Number.POSITIVE_INFINITY } = options;
  const parts: BodyPart[] = [];
  // Each broken object may cost a look at what follows; many of them would make that the square of the length.
  const look = { budget: 4 * body.length };
  let lines = 1;
  let counted = 0;
  const lineAt = (index: number): number => {
    for (
      let next = body.indexOf('\n', counted);
      next >= 0 && next < index;
      next = body.indexOf('\n', counted)
    ) {
      lines += 1;
      counted = next + 1;
    }
    return lines;
  };

  const start = skipSpace(body, body.charCodeAt(0) === 0xfeff ? 1 : 0);
  for (let at = start; at < body.length && parts.length <= maxElements; at = skipSpace(body, at)) {
    const array = findArray(body, at);
    if (array === undefined) {
      const end = findObjectEnd(body, at, at === start, look);
      parts.push({ position: lineAt(at), text: trimEnd(body.slice(at, end)) });
      at = end;
      continue;
    }
    const { elements, end } = splitElements(body, array.start, array.around, options);
    const isWholeBody = at === start && skipSpace(body, end) >= body.length;
    const line = isWholeBody ? 0 : lineAt(at);
    for (const [index, text] of elements.entries()) {
      parts.push({ position: isWholeBody ? index + 1 : line, text });
    }
    at = end;
  }
  return parts;
}

function findArray(body: string, at: number): { start: number; around: 'array' | 'logs' } | undefined {
  if (body.charAt(at) === '[') return { start: at + 1, around: 'array' };
  logsStart.lastIndex = at;
  return logsStart.test(body) ? { start: logsStart.lastIndex, around: 'logs' } : undefined;
}

/**
 * The end of what begins at `at` and is no array: mostly its line. What is not an object ends before the next line
 * that begins one, so that a page of HTML is one part and not a hundred.
 */
function findObjectEnd(body: string, at: number, isFirst: boolean, look: { budget: number }): number {
  const lineEnd = endOfLine(body, at);
  if (body.charAt(at) !== '{') return beforeNext(anyStart, body, lineEnd);
  const next = skipSpace(body, lineEnd);
  if (next >= body.length) return lineEnd;
  const looksWhole = trimEnd(body.slice(at, lineEnd)).endsWith('}');
  if (looksWhole && '{['.includes(body.charAt(next))) return lineEnd;
  if (isFirst && isJsonText(body.slice(at))) return body.length;
  if (looksWhole) return lineEnd;

  const printedEnd = look.budget > 0 ? beforeNext(unindentedStart, body, lineEnd) : lineEnd;
  look.budget -= printedEnd - at;
  if (printedEnd > lineEnd) {
    const printed = body.slice(at, printedEnd);
    if (isJsonText(printed) || splitConcatenated(printed).length > 1) return printedEnd;
  }
  return beforeNext(anyStart, body, lineEnd);
}

function beforeNext(pattern: RegExp, body: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(body)?.index ?? body.length;
}

function endOfLine(body: string, at: number): number {
  const newline = body.indexOf('\n', at);
  return newline < 0 ? body.length : newline;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
