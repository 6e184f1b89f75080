import { readShownText } from '../log-event/shown-text.ts';

const longestWord = 32;

/** A word of Auth0's vocabulary, not a text of a stranger's. */
export function readWord(value: unknown): string | undefined {
  const text = readShownText(value);
  return text !== undefined && /^[\w./:-]+$/.test(text) && text.length <= longestWord ? text : undefined;
}
