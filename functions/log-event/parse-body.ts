import { type ParsedEvent, parseElement } from './parse-element.ts';
import { type BodyPart, splitBody } from './split-body.ts';
import { type SplitOptions, splitConcatenated } from './split-elements.ts';

export type ParsedElement = ParsedEvent & {
  /** From 1: the element's place where the body is one array, otherwise the line on which it begins. */
  readonly position: number;
  /** The element as it was sent. */
  readonly text: string;
};

export interface ParseOptions extends SplitOptions {
  readonly receivedAtMs: number;
}

/**
 * Reads a body of log events in any shape Auth0 sends or stores, in order, and whatever is wrong with some of them: an
 * unusable element comes back as a rejection with its place and reason, and its neighbours as if it were not there.
 *
 * Never throws. An empty body gives no element.
 */
export function parseBody(body: string, options: ParseOptions): ParsedElement[] {
  return parseParts(splitBody(body, options), options);
}

/**
 * The second half of `parseBody`, for callers that look at the number of parts before they have them all parsed: each
 * may be several elements.
 */
export function parseParts(parts: readonly BodyPart[], options: ParseOptions): ParsedElement[] {
  const { maxElements = Number.POSITIVE_INFINITY } = options;
  const elements: ParsedElement[] = [];
  for (const { position, text } of parts) {
    if (elements.length > maxElements) break;
    const parsed = parseElement(text, options);
    const pieces = parsed.ok ? [] : splitConcatenated(text);
    if (pieces.length <= 1) elements.push(place(parsed, position, text));
    else for (const piece of pieces) elements.push(place(parseElement(piece, options), position, piece));
  }
  return elements;
}

function place(parsed: ParsedEvent, position: number, text: string): ParsedElement {
  return parsed.ok
    ? { ok: true, event: parsed.event, position, text }
    : { ok: false, reason: parsed.reason, position, text };
}
