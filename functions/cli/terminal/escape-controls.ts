/** What a terminal obeys, or reads in another order: control characters but line feed and tab, and marks of direction. */
const obeyed = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text that a terminal only shows: whoever fails to log in chooses a user name, and could clear the screen by it.
 *
 * Each becomes its JSON escape, so what was JSON still is, with the same values.
 */
export function escapeControls(text: string): string {
  return text.replaceAll(obeyed, toEscape);
}

/** The same for somebody else's text within a line of ours: it may not begin another one either. */
export function escapeLine(text: string): string {
  return escapeControls(text).replaceAll(/[\n\t]/g, toEscape);
}

function toEscape(one: string): string {
  return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
