import type { Condition } from './condition.ts';

/** Reads a text token by token. */
export class Cursor {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get next(): string | undefined {
    return this.#tokens[this.#at];
  }

  is(...words: readonly string[]): boolean {
    return this.next !== undefined && words.includes(this.next);
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw new Error('unexpected end of the expression');
    this.#at += 1;
    return token;
  }

  expect(word: string): void {
    const token = this.take();
    if (token !== word) throw new Error(`expected ${word}, got ${token}`);
  }
}

export interface Grammar {
  /** Names, literals and operators, in order; what it does not match must be white space. */
  readonly token: RegExp;
  readonly and: string;
  readonly or: string;
  readonly not: string;
  /** Side by side means and. */
  readonly isAndImplied: boolean;
  /** Whether `or` binds more tightly than `and`, as in Splunk's search command. */
  readonly isOrFirst: boolean;
  readTest(cursor: Cursor): Condition;
}

export function toTokens(text: string, token: RegExp): readonly string[] {
  const rest = text.replace(token, '').trim();
  if (rest !== '') throw new Error(`cannot be read: ${rest}`);
  return text.match(token) ?? [];
}

/** And, or, not and brackets around the tests of one language. Whatever else is in the text is an error. */
export function parseExpression(text: string, grammar: Grammar): Condition {
  const cursor = new Cursor(toTokens(text, grammar.token));
  const { and, or, not, isAndImplied, isOrFirst } = grammar;

  const readOne = (): Condition => {
    if (cursor.is(not)) {
      cursor.take();
      return { kind: 'not', of: readOne() };
    }
    if (!cursor.is('(')) return grammar.readTest(cursor);
    cursor.take();
    const inner = readOuter();
    cursor.expect(')');
    return inner;
  };
  const readAny = (readPart: () => Condition): Condition => {
    const of = [readPart()];
    while (cursor.is(or)) {
      cursor.take();
      of.push(readPart());
    }
    return of.length === 1 ? (of[0] as Condition) : { kind: 'any', of };
  };
  const readAll = (readPart: () => Condition): Condition => {
    const of = [readPart()];
    while (cursor.next !== undefined && !cursor.is(')', or) && (cursor.is(and) || isAndImplied)) {
      if (cursor.is(and)) cursor.take();
      of.push(readPart());
    }
    return of.length === 1 ? (of[0] as Condition) : { kind: 'all', of };
  };
  const readOuter = (): Condition =>
    isOrFirst ? readAll(() => readAny(readOne)) : readAny(() => readAll(readOne));

  const condition = readOuter();
  if (cursor.next !== undefined) throw new Error(`cannot be read from ${cursor.next} on`);
  return condition;
}

/** The commands of a pipe; a bar within quotes is text. */
export function splitPipe(text: string): readonly string[] {
  return (text.match(/(?:"[^"]*"|[^"|])+/g) ?? []).map((command) => command.trim());
}

export function toFirstWord(command: string): string {
  return /^\S+/.exec(command)?.[0] ?? '';
}

/** Removes the quotes around a literal. */
export function unquote(token: string): string {
  return /^(["']).*\1$/.test(token) ? token.slice(1, -1) : token;
}
