import { describe, expect, it } from '@jest/globals';
import { attackNames } from './attacks.ts';
import { generateMonth, type MonthSize } from './generate-month.ts';
import { judgeMonth } from './judge-month.ts';

/**
 * Ten days of 60 people: attacks come from the fourth day on, as people have habits by then. With other seeds a thief may sit
 * beside a phone, whose networks take turns all day, or enrol a factor while Auth0 is not asked: these are told as Low at most.
 */
const size: MonthSize = { seed: 14, people: 60, days: 10, events: 2_400, attacks: attackNames.length };

describe('a month of daily life', () => {
  it('is the same for the same seed, in order of time, with as many events as asked for', () => {
    const days = [...generateMonth(size)];
    const events = days.flat();

    expect(events).toHaveLength(size.events);
    expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    expect([...generateMonth(size)]).toEqual(days);
    expect([...generateMonth({ ...size, seed: 15 })]).not.toEqual(days);
    expect(new Set(events.map(({ attack }) => attack)).size).toBe(size.attacks + 1);
  });

  it('raises nothing of Medium or above on harmless sessions, and tells every attack once a signal', async () => {
    const { found, falseFindings, harmlessSessions } = (await judgeMonth(size)).result();
    const signalsOf = (number: number) => [...(found.get(number) ?? [])];

    expect(falseFindings).toEqual({});
    expect(harmlessSessions).toBeGreaterThan(100);
    const missed = attackNames.filter((_name, number) => signalsOf(number).length === 0);
    expect(missed).toEqual([]);
    const created = attackNames.flatMap((_name, number) => signalsOf(number).map(([, count]) => count));
    expect(created.every((count) => count === 1)).toBe(true);
  });
});
