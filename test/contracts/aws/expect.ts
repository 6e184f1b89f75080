import { isDeepStrictEqual } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

export function expect(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`${what}: expected ${show(expected)}, got ${show(actual)}`);
  }
}

/** In whatever order. */
export function expectSet(
  actual: readonly (string | number | undefined)[],
  expected: readonly (string | number | undefined)[],
  what: string,
): void {
  expectEqual(actual.map(String).toSorted(), expected.map(String).toSorted(), what);
}

interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The call must be refused as the caller's fault; with names, by one of these errors. */
export async function expectError(promise: Promise<object>, ...names: string[]): Promise<void> {
  const answer = await promise.then(
    (output) => ({ output }),
    (error: unknown) => ({ error: error as ServiceError }),
  );
  const wanted = names.join(' or ') || 'a refusal (4xx)';
  if ('output' in answer) {
    throw new Error(
      `expected ${wanted}, but it was accepted: ${show({ ...answer.output, $metadata: undefined })}`,
    );
  }
  const { name, message, $metadata } = answer.error;
  const status = $metadata?.httpStatusCode ?? 0;
  const isRefusal = status >= 400 && status < 500;
  if (!isRefusal || (names.length > 0 && !names.includes(name))) {
    throw new Error(`expected ${wanted}, got ${status || 'no answer'} ${name}: ${message}`);
  }
}

/** Asks again until there is an answer or the time is up. */
export async function eventually<T>(
  waitMs: number,
  what: string,
  ask: () => Promise<T | undefined | false>,
): Promise<T> {
  const endMs = Date.now() + waitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() >= endMs) throw new Error(`${what}: not after ${waitMs / 1_000} s`);
    await pause(100);
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
