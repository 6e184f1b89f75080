import { isSafeQueueUrl, isSafeUrl } from '../secret/safe-url.ts';

/** Told of everything that is wrong, by its path; in words that quote no value, for a value may be a secret. */
export interface Problems {
  /** Another type of value, or none at all. */
  expected(path: string, type: string): void;
  wrong(path: string, message: string): void;
}

/**
 * Reads a value from outside. What is wrong with it is told to `problems`; what is returned then must not be used.
 *
 * By hand, because a schema library took a tenth of a cold start for the one environment that it had to read.
 */
export type Check<T> = (value: unknown, path: string, problems: Problems) => T;

type Shape<T> = { readonly [key in keyof T]-?: Check<T[key]> };

/** Text for which `isRight` holds. */
export function text(isRight: (text: string) => boolean, message: string): Check<string> {
  return (value, path, problems) => {
    if (typeof value !== 'string') problems.expected(path, 'string');
    else if (!isRight(value)) problems.wrong(path, message);
    return value as string;
  };
}

/** A number within limits; NaN and infinity are none. */
export function number(isRight: (number: number) => boolean, limit: string): Check<number> {
  return (value, path, problems) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) problems.expected(path, 'number');
    else if (!isRight(value)) problems.wrong(path, `Too small: expected number to be ${limit}`);
    return value as number;
  };
}

export const anyText: Check<string> = text(() => true, '');

export const filled: Check<string> = text((value) => value !== '', 'expected a value that is not empty');

/** A URL without credentials. */
export const wholeUrl = (allowed: string, isSafe = isSafeUrl) =>
  text((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return url.username === '' && url.password === '' && isSafe(url);
  }, `expected ${allowed}, https unless it is a loopback address`);

/** Where an SQS queue is. */
export const wholeQueueUrl = (allowed: string) => wholeUrl(allowed, isSafeQueueUrl);

export const boolean: Check<boolean> = (value, path, problems) => {
  if (typeof value !== 'boolean') problems.expected(path, 'boolean');
  return value as boolean;
};

/** One of a few texts. */
export function oneOf<const T extends string>(
  values: readonly T[],
  message = `Invalid option: expected one of ${values.map((value) => `"${value}"`).join('|')}`,
): Check<T> {
  return (value, path, problems) => {
    if (!values.includes(value as T)) problems.wrong(path, message);
    return value as T;
  };
}

/** A key that may be absent; without a default it then stays so. */
export function optional<T>(check: Check<T>): Check<T | undefined>;
export function optional<T>(check: Check<T>, fallback: T): Check<T>;
export function optional<T>(check: Check<T>, fallback?: T): Check<T | undefined> {
  return (value, path, problems) => (value === undefined ? fallback : check(value, path, problems));
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path, problems) => (value === null ? null : check(value, path, problems));
}

export function list<T>(check: Check<T>): Check<readonly T[]> {
  return (value, path, problems) => {
    if (Array.isArray(value)) return value.map((one, index) => check(one, join(path, index), problems));
    problems.expected(path, 'array');
    return [];
  };
}

/** An object with one kind of key, any text by default, and one kind of value. */
export function record<T>(
  check: Check<T>,
  checkKey: Check<string> = anyText,
): Check<Readonly<Record<string, T>>> {
  return (value, path, problems) => {
    if (!isObject(value)) {
      problems.expected(path, 'record');
      return {};
    }
    const entries = Object.entries(value).map(([key, one]) => {
      const at = join(path, key);
      return [checkKey(key, at, problems), check(one, at, problems)];
    });
    return Object.fromEntries(entries) as Record<string, T>;
  };
}

/** An object with these keys and no others: an unknown key is a typo that would go unnoticed. */
export function object<T extends object>(shape: Shape<T>): Check<T> {
  return (value, path, problems) => {
    const found: { [key: string]: unknown } = {};
    if (!isObject(value)) {
      problems.expected(path, 'object');
      return found as T;
    }
    for (const [key, check] of Object.entries<Check<unknown>>(shape)) {
      const one = check(Object.hasOwn(value, key) ? value[key] : undefined, join(path, key), problems);
      if (one !== undefined) found[key] = one;
    }
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
    if (unknown.length > 0) problems.wrong(path, `unknown key ${unknown.join(', ')}`);
    return found as T;
  };
}

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
