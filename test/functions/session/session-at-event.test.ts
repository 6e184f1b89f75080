import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSessionAtEvent, toSessionAtEvent } from '../../../functions/session/session-at-event.ts';
import type { Auth0Session } from '../../../functions/session/session-outcome.ts';

const eventMs = Date.parse('2026-03-02T11:15:04.873Z');
const at = (seconds: number) => new Date(eventMs + seconds * 1_000).toISOString();
const password = { name: 'pwd', timestamp: at(-10) };
const factor = { name: 'mfa', type: 'otp', timestamp: at(4) };
const stepUp = { name: 'mfa', type: 'push-notification', timestamp: at(5.1) };

const session: Auth0Session = {
  id: 'S1',
  user_id: 'auth0|u1',
  created_at: at(-10),
  updated_at: at(1),
  authenticated_at: at(-10),
  last_interacted_at: at(1),
  idle_expires_at: at(3_600),
  expires_at: at(86_400),
  device: {
    initial_ip: '198.51.100.23',
    initial_asn: '64496',
    last_ip: '198.51.100.23',
    last_asn: '64496',
    last_user_agent: 'x',
  },
  clients: [{ client_id: 'A' }],
  authentication: { methods: [password, factor] },
  cookie: { mode: 'persistent' },
  actor: { sub: 'auth0|support' },
};

const project = (
  changes: Auth0Session = {},
  { fetchedAfter = 12, type = 's', usedAgain = undefined as number | undefined } = {},
) =>
  toSessionAtEvent(
    { session: { ...session, ...changes }, fetchedAtMs: eventMs + fetchedAfter * 1_000 },
    {
      type,
      occurredAtMs: eventMs,
      ...(usedAgain !== undefined && { usedAgainAtMs: eventMs + usedAgain * 1_000 }),
    },
  );
const methodsOf = (projected: Auth0Session) => projected.authentication?.methods;

