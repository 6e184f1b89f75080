import type * as z from 'zod';

/** What a schema found, one line each: where, what was found there, what is allowed. */
export function toProblems(issues: readonly z.core.$ZodIssue[], input: unknown): string[] {
  return [...new Set(issues.flatMap((issue) => toLines(issue, input, [])))];
}

/** `base` is where the value stands that a branch of a union was tried on. */
function toLines(issue: z.core.$ZodIssue, input: unknown, base: readonly PropertyKey[]): string[] {
  const at = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${showPath([...at, key])}: unknown key, expected ${issue.message}`);
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => `${showPath(at)}: unknown key, expected ${message}`);
  }
  const value = valueAt(input, at);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that was meant is the one with the form of the value; in all our unions the object comes first.
    const [branch = []] = issue.errors;
    if (isObject(value)) return branch.flatMap((inner) => toLines(inner, input, at));
    const allowed = new Set(issue.errors.flatMap((inner) => inner.map(({ message }) => message)));
    return [toLine(at, value, [...allowed].join(' or '))];
  }
  return [toLine(at, value, issue.message)];
}

function toLine(at: readonly PropertyKey[], value: unknown, allowed: string): string {
  const got = value === undefined ? 'missing' : `got ${showValue(at, value)}`;
  return `${showPath(at)}: ${got}, expected ${allowed}`;
}

const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  typeof value === 'object' && value !== null;

function valueAt(input: unknown, at: readonly PropertyKey[]): unknown {
  return at.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), input);
}

/** `destinations[0].arn` */
export function showPath(at: readonly PropertyKey[]): string {
  const text = at.map(showStep).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

function showStep(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^[\w$]+$/.test(String(key)) ? `.${String(key)}` : `[${JSON.stringify(key)}]`;
}

/** Where a secret could stand by mistake, what it is and its length are told, and not its text. */
function showValue(at: readonly PropertyKey[], value: unknown): string {
  const isSecret = at.some((key) => /secret|token|password|key|header|url$/i.test(String(key)));
  if (typeof value === 'string' && (isSecret || carriesSecret.test(value))) {
    return `a text of ${value.length} characters`;
  }
  if (Array.isArray(value) && (isSecret || value.some((one) => typeof one === 'string' || isObject(one)))) {
    return `a list with ${toCount(value.length, 'entry', 'entries')}`;
  }
  if (isObject(value) && !Array.isArray(value)) {
    return `an object with ${toCount(Object.keys(value).length, 'key', 'keys')}`;
  }
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** A URL with credentials or a query, or a token of Auth0, in a field for something else. */
const carriesSecret = /:\/\/[^/\s]*@|:\/\/\S*\?|^eyJ/;

const toCount = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
