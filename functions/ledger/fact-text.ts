import { hash } from 'node:crypto';
import { rememberByText } from '../log-event/remember-by-text.ts';

/**
 * How facts are spelled: a letter for the kind, then fields between `|`. Times are milliseconds in base 36, eight
 * characters until the year 2059. A spelling never changes its meaning: another one gets another letter, and readers
 * pass over letters that they do not know, so that two versions of the code may share a table for a while.
 */

/** One fact of a set. */
export type FactText = string;

const separator = '|';
const special = /[%|\ud800-\udfff]/;
const escaped = /[%|]/g;
/** Characters that take one byte each as a field: nearly every text there is. */
const oneByteEach = /^[ -$&-{}~]*$/;

/** Empty fields at the end are left out. Always well-formed: a set gives back what was put into it. */
export function joinFact(kind: string, fields: readonly (string | undefined)[]): FactText {
  const written = fields.map((field) => (field === undefined ? '' : escapeField(field)));
  while (written.length > 0 && written.at(-1) === '') written.pop();
  return kind + written.join(separator);
}

/** The fields of a fact, those left out at its end as empty text. */
export function splitFact(fact: FactText): readonly string[] {
  const fields = fact.slice(1).split(separator);
  return fact.includes('%') ? fields.map(unescapeField) : fields;
}

/** The beginning of a text that takes at most so many bytes as a field. */
export function cutField(text: string, mostBytes: number): string {
  if (text.length * 3 <= mostBytes) return text;
  if (oneByteEach.test(text)) return text.slice(0, mostBytes);
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(escapeField(character));
    if (bytes > mostBytes) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

function escapeField(text: string): string {
  // Nearly none needs anything.
  if (!special.test(text)) return text;
  return toWellFormed(text).replace(escaped, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function unescapeField(field: string): string {
  return field.replace(/%([0-9a-f]{2})/g, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Half of a surrogate pair, as cutting may leave behind, becomes U+FFFD on the wire, and the fact another one. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString();
}

export function spellTime(atMs: number): string {
  return Math.round(atMs).toString(36);
}

export function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?[0-9a-z]{1,11}$/.test(text)) return undefined;
  return Number.parseInt(text, 36);
}

/**
 * Six characters that stand for a text within one item: two of a hundred texts get the same once in 10 million items. The same programs
 * and applications come again and again, and an event's own tag is asked for three times.
 */
export const toTag: (text: string) => string = rememberByText((text) =>
  hash('sha256', text, 'base64url').slice(0, 6),
);
