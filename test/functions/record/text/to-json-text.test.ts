import { describe, expect, it } from '@jest/globals';
import { toJsonText, toJsonTextIteratively } from '../../../../functions/record/text/to-json-text.ts';

describe('toJsonText', () => {
  it.each([
    ['half a pair', '\ud800', '"\uFFFD"'],
    ['a whole pair', '\ud83d\ude00', '"\ud83d\ude00"'],
    ['text that reads like one', String.raw`\ud800`, String.raw`"\\ud800"`],
    ['a backslash before half a pair', '\\\ud800', '"\\\\\uFFFD"'],
  ])('writes %s', (_what, text, json) => {
    expect(toJsonText(text)).toBe(json);
  });
});

describe('toJsonTextIteratively', () => {
  it.each([[{ a: [1, 'x', null, { b: true }], c: {}, d: [] }], [[]], ['x'], [null]])(
    'writes %j as JSON.stringify does',
    (value) => {
      expect(toJsonTextIteratively(value)).toBe(JSON.stringify(value));
    },
  );

  it('writes what is nested too deep for JSON.stringify', () => {
    const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;

    expect(toJsonTextIteratively(JSON.parse(text))).toBe(text);
  });
});
