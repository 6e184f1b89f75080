import { describe, expect, it } from '@jest/globals';
import { createTraffic } from './traffic.ts';

const sessionOf = (text: string) =>
  (JSON.parse(text) as { data: { details: { session_id: string } } }).data.details.session_id;

describe('createTraffic', () => {
  it('makes the same events again, each with an ID of its own', () => {
    const [one, other] = [createTraffic({ sessions: 3 }), createTraffic({ sessions: 3 })];

    expect(one.toEvent(7)).toBe(other.toEvent(7));
    expect(new Set([0, 1, 2, 3].map((index) => one.toEvent(index))).size).toBe(4);
  });

  it('spreads the events over so many sessions, and over others in the next wave', () => {
    const traffic = createTraffic({ sessions: 3, eventsPerWave: 6 });

    const ids = Array.from({ length: 12 }, (_, index) => sessionOf(traffic.toEvent(index)));

    expect(new Set(ids.slice(0, 6)).size).toBe(3);
    expect(new Set(ids).size).toBe(6);
  });

  it('gives the session that an event names', () => {
    const traffic = createTraffic({ sessions: 3 });

    const id = sessionOf(traffic.toEvent(1));

    expect(traffic.toSession(id)).toMatchObject({ id, user_id: 'auth0|000000000000000000000001' });
  });
});
