import { describe, expect, it } from '@jest/globals';
import { isMatch } from './event-pattern.ts';

describe('isMatch', () => {
  const event = { source: 'app.logs', detail: { type: 's', tags: ['a', 'b'], none: null } };

  it.each<[pattern: unknown, expected: boolean]>([
    [{ source: ['app.logs'] }, true],
    [{ source: ['other', { prefix: 'app.' }] }, true],
    [{ source: [{ suffix: '.logs' }] }, true],
    [{ source: [{ 'equals-ignore-case': 'APP.LOGS' }] }, true],
    [{ source: ['other'] }, false],
    [{ detail: { type: ['s'], tags: ['b'] } }, true],
    [{ detail: { type: ['s'], tags: ['c'] } }, false],
    [{ detail: { none: [null] } }, true],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { type: [{ 'anything-but': ['f', { prefix: 'x' }] }] } }, true],
    [{ detail: { type: [{ 'anything-but': { prefix: 's' } }] } }, false],
    [{ detail: { deep: { deeper: ['x'] } } }, false],
  ])('%j: %s', (pattern, expected) => {
    expect(isMatch(pattern, event)).toBe(expected);
  });

  it.each([[{ source: 'app.logs' }], [{ source: [{ wildcard: '*' }] }]])('refuses %j', (pattern) => {
    expect(() => isMatch(pattern, event)).toThrow('event pattern');
  });
});
