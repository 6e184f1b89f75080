import { describe, expect, it } from '@jest/globals';
import type { LaterLookUp, LookUpQueue } from '../../../../functions/enrich/look-up/later-look-up.ts';
import type { WantingEvent } from '../../../../functions/enrich/look-up/wanting-event.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import type { SessionAnswer } from '../../../../functions/session/session-client.ts';
import { firefox, startMs, toEvent, toLogin } from '../../ledger/ledger-events.ts';
import { createStageBench, found } from './stage-bench.ts';

const hijack = { ip: '203.0.113.7', user_agent: firefox };

function ofSession(number: number, event: LogEvent): LogEvent {
  const sessionId = `S${number}`;
  const details = event.data['details'] as object;
  return { ...event, sessionId, data: { ...event.data, details: { ...details, session_id: sessionId } } };
}

/** A stolen session's event, so that it is of class one: its login came in the same batch. */
function toHijacks(count: number): LogEvent[] {
  return Array.from({ length: count }, (_, number) => [
    ofSession(number, toLogin(0)),
    ofSession(
      number,
      toEvent('ssa', 500, { ...hijack, ip: `203.0.${number % 250}.7`, user_id: `u${number}` }),
    ),
  ]).flat();
}

function toWanting(event: LogEvent): WantingEvent {
  return { event, message: { body: JSON.stringify(event.data), enqueuedAtMs: startMs } };
}

function toQueue(): LookUpQueue & { readonly later: LaterLookUp[] } {
  const later: LaterLookUp[] = [];
  return { later, add: async (one) => (later.push(one), true) };
}

function toReturned(one: LaterLookUp, event: LogEvent, deliveries = 1): WantingEvent {
  const message = { body: one.body, enqueuedAtMs: one.place.enqueuedAtMs };
  return { event, message, returned: { place: one.place, deliveries } };
}

