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
 */
export function rememberByText<Value extends string | object | undefined>(
  work: (text: string) => Value,
  { most = 2_500, longest = 256 }: TextMemory = {},
): (text: string) => Value {
  type Known = NonNullable<Value> | typeof nothing;
  // Two generations, the older dropped when the younger is full: one look for what is in use, where a cache of a library takes three.
  let younger = new Map<string, Known>();
  let older = new Map<string, Known>();

  return function recall(text) {
    if (text.length > longest) return work(text);
    const recent = younger.get(text);
    if (recent !== undefined) return recent === nothing ? (undefined as Value) : recent;
    const known: Known = older.get(text) ?? work(text) ?? nothing;
    if (younger.size >= most) {
      older = younger;
      younger = new Map();
    }
    younger.set(text, known);
    return known === nothing ? (undefined as Value) : known;
  };
}
