import { describe, expect, it } from '@jest/globals';
import type { SessionAnswer } from '../../../functions/session/session-client.ts';
import { createSessionLookUp } from '../../../functions/session/session-look-up.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { startLoopbackAuth0 } from './loopback-auth0.ts';
import { createBench, found, startMs } from './virtual-auth0.ts';

const past = startMs - 10_000;
const notFound: SessionAnswer = { status: 'not_found' };

/** The outcome, and when it came, in milliseconds from the start. */
async function timed(promise: Promise<SessionOutcome>, now: () => number) {
  const outcome = await promise;
  return { ...outcome, afterMs: now() - startMs };
}

describe('composeSessionLookUp', () => {
  describe('asks Auth0', () => {
    it('and says when the request was sent', async () => {
      const { clock, lookUp } = createBench(found);

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toEqual({
        status: 'enriched',
        session: { id: 'S1' },
        source: 'api',
        fetchedAtMs: startMs,
      });
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
    ])('never for an ID that no session can have (%j)', async (sessionId) => {
      const { clock, lookUp, requests } = createBench(found);

      const outcome = lookUp(sessionId, past);
      await clock.run();

      await expect(outcome).resolves.toEqual({ status: 'not_found', reason: 'malformed_id' });
      expect(requests).toEqual([]);
    });

    it('never for an empty ID', async () => {
      const { lookUp, requests } = createBench(found);

      await expect(lookUp('', past)).resolves.toEqual({ status: 'no_session_id' });
      expect(requests).toEqual([]);
    });
  });

  describe('keeps answers', () => {
    it.each<[string, SessionAnswer, Partial<SessionOutcome>]>([
      ['a session', { status: 'found', session: { id: 'S1' } }, { status: 'enriched', source: 'cache' }],
      ['that there is none', notFound, { status: 'not_found', source: 'cache' }],
    ])('for ever, for what happened before it was fetched: %s', async (_what, answer, expected) => {
      const { clock, lookUp, requests } = createBench(() => answer);
      void lookUp('S1', past);
      await clock.run(startMs + 86_400_000);

      await expect(lookUp('S1', startMs)).resolves.toMatchObject({ ...expected, fetchedAtMs: startMs });
      expect(requests).toHaveLength(1);
    });

    it.each([
      ['serves a later event while it is young', 29_999, 1],
      ['asks again for a later event when it is old', 30_000, 2],
    ])('and %s', async (_what, ageMs, count) => {
      const { clock, lookUp, requests } = createBench(found);
      void lookUp('S1', past);
      await clock.run(startMs + ageMs);

      void lookUp('S1', startMs + 1);
      await clock.run();

      expect(requests).toHaveLength(count);
    });

    it('and a session that has gone still is the truth about what happened before', async () => {
      const { clock, lookUp } = createBench((request, count) => (count === 1 ? found(request) : notFound));
      void lookUp('S1', past);
      await clock.run(startMs + 60_000);
      const later = lookUp('S1', startMs + 59_000);
      await clock.run();
      await expect(later).resolves.toMatchObject({ status: 'not_found', source: 'api' });

      await expect(lookUp('S1', startMs - 1)).resolves.toMatchObject({
        status: 'enriched',
        fetchedAtMs: startMs,
      });
      await expect(lookUp('S1', startMs + 1)).resolves.toMatchObject({ status: 'not_found' });
    });

    it.each<SessionAnswer['status']>(['forbidden', 'invalid_response', 'timeout', 'unavailable'])(
      'but never a failure: %s',
      async (status) => {
        const { clock, lookUp } = createBench((request) =>
          request.atMs < startMs + 1_200_000 ? { status } : found(request),
        );
        const first = lookUp('S1', past);
        await clock.run(startMs + 600_000);
        await expect(first).resolves.toMatchObject({ status });

        const rest = [lookUp('S1', past), lookUp('S2', past), lookUp('S1', past)];
        await clock.run(startMs + 1_200_000);
        await Promise.all(rest);
        const last = lookUp('S1', past);
        await clock.run(startMs + 1_800_000);
        await expect(last).resolves.toMatchObject({ status: 'enriched' });
      },
    );
  });

  describe('shares a question', () => {
    it('among all who ask while it is open, and counts it once', async () => {
      const { clock, lookUp, requests } = createBench(found);

      const outcomes = Array.from({ length: 20 }, () => lookUp('S1', past));
      await clock.run();

      expect(requests).toHaveLength(1);
      const sources = (await Promise.all(outcomes)).map(({ source }) => source);
      expect(sources.filter((source) => source === 'api')).toHaveLength(1);
    });

    it('unless the answer on its way is too old for a later event: that one asks next, not beside it', async () => {
      const { clock, lookUp, requests } = createBench(found, { cacheTtlMs: 0 });
      const first = lookUp('S1', past);
      await clock.run(startMs + 20);

      const second = lookUp('S1', startMs + 10);
      await clock.run();

      await expect(first).resolves.toMatchObject({ fetchedAtMs: startMs });
      await expect(second).resolves.toMatchObject({ fetchedAtMs: startMs + 50, source: 'api' });
      expect(requests.map(({ atMs }) => atMs - startMs)).toEqual([0, 50]);
    });

    it('in which everybody keeps a deadline', async () => {
      const { clock, lookUp } = createBench(() => undefined);

      const soon = timed(lookUp('S1', past, { deadlineMs: startMs + 1_000 }), clock.now);
      const later = timed(lookUp('S1', past, { deadlineMs: startMs + 2_000 }), clock.now);
      await clock.run();

      await expect(soon).resolves.toEqual({ status: 'timeout', afterMs: 1_000 });
      expect((await later).afterMs).toBeLessThanOrEqual(2_000);
    });

    it('that waits as long as the most patient, and is as urgent as the most urgent', async () => {
      const { clock, lookUp, requests } = createBench(found, {
        budget: { ratePerSecond: 1, burst: 1, reserve: 0 },
      });
      void lookUp('S0', past);
      void lookUp('S1', past, { priority: 1 });
      void lookUp('S2', past, { priority: 2, deadlineMs: startMs + 2_500 });
      await clock.run(startMs + 100); // both wait for their turn

      const patient = lookUp('S2', past, { priority: 0 });
      await clock.run();

      expect(requests.map(({ sessionId }) => sessionId)).toEqual(['S0', 'S2', 'S1']);
      await expect(patient).resolves.toMatchObject({ status: 'enriched' });
    });
  });

  describe('from the cache only', () => {
    it('never asks', async () => {
      const { lookUp, requests } = createBench(found);

      await expect(lookUp('S1', past, { mode: 'cache_only' })).resolves.toEqual({
        status: 'skipped',
        reason: 'cache_only',
      });
      expect(requests).toEqual([]);
    });

    it('takes what is there, or on its way', async () => {
      const { clock, lookUp, requests } = createBench(found);
      void lookUp('S1', past);

      const onItsWay = lookUp('S1', past, { mode: 'cache_only' });
      await clock.run();

      await expect(onItsWay).resolves.toMatchObject({ status: 'enriched', source: 'cache' });
      await expect(lookUp('S1', past, { mode: 'cache_only' })).resolves.toMatchObject({ status: 'enriched' });
      expect(requests).toHaveLength(1);
    });

    it('is skipped when the answer on its way does not come', async () => {
      const { clock, lookUp } = createBench(() => ({ status: 'invalid_response' }));
      void lookUp('S1', past);

      const onItsWay = lookUp('S1', past, { mode: 'cache_only' });
      await clock.run();

      await expect(onItsWay).resolves.toMatchObject({ status: 'skipped' });
    });
  });

  describe('waits for the budget', () => {
    it('and tells at once who waits in vain', async () => {
      const { clock, lookUp, requests } = createBench(found, {
        budget: { ratePerSecond: 1, burst: 1, reserve: 0 },
      });

      const outcomes = Array.from({ length: 10 }, (_, index) =>
        timed(lookUp(`S${index}`, past, { deadlineMs: startMs + 3_000 }), clock.now),
      );
      await clock.run();

      const settled = await Promise.all(outcomes);
      expect(settled.map(({ status }) => status)).toEqual([
        ...Array.from({ length: 3 }, () => 'enriched'),
        ...Array.from({ length: 7 }, () => 'rate_limited'),
      ]);
      expect(settled.slice(3).every(({ afterMs }) => afterMs === 0)).toBe(true);
      expect(requests).toHaveLength(3);
    });

    it('but not when the event came too late', async () => {
      const { lookUp, requests } = createBench(found);

      await expect(lookUp('S1', past, { deadlineMs: startMs })).resolves.toEqual({
        status: 'rate_limited',
        reason: 'too_late',
      });
      expect(requests).toEqual([]);
    });

    it('after a 429 for as long as it says, and asks again', async () => {
      const { clock, lookUp, requests } = createBench((request, count) =>
        count === 1 ? { status: 'rate_limited', rateLimit: { retryAtMs: startMs + 20_000 } } : found(request),
      );

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toMatchObject({ status: 'enriched' });
      expect(requests.map(({ atMs }) => atMs - startMs)).toEqual([0, 20_000]);
    });

    it('and goes first after a 429 of its own', async () => {
      const { clock, lookUp, requests } = createBench((request, count) =>
        count === 1 ? { status: 'rate_limited' } : found(request),
      );

      for (const id of ['S1', 'S2', 'S3']) void lookUp(id, past);
      await clock.run();

      expect(requests.map(({ sessionId }) => sessionId)).toEqual(['S1', 'S1', 'S2', 'S3']);
    });

    it('and gives its turn back when the token is gone by then', async () => {
      let isGone = false;
      const read = async () => {
        if (isGone) throw new Error('secret is empty');
        return 'token';
      };
      const { clock, lookUp, requests } = createBench(found, {
        token: { read, reload: read },
        budget: { ratePerSecond: 0.1, burst: 1, reserve: 0 },
      });
      void lookUp('S1', past);
      const second = lookUp('S2', past);
      await clock.run(startMs + 5_000);
      isGone = true;
      await clock.run(startMs + 11_000);
      await expect(second).resolves.toEqual({ status: 'unauthorized', reason: 'token_unavailable' });

      isGone = false;
      await clock.run(startMs + 16_000);
      void lookUp('S3', past);
      await clock.run();

      expect(requests[1]?.atMs).toBe(startMs + 16_000);
    });

    it('after a 429 no longer than an event can', async () => {
      const { clock, lookUp } = createBench(() => ({
        status: 'rate_limited',
        rateLimit: { retryAtMs: startMs + 600_000 },
      }));

      const outcome = timed(lookUp('S1', past), clock.now);
      await clock.run();

      await expect(outcome).resolves.toEqual({ status: 'rate_limited', reason: 'http_429', afterMs: 50 });
    });
  });

  describe('when the token is refused', () => {
    it('reloads it once for all who met the refusal, and tries once more', async () => {
      let stored = 'first';
      let reloads = 0;
      const bench = createBench(
        (request) => (request.token === 'old' ? { status: 'unauthorized' } : found(request)),
        {
          token: {
            read: async () => stored,
            reload: async () => {
              reloads += 1;
              await new Promise<void>((resolve) => {
                bench.clock.setTimer(resolve, 1_000);
              });
              return (stored = 'new');
            },
          },
        },
      );
      const { clock, lookUp, requests } = bench;
      void lookUp('S0', past); // so that the others go at once
      await clock.run();
      stored = 'old';

      const outcomes = Array.from({ length: 10 }, (_, index) => lookUp(`T${index}`, past));
      await clock.run();

      const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set(['enriched']));
      expect(reloads).toBe(1);
      expect(requests).toHaveLength(21);
    });

    it('tries no third time, however many tokens there are', async () => {
      let count = 0;
      const reload = async () => `token ${(count += 1)}`;
      const { clock, lookUp, requests } = createBench(() => ({ status: 'unauthorized' }), {
        token: { read: async () => `token ${count}`, reload },
      });

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toEqual({ status: 'unauthorized' });
      expect(requests.map(({ token }) => token)).toEqual(['token 0', 'token 1']);
      await expect(lookUp('S2', past)).resolves.toEqual({ status: 'unauthorized', reason: 'token_refused' });
    });

    it('and the reloaded one too, stops asking for a while', async () => {
      let reloads = 0;
      const reload = async () => {
        reloads += 1;
        return 'token';
      };
      const { clock, lookUp, requests } = createBench(() => ({ status: 'unauthorized' }), {
        token: { read: async () => 'token', reload },
      });

      const outcome = lookUp('S1', past);
      await clock.run();
      await expect(outcome).resolves.toEqual({ status: 'unauthorized' });
      const more = Array.from({ length: 50 }, (_, index) => lookUp(`T${index}`, past));
      await clock.run();

      expect((await Promise.all(more))[49]).toEqual({ status: 'unauthorized', reason: 'token_refused' });
      expect(requests).toHaveLength(1);
      expect(reloads).toBe(1);
    });

    it('asks again after that while', async () => {
      const { clock, lookUp, requests } = createBench((request, count) =>
        count === 1 ? { status: 'unauthorized' } : found(request),
      );
      void lookUp('S1', past);
      await clock.run(startMs + 31_000);

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toMatchObject({ status: 'enriched' });
      expect(requests).toHaveLength(2);
    });
  });

  it('says that there is no token, and does not ask for one with every event', async () => {
    let reads = 0;
    const read = async () => {
      reads += 1;
      throw new Error('secret is empty');
    };
    const { clock, lookUp, requests } = createBench(found, { token: { read, reload: read } });

    const outcomes = [lookUp('S1', past)];
    await clock.run();
    outcomes.push(...Array.from({ length: 50 }, (_, index) => lookUp(`T${index}`, past)));
    await clock.run();

    for (const outcome of await Promise.all(outcomes)) {
      expect(outcome).toEqual({ status: 'unauthorized', reason: 'token_unavailable' });
    }
    expect(reads).toBe(1);
    expect(requests).toEqual([]);
  });

  it('ends by the deadline when the token never comes', async () => {
    const never = () => new Promise<string>(() => undefined);
    const { clock, lookUp } = createBench(found, { token: { read: never, reload: never } });

    const outcome = timed(lookUp('S1', past, { deadlineMs: startMs + 500 }), clock.now);
    await clock.run();

    expect((await outcome).afterMs).toBeLessThanOrEqual(500);
  });

  it('stops asking for five minutes after a 403, unless the token changes', async () => {
    let stored = 'without scope';
    const token = { read: async () => stored, reload: async () => stored };
    const { clock, lookUp, requests } = createBench(
      (request) =>
        request.token === 'without scope'
          ? { status: 'forbidden', reason: 'insufficient_scope' }
          : found(request),
      { token },
    );
    const forbidden = { status: 'forbidden', reason: 'insufficient_scope' };
    const first = lookUp('S1', past);
    await clock.run(startMs + 299_000);
    await expect(first).resolves.toEqual(forbidden);
    await expect(lookUp('S2', past)).resolves.toEqual(forbidden);
    expect(requests).toHaveLength(1);

    void lookUp('S3', past, { deadlineMs: startMs + 900_000 });
    await clock.run(startMs + 301_000);
    const afterwards = lookUp('S4', past);
    await clock.run(startMs + 302_000);
    await expect(afterwards).resolves.toEqual(forbidden);
    expect(requests).toHaveLength(2);

    stored = 'with scope';
    const mended = lookUp('S5', past);
    await clock.run();
    await expect(mended).resolves.toMatchObject({ status: 'enriched' });
  });

  it('asks for nobody who was waiting for a turn when the 403 came', async () => {
    const { clock, lookUp, requests, events } = createBench(
      () => ({ status: 'forbidden', reason: 'insufficient_scope' }),
      { budget: { ratePerSecond: 10, burst: 2, reserve: 0 } },
    );

    const outcomes = Array.from({ length: 30 }, (_, index) => lookUp(`S${index}`, past));
    await clock.run();

    const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['forbidden']));
    expect(requests.length).toBeLessThanOrEqual(2);
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(requests.length);
  });

  describe('when Auth0 fails', () => {
    it('tries three times, further and further apart', async () => {
      const { clock, lookUp, requests } = createBench(() => ({ status: 'unavailable', reason: 'http_503' }));

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toEqual({ status: 'unavailable', reason: 'http_503' });
      const [first = 0, second = 0, third = 0] = requests.map(({ atMs }) => atMs - startMs);
      expect(requests).toHaveLength(3);
      expect(third - second).toBeGreaterThan(second - first);
    });

    it('does not try again past the deadline', async () => {
      const { clock, lookUp, requests } = createBench(() => ({ status: 'unavailable' }));

      const outcome = timed(lookUp('S1', past, { deadlineMs: startMs + 500 }), clock.now);
      await clock.run();

      await expect(outcome).resolves.toMatchObject({ status: 'unavailable', afterMs: 50 });
      expect(requests).toHaveLength(1);
    });

    it('tells a timeout from a fault', async () => {
      const { clock, lookUp } = createBench(() => undefined);

      const outcome = lookUp('S1', past);
      await clock.run();

      await expect(outcome).resolves.toEqual({ status: 'timeout' });
    });

    it('does not take our own deadlines for a fault of its', async () => {
      const { clock, lookUp, events } = createBench(() => undefined);

      for (let index = 0; index < 10; index++) {
        void lookUp(`S${index}`, past, { deadlineMs: clock.now() + 400 });
        await clock.run(clock.now() + 1_000);
      }

      expect(events.filter(({ type }) => type === 'request')).toHaveLength(10);
      expect(events.filter(({ type }) => type === 'breaker')).toEqual([]);
    });

    it('tries again though the one that was to try could not', async () => {
      let isDown = true;
      let readsLeft = Infinity;
      const read = async () => {
        if (readsLeft-- <= 0) throw new Error('secret is empty');
        return 'token';
      };
      const { clock, lookUp } = createBench(
        (request) => (isDown ? { status: 'unavailable' } : found(request)),
        { token: { read, reload: read } },
      );
      for (const id of ['S1', 'S2']) void lookUp(id, past);
      await clock.run(startMs + 60_000);
      isDown = false;

      readsLeft = 1; // enough to queue, not to send
      const first = lookUp('S3', past);
      await clock.run(startMs + 70_000);
      await expect(first).resolves.toMatchObject({ status: 'unauthorized' });
      readsLeft = Infinity;
      const second = lookUp('S4', past);
      await clock.run();

      await expect(second).resolves.toMatchObject({ status: 'enriched' });
    });

    it('lets events go at once while the circuit is open, and comes back by itself', async () => {
      let isDown = true;
      const { clock, lookUp, requests, events } = createBench((request) =>
        isDown ? { status: 'unavailable', reason: 'http_503' } : found(request),
      );
      void lookUp('S1', past);
      void lookUp('S2', past);
      await clock.run(startMs + 1_200);
      const before = requests.length;
      const during = lookUp('S3', past);
      await clock.run(startMs + 1_201);
      await expect(during).resolves.toEqual({ status: 'unavailable', reason: 'circuit_open' });
      expect(requests).toHaveLength(before);

      isDown = false;
      await clock.run(startMs + 60_000);
      const afterwards = Array.from({ length: 5 }, (_, index) => lookUp(`T${index}`, past));
      await clock.run();

      const statuses = (await Promise.all(afterwards)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set(['enriched']));
      expect(events.flatMap((event) => (event.type === 'breaker' ? [event.state] : []))).toEqual([
        'open',
        'half_open',
        'closed',
      ]);
    });
  });

  it('takes a 429 for the one that tries whether Auth0 is back as one for all who wait for it', async () => {
    const retryAtMs = startMs + 30_000;
    let isDown = true;
    const { clock, lookUp, requests } = createBench((request) => {
      if (isDown) return { status: 'unavailable' };
      return request.atMs < retryAtMs ? { status: 'rate_limited', rateLimit: { retryAtMs } } : found(request);
    });
    for (const id of ['S1', 'S2', 'S3', 'S4', 'S5']) void lookUp(id, past);
    // Long enough for the circuit, too short for the budget to send one ahead.
    await clock.run(startMs + 1_200);
    isDown = false;
    const before = requests.length;

    const outcomes = Array.from({ length: 10 }, (_, index) => lookUp(`T${index}`, past));
    await clock.run(retryAtMs - 1);
    expect(requests.length - before).toBe(1);

    await clock.run();
    const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['enriched']));
  });

  it('never says a session ID, a token or a session in what it reports', async () => {
    const { clock, lookUp, events } = createBench(
      (_, count) =>
        [
          { status: 'found', session: { id: 'CANARY-ID', user_id: 'CANARY-USER' } } as const,
          { status: 'unauthorized' } as const,
          { status: 'unavailable', reason: 'http_500' } as const,
        ][count % 3],
      { token: { read: async () => 'CANARY-TOKEN', reload: async () => 'CANARY-TOKEN-2' } },
    );

    for (let index = 0; index < 9; index++) void lookUp(`CANARY-ID-${index}`, past);
    await clock.run();

    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(2);
    expect(JSON.stringify(events)).not.toContain('CANARY');
  });

  it('survives a fault in what it reports to', async () => {
    const { clock, lookUp } = createBench(found, {
      onEvent: () => {
        throw new Error('metrics are broken');
      },
    });

    const outcome = lookUp('S1', past);
    await clock.run();

    await expect(outcome).resolves.toMatchObject({ status: 'enriched' });
  });
});

describe('createSessionLookUp', () => {
  it('does the same over the wire', async () => {
    const auth0 = await startLoopbackAuth0((request, response) => {
      response.setHeader('x-ratelimit-limit', '50').setHeader('x-ratelimit-remaining', '40');
      response.end(JSON.stringify({ id: request.url?.split('/').at(-1) }));
    });
    const lookUp = createSessionLookUp({
      baseUrl: auth0.baseUrl,
      token: { read: async () => 'token', reload: async () => 'token' },
      budget: { ratePerSecond: 100, burst: 50, reserve: 5 },
    });

    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, index) => lookUp(`S${index % 30}`, Date.now() - 1_000)),
    );
    await auth0.close();

    expect(outcomes.every(({ status }) => status === 'enriched')).toBe(true);
    expect(auth0.requests).toHaveLength(30);
  });
});