describe('createLookUpStage', () => {
  it('asks once for all events of a session, and tells whose turn it was', async () => {
    const { lookUp, requests } = createStageBench();

    const settled = await lookUp([toLogin(0), toEvent('ssa', 100), toEvent('ssa', 200)]);

    expect(requests).toHaveLength(1);
    expect(settled.map(({ outcome }) => [outcome.status, outcome.source])).toEqual([
      ['enriched', 'api'],
      ['enriched', 'api'],
      ['enriched', 'api'],
    ]);
  });

  it('serves another worker what one has heard, whose session the event itself tells', async () => {
    const { lookUp, requests } = createStageBench(found, { workers: 2 });
    await lookUp([toLogin(0)]);

    const [settled] = await lookUp([toEvent('ssa', 100)], 1);

    expect(requests).toHaveLength(1);
    expect(settled?.outcome).toMatchObject({
      status: 'enriched',
      source: 'cache',
      session: { id: 'S1', user_id: 'auth0|u1' },
    });
  });

  it('lets another worker wait for the answer on its way instead of asking', async () => {
    const bench = createStageBench(found, { workers: 2, latencyMs: 200 });
    const first = bench.start([toLogin(0)]);
    await bench.clock.run(bench.clock.now() + 50);

    const [second] = await bench.lookUp([toEvent('ssa', 100)], 1);

    expect(bench.requests).toHaveLength(1);
    expect(first[0]?.settled).toMatchObject({ outcome: { source: 'api' } });
    expect(second?.outcome).toMatchObject({ status: 'enriched', source: 'cache' });
  });

  it('asks anew for an event that shows a network for the first time', async () => {
    const { lookUp, requests, clock } = createStageBench();
    await lookUp([toLogin(0)]);
    await clock.run(startMs + 5_000);

    await lookUp([toEvent('ssa', 4_000)]);
    await lookUp([toEvent('ssa', 4_100, { ip: '203.0.113.7' })]);

    expect(requests).toHaveLength(2);
  });

  it('tells what log events tell where no turn is to be had, and says so', async () => {
    const { lookUp } = createStageBench(found, { budget: { ratePerSecond: 0.001, burst: 1 } });

    const [asked, ...others] = await lookUp([0, 1, 2].map((number) => ofSession(number, toLogin(0))));

    expect(asked?.outcome.status).toBe('enriched');
    expect(others.map(({ outcome }) => outcome)).toEqual([
      expect.objectContaining({
        status: 'observed',
        reason: 'no_turn',
        observed: expect.objectContaining({ initial_ip: { value: '198.51.100.23', basis: 'login' } }),
      }),
      expect.objectContaining({ status: 'observed' }),
    ]);
  });

  it('names the reason as the status where log events tell nothing', async () => {
    const { lookUp } = createStageBench(found, { budget: { ratePerSecond: 0.001, burst: 1 } });

    const settled = await lookUp([ofSession(1, toEvent('seacft', 0)), ofSession(2, toEvent('seacft', 0))]);

    expect(settled.map(({ outcome }) => outcome.status)).toEqual(['enriched', 'rate_limited']);
  });

  it.each([
    ['cache_only', 'cache_only'],
    ['never', 'never_by_policy'],
  ] as const)('asks nobody with %s', async (mode, reason) => {
    const { lookUp, requests } = createStageBench(found, { modeOf: () => mode });

    const settled = await lookUp([toLogin(0), ofSession(2, toEvent('seacft', 0))]);

    expect(requests).toHaveLength(0);
    expect(settled.map(({ outcome }) => [outcome.status, outcome.reason])).toEqual([
      ['observed', reason],
      ['skipped', reason],
    ]);
  });

  it.each([undefined, ''])('has no session for an event without one (%j)', async (sessionId) => {
    const { lookUp, requests } = createStageBench();

    const [settled] = await lookUp([{ ...toEvent('s', 0), sessionId }]);

    expect(settled?.outcome).toEqual({ status: 'no_session_id' });
    expect(requests).toHaveLength(0);
  });

  it.each([
    '.',
    '..',
    '../users',
    'a/b',
    'a%2Fb',
    'a?b',
    'a#b',
    'a b',
    'a\r\nb',
    'é',
    '\ud800',
    'x'.repeat(257),
  ])('never asks for an ID that no session can have (%j)', async (sessionId) => {
    const { lookUp, requests } = createStageBench();

    const [settled] = await lookUp([{ ...toEvent('s', 0), sessionId }]);

    expect(settled?.outcome).toEqual({ status: 'not_found', reason: 'malformed_id' });
    expect(requests).toHaveLength(0);
  });

  it('never says a session ID, a token or a session in what it reports', async () => {
    const { lookUp, events } = createStageBench(
      (_, count) =>
        [
          { status: 'found', session: { id: 'CANARY-ID', user_id: 'CANARY-USER' } } as const,
          { status: 'unauthorized' } as const,
          { status: 'unavailable', reason: 'http_500' } as const,
        ][count % 3],
      { token: { read: async () => 'CANARY-TOKEN', reload: async () => 'CANARY-TOKEN' } },
    );

    await lookUp(
      Array.from({ length: 9 }, (_, number) => ({ ...toEvent('s', 0), sessionId: `CANARY-ID-${number}` })),
    );

    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(2);
    expect(JSON.stringify(events)).not.toContain('CANARY');
  });

  it('survives a fault in what it reports to', async () => {
    const { lookUp, faults } = createStageBench(found, {
      onEvent: () => {
        throw new Error('metrics are broken');
      },
    });

    const [settled] = await lookUp([toLogin(0)]);

    expect(settled?.outcome.status).toBe('enriched');
    expect(faults).toEqual([]);
  });

  it('settles each event by itself: who needs nobody does not wait for who does', async () => {
    const { start, clock } = createStageBench(found, { latencyMs: 900 });

    const settled = start([toLogin(0), { ...toEvent('f', 0), sessionId: undefined }]);
    await clock.run();

    expect(settled.map(({ atMs }) => atMs - startMs)).toEqual([1_900, 1_000]);
  });

  it('never lets a call wait longer than three seconds, whatever stands in the way', async () => {
    const { start, clock } = createStageBench(() => ({ status: 'unavailable', reason: 'http_503' }));

    const settled = start(toHijacks(3));
    await clock.run();

    for (const { atMs } of settled) expect(atMs - startMs - 1_000).toBeLessThanOrEqual(3_000);
  });

  it('never says that Auth0 moved on when the session was used later than the event', async () => {
    const device = { initial_ip: '198.51.100.23', last_ip: '203.0.113.7' };
    const { lookUp } = createStageBench(({ sessionId }) => ({
      status: 'found',
      session: { id: sessionId, device, last_interacted_at: new Date(startMs + 60_000).toISOString() },
    }));

    const [settled] = await lookUp([toLogin(0)]);

    expect(settled?.outcome.session?.device).toEqual({ initial_ip: '198.51.100.23' });
    expect(settled?.asRead?.device).toEqual(device);
  });

  it('tells no factor of a step that failed', async () => {
    const { lookUp } = createStageBench(() => ({ status: 'not_found' }));

    const settled = await lookUp([toLogin(0), toEvent('gd_auth_rejected', 100)]);

    expect(settled.map(({ outcome }) => [outcome.status, outcome.observed?.methods !== undefined])).toEqual([
      ['not_found', true],
      ['not_found', false],
    ]);
  });
});

