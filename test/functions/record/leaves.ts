type Json = Record<string, unknown>;

/** Every leaf of a value as text, with its path; nulls say nothing. */
export function* toLeaves(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') yield [path, String(value as string | number | boolean)];
  else for (const [key, child] of Object.entries(value as Json)) yield* toLeaves(child, `${path}.${key}`);
}

/** Half a surrogate pair cannot be written in UTF-8: it reads U+FFFD in a record. */
export function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/**
 * The leaves of `source` that a record does not have. An attribute moved by a downgrade, or `data` as text, is JSON
 * text within the record; there a leaf is found in its JSON spelling.
 */
export function findLost(source: unknown, record: unknown): string[] {
  const texts = new Set<string>();
  let jsonTexts = '';
  for (const [, text] of toLeaves(record)) {
    texts.add(text);
    if (text.startsWith('{') || text.startsWith('[')) jsonTexts += text;
  }
  const lost: string[] = [];
  for (const [path, raw] of toLeaves(source)) {
    const text = toWellFormed(raw);
    if (texts.has(text) || jsonTexts.includes(JSON.stringify(text).slice(1, -1))) continue;
    lost.push(`${path}: ${JSON.stringify(raw)}`);
  }
  return lost;
}
