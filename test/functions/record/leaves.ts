type Json = Record<string, unknown>;

/** Every leaf of a value as text, with its path, an empty list or object among them; nulls say nothing. */
export function* toLeaves(value: unknown, path = ''): Generator<readonly [path: string, text: string]> {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') yield [path, String(value as string | number | boolean)];
  else if (Object.keys(value).length === 0) yield [path, Array.isArray(value) ? '[]' : '{}'];
  else for (const [key, child] of Object.entries(value as Json)) yield* toLeaves(child, `${path}.${key}`);
}

/** Half a surrogate pair cannot be written in UTF-8: it reads U+FFFD in a record. */
export function toWellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/**
 * The leaves of `source` that a record does not have. A list in `unmapped`, an attribute moved by a downgrade, or `data`
 * as text, is JSON text within the record, in pieces where it is long; there a leaf is found in its JSON spelling. A long
 * text is a list of its pieces. An empty list or object is found under its own key alone.
 */
export function findLost(source: unknown, record: unknown): string[] {
  const texts = new Set<string>();
  const empties = new Set<string>();
  let jsonTexts = '';
  let pieces = '';
  for (const [path, text] of toLeaves(record)) {
    texts.add(text);
    if (text === '[]' || text === '{}') empties.add(`${toLastKey(path)}=${text}`);
    else if (text.startsWith('{') || text.startsWith('[') || /\[\d+\]$/.test(path)) jsonTexts += text;
    if (text.length > 1_000) pieces += text;
    else if (/(?:\.\d+|\[\d+\])$/.test(path)) pieces += text;
  }
  const lost: string[] = [];
  for (const [path, raw] of toLeaves(source)) {
    const text = toWellFormed(raw);
    if (text === '[]' || text === '{}') {
      const key = toLastKey(path);
      const isThere =
        empties.has(`${key}=${text}`) ||
        jsonTexts.includes(`${JSON.stringify(key)}:${text}`) ||
        // In a list, or under a key that ECS writes otherwise, it has no name to be found by.
        ((/^\d+$/.test(key) || !/^\w+$/.test(key)) && (texts.has(text) || jsonTexts.includes(text)));
      if (!isThere) lost.push(`${path}: ${text}`);
    } else if (
      !texts.has(text) &&
      !jsonTexts.includes(JSON.stringify(text).slice(1, -1)) &&
      !isInPieces(text, pieces)
    ) {
      lost.push(`${path}: ${JSON.stringify(raw).slice(0, 200)}`);
    }
  }
  return lost;
}

/** Only a text that is too long for one term of an index is cut. */
function isInPieces(text: string, pieces: string): boolean {
  return text.length > 4_096 && pieces.includes(text);
}

function toLastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