describe('createLookUpStage, obstacles', () => {
  const failing: SessionAnswer = { status: 'unavailable', reason: 'http_502' };

  it('loses no session to half a second of 502', async () => {
    const { start, clock, requests } = createStageBench(
      (request) => (request.atMs - startMs < 1_500 ? failing : found(request)),
      { budget: { ratePerSecond: 16, burst: 50 } },
    );
    const settled = start(Array.from({ length: 20 }, (_, number) => ofSession(number, toLogin(0))));
    await clock.run();

    expect(settled.map((one) => 'outcome' in one.settled && one.settled.outcome.status)).toEqual(
      Array.from({ length: 20 }, () => 'enriched'),
    );
    expect(requests.length).toBeGreaterThan(20);
  });

  it('waits for a token that cannot be read, and takes no turn meanwhile', async () => {
    let failures = 3;
    const read = async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('503');
      return 'token';
    };
    const { lookUp, requests } = createStageBench(found, { token: { read, reload: read } });

    const settled = await lookUp([toLogin(0)]);

    expect(settled.map(({ outcome }) => outcome.status)).toEqual(['enriched']);
    expect(requests).toHaveLength(1);
  });

  it('never says that Auth0 refuses a token which nobody could read', async () => {
    const read = () => Promise.reject(new Error('503'));
    const { lookUp } = createStageBench(found, { token: { read, reload: read } });

    const settled = await lookUp([toLogin(0), ofSession(2, toEvent('seacft', 0))]);

    expect(settled.map(({ outcome }) => [outcome.status, outcome.reason])).toEqual([
      ['observed', 'token_unavailable'],
      ['unavailable', 'token_unavailable'],
    ]);
  });

  it('asks with the new token when the old one is refused, with a turn of its own', async () => {
    const { lookUp, requests } = createStageBench(
      (request) => (request.token === 'old' ? { status: 'unauthorized' } : found(request)),
      { token: { read: async () => (requests.length === 0 ? 'old' : 'new'), reload: async () => 'new' } },
    );

    const settled = await lookUp([toLogin(0)]);

    expect(settled[0]?.outcome.status).toBe('enriched');
    expect(requests.map(({ token }) => token)).toEqual(['old', 'new']);
  });

  it('tries two new tokens and no third, however many there are', async () => {
    let count = 0;
    const { lookUp, requests, events } = createStageBench(() => ({ status: 'unauthorized' }), {
      token: { read: async () => `token ${count}`, reload: async () => `token ${(count += 1)}` },
    });

    const settled = await lookUp([toLogin(0)]);
    const next = await lookUp([ofSession(2, toEvent('seacft', 0))]);

    expect(requests.map(({ token }) => token)).toEqual(['token 0', 'token 1', 'token 2']);
    expect(settled[0]?.outcome.status).toBe('unauthorized');
    expect(next[0]?.outcome).toEqual({ status: 'unauthorized', reason: 'unauthorized' });
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(1);
  });

  it('asks on when the new token is replaced before Auth0 has taken it', async () => {
    const tokens = ['old', 'replaced', 'newest'];
    let at = 0;
    const { lookUp, requests, events } = createStageBench(
      (request) => (request.token === 'newest' ? found(request) : { status: 'unauthorized' }),
      { token: { read: async () => `${tokens[at]}`, reload: async () => `${tokens[(at += 1)]}` } },
    );

    const settled = await lookUp([toLogin(0)]);

    expect(settled[0]?.outcome.status).toBe('enriched');
    expect(requests.map(({ token }) => token)).toEqual(tokens);
    expect(events.filter(({ type }) => type === 'refused')).toEqual([]);
  });

  it('takes a token for good once Auth0 has, and renews it again when it is refused later', async () => {
    let valid = 1;
    let held = 1;
    const reload = async () => `${(held = valid)}`;
    const { lookUp, requests } = createStageBench(
      (request) => (request.token === `${valid}` ? found(request) : { status: 'unauthorized' }),
      { token: { read: async () => `${held}`, reload } },
    );
    const statuses: unknown[] = [];
    for (; valid <= 3; valid += 1) {
      const [settled] = await lookUp([ofSession(valid, toLogin(0))]);
      statuses.push(settled?.outcome.status);
    }

    expect(statuses).toEqual(['enriched', 'enriched', 'enriched']);
    expect(requests.map(({ token }) => token)).toEqual(['1', '1', '2', '2', '3']);
  });

  it('is over within its limits when the token never comes', async () => {
    const never = () => new Promise<string>(() => undefined);
    const { start, clock } = createStageBench(found, { token: { read: never, reload: never } });

    const settled = start([toLogin(0)]);
    await clock.run();

    expect(settled[0]?.settled).toMatchObject({
      outcome: { status: 'observed', reason: 'token_unavailable' },
    });
    // The call's limit, and a last attempt.
    expect(settled[0]!.atMs - startMs - 1_000).toBeLessThanOrEqual(4_000);
  });

  it.each<[when: string, reason: string | undefined, sessions: number, isClosed: boolean]>([
    ['one 403 of an edge does not stop the others', undefined, 1, false],
    ['403s for several sessions do', undefined, 3, true],
    ['one that names what is missing does', 'insufficient_scope', 1, true],
  ])('%s', async (_when, reason, sessions, isClosed) => {
    const { lookUp, requests, events } = createStageBench(({ sessionId }) =>
      Number(sessionId.slice(1)) < sessions
        ? { status: 'forbidden', ...(reason && { reason }) }
        : found({ sessionId }),
    );
    await lookUp(Array.from({ length: sessions }, (_, number) => ofSession(number, toLogin(0))));
    const before = requests.length;

    const [settled] = await lookUp([ofSession(9, toLogin(0))]);

    expect(requests.length > before).toBe(!isClosed);
    expect(settled?.outcome.status).toBe(isClosed ? 'observed' : 'enriched');
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(isClosed ? 1 : 0);
  });

  it('asks for nobody who was waiting for a turn when the 403 came', async () => {
    const { lookUp, requests, events } = createStageBench(
      () => ({ status: 'forbidden', reason: 'insufficient_scope' }),
      { budget: { ratePerSecond: 10, burst: 2 } },
    );

    const settled = await lookUp(Array.from({ length: 30 }, (_, number) => ofSession(number, toLogin(0))));

    expect(settled.every(({ outcome }) => outcome.status !== 'enriched')).toBe(true);
    expect(requests.length).toBeLessThanOrEqual(2);
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(requests.length);
  });

  it('asks nobody while a 429 closes the line, and then one first', async () => {
    const { lookUp, requests, clock } = createStageBench((request, count) =>
      count === 1
        ? { status: 'rate_limited', rateLimit: { retryAtMs: request.atMs + 10_000 } }
        : found(request),
    );

    const [refused] = await lookUp([toLogin(0)]);
    const [closed] = await lookUp([ofSession(2, toLogin(0))]);
    await clock.run(startMs + 20_000);
    const settled = await lookUp([ofSession(3, toLogin(15_000))]);

    expect(refused?.outcome).toMatchObject({ status: 'rate_limited', reason: 'http_429' });
    expect(refused?.outcome.observed).toBeDefined();
    expect(closed?.outcome).toMatchObject({ status: 'observed', reason: 'http_429' });
    expect(requests).toHaveLength(2);
    expect(settled[0]?.outcome.status).toBe('enriched');
  });
});

