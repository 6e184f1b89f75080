/**
 * One JSON text without lone surrogates.
 *
 * `JSON.stringify` writes half a surrogate pair as `\udXXX`: well-formed JSON that many readers (and every UTF-8
 * encoder) refuse. It becomes U+FFFD, as an encoder would have it. The search costs next to nothing where there is none.
 */
export function toJsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\ud') ? text.replace(loneSurrogates, replaceSurrogate) : text;
}

/** An escaped backslash is matched first, so that text which merely reads `\ud800` stays what it is. */
const loneSurrogates = /\\\\|\\ud[89a-f][0-9a-f]{2}/g;

function replaceSurrogate(match: string): string {
  return match === '\\\\' ? match : '\uFFFD';
}

/**
 * The same for a value nested so deep that `JSON.stringify` would exhaust the stack: walks with a list of its own.
 * Slower; only for what {@link toBounded} cuts off.
 */
export function toJsonTextIteratively(root: unknown): string {
  const parts: string[] = [];
  const open: (string | { readonly value: unknown })[] = [{ value: root }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      parts.push(next);
      continue;
    }
    const { value } = next;
    if (typeof value !== 'object' || value === null) {
      parts.push(toJsonText(value ?? null));
      continue;
    }
    const isList = Array.isArray(value);
    parts.push(isList ? '[' : '{');
    open.push(isList ? ']' : '}');
    const entries = Object.entries(value);
    for (let index = entries.length - 1; index >= 0; index -= 1) {
      const [key, child] = entries[index] as [string, unknown];
      open.push({ value: child });
      if (!isList) open.push(`${toJsonText(key)}:`);
      if (index > 0) open.push(',');
    }
  }
  return parts.join('');
}
