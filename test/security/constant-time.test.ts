import * as crypto from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';

/** What was compared, each time, and what the comparison says: the truth, unless a test has it lie. */
let compared: { readonly lengths: readonly number[]; readonly isEqual: boolean }[] = [];
let lie: boolean | undefined;
afterEach(() => {
  compared = [];
  lie = undefined;
});

// Nothing is passed in here that a double could take the place of, and differences of nanoseconds cannot be measured
// reliably. Counting the comparisons shows the same.
jest.unstable_mockModule('node:crypto', () => ({
  ...crypto,
  timingSafeEqual: (one: Buffer, other: Buffer) => {
    const isEqual = crypto.timingSafeEqual(one, other);
    compared.push({ lengths: [one.length, other.length], isEqual });
    return lie ?? isEqual;
  },
}));
const { authorizeSender } = await import('../../functions/receive/authorize-sender.ts');
const { Hono } = await import('hono');

async function ask(authorization: string, accepted: readonly string[]): Promise<number> {
  const app = new Hono();
  app.get(
    '/',
    authorizeSender(async () => accepted),
    (c) => c.text('in'),
  );
  return (await app.request('/', { headers: { authorization } })).status;
}

const accepted = ['first', 'second', 'a third, longer one'];
const equals = () => compared.map(({ isEqual }) => isEqual);

describe('the comparison of Authorization values', () => {
  it.each<[authorization: string, status: number, comparisons: boolean[]]>([
    ['first', 200, [true, false, false]],
    ['second', 200, [false, true, false]],
    ['a third, longer one', 200, [false, false, true]],
    // Read again in case that a value is new, and all of them compared again.
    ['wrong', 401, [false, false, false, false, false, false]],
    ['firsT', 401, [false, false, false, false, false, false]],
    ['', 401, [false, false, false, false, false, false]],
  ])('goes through every accepted value, also after a match: %j', async (authorization, status, expected) => {
    expect(await ask(authorization, accepted)).toBe(status);

    expect(equals()).toEqual(expected);
  });

  it('takes the same time for every value: hashes of one length', async () => {
    await ask('x', ['', 'x', 'x'.repeat(10_000)]);
    await ask('x'.repeat(5_000), ['x']);

    expect(new Set(compared.flatMap(({ lengths }) => lengths))).toEqual(new Set([32]));
  });

  it.each([
    ['first', false, 401],
    ['wrong', true, 200],
  ])('rests on timingSafeEqual alone: %j when it says %p', async (authorization, answer, status) => {
    lie = answer;

    expect(await ask(authorization, accepted)).toBe(status);
  });
});