describe('toSessionAtEvent', () => {
  it('gives the very same session back when all of it held at the event', () => {
    const answered = { session, fetchedAtMs: eventMs + 12_000 };

    expect(toSessionAtEvent(answered, { type: 's', occurredAtMs: eventMs })).toBe(session);
  });

  it('counts methods up to 5 s after the event, and none that came later', () => {
    expect(methodsOf(project({ authentication: { methods: [password, factor, stepUp] } }))).toEqual([
      password,
      factor,
    ]);
  });

  it.each(['f', 'scv', 'fcoa', 'gd_auth_failed', 'gd_auth_rejected', 'gd_recovery_failed'])(
    'counts no method on a step that failed or is not done: %s',
    (type) => {
      expect(project({}, { type })).not.toHaveProperty('authentication');
    },
  );

  it.each(['s', 'ssa', 'gd_auth_succeed', 'sertft', 'slo', 'something_new', undefined])(
    'counts them on %s',
    (type) => {
      const options = type === undefined ? {} : { type };
      expect(methodsOf(project({}, options))).toEqual([password, factor]);
    },
  );

  it('cannot tell when a method without a time was completed, nor whether all are there', () => {
    const timeless = { name: 'mfa', type: 'otp' };

    expect(methodsOf(project({ authentication: { methods: [password, timeless] } }))).toEqual([password, {}]);
    // It was there before the event, for the answer was.
    const older = project({ authentication: { methods: [password, timeless] } }, { fetchedAfter: -1 });
    expect(methodsOf(older)).toEqual([password, timeless, {}]);
  });

  it('leaves absent what an older answer cannot know', () => {
    const older = project({ updated_at: at(-9), last_interacted_at: at(-9) }, { fetchedAfter: -0.001 });

    expect(older).toEqual({
      id: 'S1',
      user_id: 'auth0|u1',
      created_at: at(-10),
      expires_at: at(86_400),
      device: { initial_ip: '198.51.100.23', initial_asn: '64496' },
      authentication: { methods: [password, factor, {}] },
      cookie: { mode: 'persistent' },
      actor: { sub: 'auth0|support' },
    });
  });

  it.each<[what: string, changes: Auth0Session, options: { usedAgain?: number }, isKept: boolean]>([
    ['was not used since', {}, {}, true],
    ['was used a moment after', { last_interacted_at: at(2) }, {}, true],
    ['was used again', { last_interacted_at: at(2.1) }, {}, false],
    ['was changed, as far as it tells', { last_interacted_at: null, updated_at: at(3) }, {}, false],
    ['tells nothing of it', { last_interacted_at: null, updated_at: null }, {}, false],
    ['was used again by what log events say', {}, { usedAgain: 60 }, false],
    ['was used at the same moment by what log events say', {}, { usedAgain: 1 }, true],
  ])('lets last_* and clients speak only for a session that %s', (_what, changes, options, isKept) => {
    const projected = project(changes, options);

    expect(projected.device?.last_ip).toBe(isKept ? '198.51.100.23' : undefined);
    expect(projected.device?.initial_ip).toBe('198.51.100.23');
    for (const field of ['clients', 'last_interacted_at', 'idle_expires_at']) {
      expect(field in projected).toBe(isKept);
    }
  });

  it('leaves out a login that came after the event', () => {
    expect(project({ authenticated_at: at(6) })).not.toHaveProperty('authenticated_at');
    expect(project({ authenticated_at: at(5) })).toHaveProperty('authenticated_at');
  });

  it.each<[what: string, changes: Auth0Session]>([
    ['null', { device: null, authentication: null, clients: null }],
    [
      'another type',
      { device: [] as never, authentication: { methods: 'pwd' as never }, clients: 7 as never },
    ],
    ['odd entries', { authentication: { methods: [null, 7, 'pwd'] as never } }],
  ])('never fails at %s', (_what, changes) => {
    expect(() => project(changes)).not.toThrow();
    expect(() => project(changes, { fetchedAfter: -5 })).not.toThrow();
  });

  it('says of an event the same whatever happened later', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { maxLength: 6 }),
        fc.integer({ min: 6, max: 100 }),
        (seconds, later) => {
          const methods = seconds.map((second) => ({ name: 'mfa', timestamp: at(second) }));
          const known = project({ authentication: { methods } });
          const more = project({
            authentication: { methods: [...methods, { name: 'mfa', timestamp: at(later) }] },
          });

          expect(more).toEqual(known);
        },
      ),
    );
  });
});

describe('createSessionAtEvent', () => {
  const moments = fc.record({
    type: fc.constantFrom('s', 'scv', 'sertft', undefined),
    occurredAtMs: fc.integer({ min: eventMs - 20_000, max: eventMs + 20_000 }),
    usedAgainAtMs: fc.option(fc.integer({ min: eventMs - 20_000, max: eventMs + 20_000 }), {
      nil: undefined,
    }),
  });
  const sessions = fc.constantFrom<Auth0Session>(
    session,
    { ...session, authentication: { methods: [password, factor, stepUp, { name: 'mfa' }] } },
    { ...session, last_interacted_at: null, updated_at: null, authenticated_at: at(7) },
    { id: 'S2', authentication: null, device: null },
  );

  it('says what toSessionAtEvent does, in whatever order events come', () => {
    fc.assert(
      fc.property(
        sessions,
        fc.array(fc.tuple(moments, fc.integer({ min: -15_000, max: 15_000 })), { maxLength: 60 }),
        (known, events) => {
          const remembering = createSessionAtEvent();
          for (const [moment, fetchedAfterMs] of events) {
            const answered = { session: known, fetchedAtMs: eventMs + fetchedAfterMs };
            expect(remembering(answered, moment)).toEqual(toSessionAtEvent(answered, moment));
          }
        },
      ),
    );
  });

  it('gives events that know the same of a session the same object', () => {
    const remembering = createSessionAtEvent();
    const past = (afterMs: number) =>
      remembering(
        { session, fetchedAtMs: eventMs + 60_000 },
        { type: 'ssa', occurredAtMs: eventMs + afterMs, usedAgainAtMs: eventMs + 50_000 },
      );

    // An object is remembered from the second time on that it is asked about.
    past(0);
    expect(past(1)).toBe(past(2_000));
    expect(past(2)).not.toBe(session);
  });
});
