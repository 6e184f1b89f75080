type Json = { readonly [key: string]: unknown };

/** How a language writes its filter: the operators are shared, their spelling is not. */
export interface FilterLanguage {
  /** The filter within the query. */
  readonly pick: (query: string) => string;
  /** Two terms side by side are both meant, as in Splunk's search. */
  readonly isImplicitAnd: boolean;
}

/** Only what our rules use: comparisons, `in`, and `set_has_element`, joined by and, or and not. Anything else throws. */
export const filterLanguages: Readonly<Record<'spl' | 'esql' | 'kql', FilterLanguage>> = {
  spl: { pick: (query) => query.split('\n| ')[0] ?? '', isImplicitAnd: true },
  esql: { pick: (query) => pickPipe(query, /^WHERE /), isImplicitAnd: false },
  kql: { pick: (query) => pickPipe(query, /^where /), isImplicitAnd: false },
};

function pickPipe(query: string, start: RegExp): string {
  const pipe = query.split('\n| ').find((part) => start.test(part));
  if (pipe === undefined) throw new Error('the query has no filter');
  return pipe.replace(start, '');
}

export interface Evaluation {
  readonly isMatch: boolean;
  /** Fields the filter names, and what was found there. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>;
}

/** Evaluates a filter on a record. Fields of where a record comes from (`index`, `sourcetype`) are taken as met. */
export function evaluateFilter(query: string, language: FilterLanguage, record: Json): Evaluation {
  const tokens = tokenize(language.pick(query));
  const fields = new Map<string, readonly unknown[]>();
  let at = 0;

  const peek = () => tokens[at];
  const isWord = (word: string) => peek()?.toLowerCase() === word;
  const take = (wanted?: string) => {
    const token = tokens[at];
    if (token === undefined || (wanted !== undefined && token !== wanted)) {
      throw new Error(`expected ${wanted ?? 'more'}, got ${token ?? 'the end'}`);
    }
    at += 1;
    return token;
  };

  function readOr(): boolean {
    let value = readAnd();
    while (isWord('or')) {
      take();
      const right = readAnd();
      value = value || right;
    }
    return value;
  }

  function readAnd(): boolean {
    let value = readTerm();
    while (
      isWord('and') ||
      (language.isImplicitAnd && peek() !== undefined && !isWord('or') && peek() !== ')')
    ) {
      if (isWord('and')) take();
      const right = readTerm();
      value = value && right;
    }
    return value;
  }

  function readTerm(): boolean {
    if (isWord('not')) {
      take();
      return !readTerm();
    }
    if (peek() === '(') {
      take('(');
      const value = readOr();
      take(')');
      return value;
    }
    if (peek() === 'set_has_element') {
      take();
      take('(');
      const values = readField();
      take(',');
      const wanted = readLiteral();
      take(')');
      return values.some((value) => value === wanted);
    }
    return readComparison();
  }

  function readComparison(): boolean {
    const name = peek() ?? '';
    const values = readField();
    const operator = take().toLowerCase();
    const wanted = operator === 'in' ? readList() : [readLiteral()];
    if (name === 'index' || name === 'sourcetype') return true;
    switch (operator) {
      case '=':
      case '==':
      case 'in':
        return values.some((value) => wanted.some((one) => String(value) === String(one)));
      case '!=':
        return values.length > 0 && values.every((value) => String(value) !== String(wanted[0]));
      case '>=':
        return values.some((value) => typeof value === 'number' && value >= Number(wanted[0]));
      default:
        throw new Error(`unknown operator ${operator}`);
    }
  }

  function readField(): readonly unknown[] {
    const name = take();
    if (name === 'tostring' || name === 'tobool') {
      take('(');
      const values = readField();
      take(')');
      return values;
    }
    const values = lookUp(record, name);
    if (name !== 'index' && name !== 'sourcetype') fields.set(name, values);
    return values;
  }

  function readList(): unknown[] {
    take('(');
    const list = [readLiteral()];
    while (peek() === ',') {
      take(',');
      list.push(readLiteral());
    }
    take(')');
    return list;
  }

  function readLiteral(): unknown {
    const token = take();
    if (token.startsWith('"')) return JSON.parse(token) as unknown;
    if (token === 'true' || token === 'false') return token === 'true';
    return token === '*' ? token : Number(token);
  }

  const isMatch = readOr();
  if (at < tokens.length) throw new Error(`cannot read the filter from ${tokens[at]} on`);
  return { isMatch, fields };
}

function tokenize(filter: string): string[] {
  return filter.match(/"(?:[^"\\]|\\.)*"|!=|>=|==|=|[(),*]|[A-Za-z0-9_@.[\]{}]+/g) ?? [];
}

/** `a.b`, `a{}.b` and `a[0].b`; lists are entered wherever they stand. */
export function lookUp(record: Json, path: string): readonly unknown[] {
  let values: unknown[] = [record];
  for (const step of path.replaceAll('{}', '').split('.')) {
    const [, key = '', index] = /^([^[]*)(?:\[(\d+)\])?$/.exec(step) ?? [];
    values = values.flat().flatMap((value) => {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
      const found = (value as Json)[key];
      return index === undefined ? [found] : [(found as unknown[])[Number(index)]];
    });
  }
  return values.flat().filter((value) => value !== undefined);
}
