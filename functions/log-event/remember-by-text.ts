export interface TextMemory {
  /** Texts kept, at least; at most twice as many. @default 2_500 */
  readonly most?: number;
  /** In characters. Longer ones come once, or are somebody's idea, and a piece of a text keeps alive the whole of it. @default 256 */
  readonly longest?: number;
}

const nothing = Symbol('nothing');

/**
 * Does the work once for a text that comes again and again: an address, a user agent, an ID. What comes of it is shared, so that
 * nobody may change it.
 *
 * Two generations, the older dropped when the younger is full: bounded, with nothing to allocate at the start, and with one look for
 * what is in use.
 */
export function rememberByText<Value extends string | object | undefined>(
  work: (text: string) => Value,
  { most = 2_500, longest = 256 }: TextMemory = {},
): (text: string) => Value {
  let younger = new Map<string, Value | typeof nothing>();
  let older = new Map<string, Value | typeof nothing>();

  function learn(text: string): Value | typeof nothing {
    const value = older.get(text) ?? work(text) ?? nothing;
    if (younger.size >= most) {
      older = younger;
      younger = new Map();
    }
    younger.set(text, value);
    return value;
  }

  return function recall(text) {
    if (text.length > longest) return work(text);
    const known = younger.get(text) ?? learn(text);
    return known === nothing ? (undefined as Value) : known;
  };
}
