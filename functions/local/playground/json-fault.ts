/** The first place at which a text stops being JSON. */
export interface JsonFault {
  /** Index into the text; its length when the text ends too early. */
  readonly at: number;
  /** In words, for example: expected “,” or “}”, found “i”. */
  readonly problem: string;
}

const space = /[ \t\r\n]*/y;
/** All that may stand in a string by itself: no quote, no backslash, no control character below the space. */
const string = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const openString = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

/**
 * Where a text that `JSON.parse` refuses is wrong; undefined for a text that is JSON. The words of engines differ, and
 * some name no place.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  /** Brackets that are open, outermost first. */
  const open: ('{' | '[')[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const [match] = pattern.exec(text) ?? [];
    if (match === undefined) return false;
    at += match.length;
    return true;
  };
  const fault = (expected: string): JsonFault => ({
    at,
    problem: `expected ${expected}, found ${toFound(text, at)}`,
  });

  let wants: 'value' | 'value or ]' | 'key or }' | 'key' | 'next' = 'value';
  for (;;) {
    skip(space);
    const character = text.charAt(at);
    if (wants === 'next') {
      const innermost = open.at(-1);
      if (innermost === undefined) return at < text.length ? fault('the end') : undefined;
      const closing = innermost === '{' ? '}' : ']';
      if (character === ',') wants = innermost === '{' ? 'key' : 'value';
      else if (character === closing) open.pop();
      else return fault(`“,” or “${closing}”`);
      at += 1;
    } else if (wants === 'key' || wants === 'key or }') {
      if (wants === 'key or }' && character === '}') {
        open.pop();
        at += 1;
        wants = 'next';
        continue;
      }
      const begunAt = at;
      if (!skip(string))
        return character === '"'
          ? openEnd(text, begunAt)
          : fault(wants === 'key' ? 'a key in quotes' : 'a key in quotes or “}”');
      skip(space);
      if (text.charAt(at) !== ':') return fault('“:”');
      at += 1;
      wants = 'value';
    } else if (wants === 'value or ]' && character === ']') {
      open.pop();
      at += 1;
      wants = 'next';
    } else if (character === '{' || character === '[') {
      open.push(character);
      at += 1;
      wants = character === '{' ? 'key or }' : 'value or ]';
    } else {
      const begunAt = at;
      if (!skip(string) && !skip(number) && !skip(word)) {
        return character === '"' ? openEnd(text, begunAt) : fault('a value');
      }
      wants = 'next';
    }
  }
}

/** A string that does not end is told by where it stops being one: at a bad escape, a line's end, or the text's. */
function openEnd(text: string, begunAt: number): JsonFault {
  openString.lastIndex = begunAt;
  const at = begunAt + (openString.exec(text)?.[0].length ?? 0);
  const problem =
    text.charAt(at) === '\\' ? 'this escape is not known' : 'a text that begins before has no closing quote';
  return { at, problem };
}

function toFound(text: string, at: number): string {
  return at >= text.length ? 'the end' : `“${text.charAt(at)}”`;
}
