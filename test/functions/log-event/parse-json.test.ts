import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maxDepth, parseJson } from '../../../functions/log-event/parse-json.ts';

const nest = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('parseJson', () => {
  it.each([
    ['beyond 2^53', '100000000000000000007', '100000000000000000007'],
    ['beyond -2^53', '-9007199254740993', '-9007199254740993'],
    ['at 2^53', '9007199254740992', '9007199254740992'],
    ['at the last exact integer', '9007199254740991', 9_007_199_254_740_991],
    ['too great for a number', '1e999', '1e999'],
    ['written with an exponent', '1e20', 1e20],
    ['with decimals', '0.1234567890123456789', 0.12345678901234568],
  ])('reads a number %s', (_what, number, expected) => {
    const text = `{"n":${number},"list":[ ${number} ],"s":"\\" : ${number}, \\\\"}`;

    const value = { n: expected, list: [expected], s: `" : ${number}, \\` };
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['an object', nest(maxDepth), true],
    ['an object one level deeper', nest(maxDepth + 1), false],
    ['arrays', `${'['.repeat(maxDepth + 1)}${']'.repeat(maxDepth + 1)}`, false],
    ['10,000 levels', nest(10_000), false],
    ['a million levels', nest(1_000_000), false],
  ])('takes up to 100 levels: %s', (_what, text, isTaken) => {
    const parsed = parseJson(text);

    const refusal = { ok: false, reason: 'nested more than 100 levels deep' };
    expect(parsed).toMatchObject(isTaken ? { ok: true } : refusal);
  });

  it('counts brackets in a string as text', () => {
    const value = { a: '{['.repeat(500_000) };

    expect(parseJson(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it.each(['', '{', '{"secret":', '{"a":1}x', '{"a":"tab\there"}', "{'a':1}", '{"a":01}'])(
    'refuses %j without quoting it',
    (text) => {
      expect(parseJson(text)).toEqual({ ok: false, reason: 'not valid JSON' });
    },
  );

  it('does not mend invalid JSON that has a big integer', () => {
    expect(parseJson('{100000000000000000007:1}').ok).toBe(false);
    expect(parseJson('{"a":0100000000000000000007}').ok).toBe(false);
  });

  it('keeps __proto__ as a key and leaves the prototypes alone', () => {
    const parsed = parseJson('{"__proto__":{"polluted":true},"big":100000000000000000007}');

    expect(Object.keys((parsed as { value: object }).value)).toEqual(['__proto__', 'big']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf((parsed as { value: object }).value)).toBe(Object.prototype);
  });

  it('is JSON.parse for everything that survives it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        fc.pre(!/\d{16}/.test(text));
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
      { numRuns: 200 },
    );
  });

  it('gives every integer its digits', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (number, text) => {
        const parsed = parseJson(`{${JSON.stringify(text)}:[${number}],"b":${number}}`);

        const digits = (parsed as { value: { b: unknown } }).value.b;
        expect(String(digits)).toBe(String(number));
      }),
      { numRuns: 200 },
    );
  });
});
