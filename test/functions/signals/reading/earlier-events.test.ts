import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../../functions/log-event/log-event.ts';
import type { SessionOutcome } from '../../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { createEarlierEvents } from '../../../../functions/signals/reading/earlier-events.ts';
import { at, type Change, toLogin } from '../login.ts';

const toSignals = createSignals();

const oslo = { latitude: 59.91, longitude: 10.75 };
const singapore = { latitude: 1.35, longitude: 103.82 };

interface Visit {
  readonly logId?: string;
  readonly time: string;
  readonly type?: string;
  readonly place?: JsonObject | undefined;
  readonly sessionId?: string | undefined;
  readonly clients?: readonly unknown[];
  readonly readAt?: string;
  readonly status?: SessionOutcome['status'];
}

/** An event of the session at a time of the day, and what its look-up came to. */
function toVisit(visit: Visit) {
  const { time, logId = `log-${time}`, type = 's', place, readAt = time, status = 'enriched' } = visit;
  const change: Change = {
    type,
    event: { date: `2026-03-02T${time}Z`, location_info: place },
    outcome: { status, fetchedAtMs: at(readAt) },
    ...(visit.clients && { session: { clients: visit.clients } }),
  };
  const { event, outcome } = toLogin(change);
  const sessionId = 'sessionId' in visit ? visit.sessionId : 'S1';
  return { event: { ...event, logId, sessionId }, outcome };
}

function remembering(...visits: readonly Visit[]) {
  const memory = createEarlierEvents();
  for (const visit of visits.map(toVisit)) memory.remember(visit.event, visit.outcome);
  return { memory, recall: (visit: Visit) => memory.recall(toVisit(visit).event) };
}