describe('createLookUpStage with a queue of look-ups', () => {
  const narrow = { ratePerSecond: 1, burst: 1 };

  it('lets class one wait there for a turn that is further ahead, and settles it on its return', async () => {
    const lookUps = toQueue();
    const bench = createStageBench(found, { budget: narrow, lookUps });
    const events = toHijacks(4);

    const settled = bench.start(events.map(toWanting));
    await bench.clock.run();
    const [first] = lookUps.later;
    const event = events.find(({ data }) => first?.body === JSON.stringify(data))!;
    await bench.clock.run(bench.clock.now() + first!.delaySeconds * 1_000);
    const before = bench.requests.length;
    const [returned] = await bench.lookUp([toReturned(first!, event)]);

    expect(lookUps.later.map(({ place }) => place.turnClass)).toEqual(lookUps.later.map(() => 'one'));
    expect(settled.filter((one) => one.settled.isLater)).toHaveLength(lookUps.later.length);
    expect(first!.place.turn).toBeDefined();
    expect(returned?.outcome).toMatchObject({ status: 'enriched', source: 'api' });
    expect(bench.requests).toHaveLength(before + 1);
  });

  it('reserves anew for a turn that was delivered twice', async () => {
    const lookUps = toQueue();
    const bench = createStageBench(found, { budget: narrow, lookUps });
    const events = toHijacks(4);
    bench.start(events.map(toWanting));
    await bench.clock.run(bench.clock.now() + 100);
    const one = lookUps.later.findLast(({ place }) => place.turn !== undefined)!;
    const event = events.find(({ data }) => one.body === JSON.stringify(data))!;

    const settled = bench.start([toReturned(one, event, 2)]);
    await bench.clock.run(bench.clock.now() + 100);

    // As far ahead as it would be for somebody who comes now.
    expect(settled[0]?.settled.isLater).toBe(true);
    expect(lookUps.later.at(-1)!.place.turn!.atMs).toBeGreaterThan(one.place.turn!.atMs);
  });

  it('goes without once it has waited as long as it may', async () => {
    const lookUps = toQueue();
    const bench = createStageBench(found, { budget: { ratePerSecond: 0.001, burst: 1 }, lookUps });
    const event = toEvent('ssa', 500, hijack);
    const place = {
      turnClass: 'one',
      turn: undefined,
      firstSeenAtMs: startMs - 60_000,
      enqueuedAtMs: startMs,
    } as const;
    await bench.lookUp([ofSession(2, toLogin(0))]);

    const [settled] = await bench.lookUp([
      { event, message: { body: '{}', enqueuedAtMs: startMs }, returned: { place, deliveries: 1 } },
    ]);

    expect(settled?.outcome.status).not.toBe('enriched');
    expect(lookUps.later).toEqual([]);
  });

  it('settles an event that the queue does not take', async () => {
    const bench = createStageBench(found, { budget: narrow, lookUps: { add: async () => false } });

    const settled = bench.start(toHijacks(4).map(toWanting));
    await bench.clock.run();

    expect(settled.filter((one) => one.settled.isLater)).toEqual([]);
    expect(settled).toHaveLength(8);
  });
});
