import { describe, expect, it } from '@jest/globals';
import { createClassCap } from '../../../../functions/enrich/look-up/class-cap.ts';

describe('createClassCap', () => {
  it('lets a user, and an address, have so many of class one in a minute', () => {
    let nowMs = 0;
    const cap = createClassCap({ now: () => nowMs, mostPerMinute: 2 });
    const of = (userId: string, address: string) => cap('one', { userId, address });

    expect([of('u1', 'a1'), of('u1', 'a2'), of('u1', 'a3')]).toEqual(['one', 'one', 'two']);
    expect([of('u2', 'a4'), of('u3', 'a4'), of('u4', 'a4')]).toEqual(['one', 'one', 'two']);
    expect(of('u5', 'a5')).toBe('one');
    nowMs += 60_000;
    expect(of('u1', 'a4')).toBe('one');
  });

  it('leaves other classes alone, and counts what has neither not at all', () => {
    const cap = createClassCap({ now: () => 0, mostPerMinute: 0 });

    expect(cap('three', { userId: 'u1', address: 'a1' })).toBe('three');
    expect(cap('one', { userId: undefined, address: undefined })).toBe('one');
  });
});