describe('createEarlierEvents', () => {
  it('recalls where a session was seen before, and with which clients', () => {
    const { recall } = remembering({ time: '10:00:00.000', place: oslo, clients: [{ client_id: 'c1' }] });

    expect(recall({ time: '11:00:00.000' })).toEqual({
      occurredAtMs: at('10:00:00.000'),
      ...oslo,
      clientIds: ['c1'],
    });
  });

  it('lets impossible_travel and new_client be answered', () => {
    const { recall } = remembering({ time: '10:00:00.000', place: oslo, clients: [{ client_id: 'c1' }] });
    const later = toVisit({ time: '11:00:00.000', place: singapore });
    const earlier = recall({ time: '11:00:00.000' });

    const { raised } = toSignals({ ...later, ...(earlier && { earlier }) });

    expect(raised).toEqual(['impossible_travel', 'new_client']);
  });

  it('tells of a session that is used after its logout', () => {
    const { recall } = remembering({ time: '10:00:00.000', type: 'slo' });
    const later = toVisit({ time: '10:02:00.000', status: 'timeout' });
    const earlier = recall({ time: '10:02:00.000' });

    expect(toSignals({ ...later, ...(earlier && { earlier }) }).raised).toEqual(['session_used_after_end']);
  });

  it.each<[name: string, remembered: Visit, asked: Visit]>([
    ['of another session', { time: '10:00:00.000', sessionId: 'S2' }, { time: '11:00:00.000' }],
    [
      'without a session',
      { time: '10:00:00.000', sessionId: undefined },
      { time: '11:00:00.000', sessionId: undefined },
    ],
    ['that came later', { time: '12:00:00.000' }, { time: '11:00:00.000' }],
    ['that is this very one', { time: '11:00:00.000' }, { time: '11:00:00.000' }],
    [
      'that is this one, dated anew',
      { time: '10:00:00.000', logId: 'same' },
      { time: '10:00:00.000', logId: 'same' },
    ],
    ['without a date', { time: 'once upon a time' }, { time: '11:00:00.000' }],
  ])('recalls no event %s', (_name, remembered, asked) => {
    expect(remembering(remembered).recall(asked)).toBeUndefined();
  });

  it('keeps what is newest, whatever the order of arrival', () => {
    const first = { time: '10:00:00.000', place: oslo };
    const second = { time: '10:30:00.000', place: singapore };

    const inOrder = remembering(first, second).recall({ time: '11:00:00.000' });
    const outOfOrder = remembering(second, first).recall({ time: '11:00:00.000' });

    expect(inOrder).toMatchObject(singapore);
    expect(outOfOrder).toEqual(inOrder);
  });

  it('recalls for a repeat what it recalled for the first delivery', () => {
    const visits = ['10:00:00.000', '10:10:00.000', '10:20:00.000'].map((time, index) => ({
      time,
      place: { latitude: index, longitude: index },
    }));
    const memory = createEarlierEvents();

    const deliver = () =>
      visits.map(toVisit).map(({ event, outcome }) => {
        const recalled = memory.recall(event);
        memory.remember(event, outcome);
        return recalled;
      });

    const firstDelivery = deliver();
    expect(firstDelivery.map((earlier) => earlier?.latitude)).toEqual([undefined, 0, 1]);
    expect(deliver()).toEqual(firstDelivery);
  });

  it('keeps one place for an event, however often it is delivered', () => {
    const repeated = { time: '10:30:00.000', place: singapore };
    const repeats = Array.from({ length: 5 }, () => repeated);

    expect(remembering({ time: '10:00:00.000', place: oslo }, ...repeats).recall(repeated)).toMatchObject(
      oslo,
    );
  });

  it('puts events of one moment in one order', () => {
    const [a, b] = [
      { time: '10:00:00.000', logId: 'a', place: oslo },
      { time: '10:00:00.000', logId: 'b', place: singapore },
    ] as const;

    expect(remembering(a, b).recall(a)).toBeUndefined();
    expect(remembering(a, b).recall(b)).toMatchObject(oslo);
    expect(remembering(b, a).recall(b)).toMatchObject(oslo);
  });

  it('goes further back for what the newest event does not tell', () => {
    const { recall } = remembering(
      { time: '10:00:00.000', place: oslo, clients: [{ client_id: 'c1' }] },
      { time: '10:30:00.000', status: 'rate_limited' },
    );

    expect(recall({ time: '11:00:00.000' })).toMatchObject({
      occurredAtMs: at('10:00:00.000'),
      clientIds: ['c1'],
    });
  });

  it.each<[string, Visit]>([
    ['was read after the event', { time: '10:00:00.000', readAt: '11:30:00.000' }],
    ['cannot be read whole', { time: '10:00:00.000', clients: [{ client_id: 'c1' }, null] }],
    [
      'is very long',
      { time: '10:00:00.000', clients: Array.from({ length: 51 }, () => ({ client_id: 'c' })) },
    ],
    ['was not read at all', { time: '10:00:00.000', status: 'not_found' }],
  ])('recalls no clients of a list that %s', (_name, visit) => {
    expect(remembering(visit).recall({ time: '11:00:00.000' })).toEqual({ occurredAtMs: at('10:00:00.000') });
  });

  it('forgets the session not asked for longest', () => {
    const memory = createEarlierEvents({ maxEntries: 2 });
    const visit = (sessionId: string, time = '10:00:00.000') => toVisit({ time, sessionId, place: oslo });
    for (const sessionId of ['S1', 'S2']) memory.remember(visit(sessionId).event, visit(sessionId).outcome);

    memory.recall(visit('S1', '11:00:00.000').event);
    memory.remember(visit('S3').event, visit('S3').outcome);

    const isKnown = (id: string) => memory.recall(visit(id, '11:00:00.000').event) !== undefined;
    expect(['S1', 'S2', 'S3'].map(isKnown)).toEqual([true, false, true]);
  });

  it.each([
    ['session ID', { sessionId: 'S'.repeat(257) }],
    ['log ID', { logId: '9'.repeat(257) }],
  ])('remembers nothing by a %s that Auth0 would not write', (_what, long) => {
    const memory = createEarlierEvents();
    const { event, outcome } = toVisit({ time: '10:00:00.000', place: oslo });
    memory.remember({ ...event, ...long }, outcome);

    expect(
      memory.recall({ ...toVisit({ time: '11:00:00.000' }).event, ...long, logId: 'z' }),
    ).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to keep %s sessions', (maxEntries) => {
    expect(() => createEarlierEvents({ maxEntries })).toThrow('maxEntries must be a whole number above 0');
  });

  it('does not mind what an event is made of', () => {
    const memory = createEarlierEvents();
    const { event, outcome } = toVisit({ time: '10:00:00.000' });

    for (const data of [null, [], { date: {} }, { date: event.data['date'], location_info: 'here' }]) {
      memory.remember({ ...event, data: data as JsonObject }, outcome);
      memory.recall({ ...event, data: data as JsonObject });
    }

    expect(memory.recall({ ...event, logId: 'z' })).toMatchObject({ occurredAtMs: at('10:00:00.000') });
  });
});
