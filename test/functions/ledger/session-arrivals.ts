import fc from 'fast-check';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { chrome, digest, firefox, toEvent, toLogin } from './ledger-events.ts';

/** Runs of a property: a moderate number in the suite, 20,000 with `LEDGER_RUNS=20000`. */
export const ledgerRuns = Number(process.env['LEDGER_RUNS'] ?? 300);

const kinds = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('ssa', 'ssa', 's', 'scoa', 'w') },
  { weight: 3, arbitrary: fc.constant('login') },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'slo',
      'gd_auth_succeed',
      'gd_auth_rejected',
      'gd_send_pn',
      'sertft',
      'sdel',
      'sapi',
    ),
  },
);

const minute = 60_000;

interface Made {
  readonly kind: string;
  readonly afterMs: number;
  readonly ip: string;
  readonly userAgent: string;
  readonly clientId: string;
  readonly place: number | undefined;
}

const made: fc.Arbitrary<Made> = fc.record({
  kind: kinds,
  // Hours, so that clean-up has something to do; and minutes, so that times collide.
  afterMs: fc
    .oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 12 }))
    .map((count) => count * minute),
  ip: fc.constantFrom('198.51.100.23', '198.51.100.99', '203.0.113.77', '2001:db8:7::1'),
  userAgent: fc.constantFrom(chrome, chrome, firefox, 'curl/8.7.1', digest),
  clientId: fc.constantFrom('A', 'B', 'C'),
  place: fc.option(fc.constantFrom(10, 20), { nil: undefined }),
});

function toLogEvent({ kind, afterMs, ip, userAgent, clientId, place }: Made, index: number): LogEvent {
  const data = {
    ip,
    user_agent: userAgent,
    client_id: clientId,
    ...(place !== undefined && { location_info: { latitude: place, longitude: place } }),
  };
  const logId = `log-${index}`;
  if (kind === 'login') return toLogin(afterMs, data, logId);
  const request = { method: 'DELETE', path: '/api/v2/sessions/S1' };
  return toEvent(kind, afterMs, kind === 'sapi' ? { ...data, details: { request } } : data, logId);
}

/** The events of one session, in order of time. */
export const sessionEvents: fc.Arbitrary<readonly LogEvent[]> = fc
  .array(made, { minLength: 1, maxLength: 30 })
  .map((all) => all.toSorted((a, b) => a.afterMs - b.afterMs).map(toLogEvent));

/** Events of a session, and their places in an order of arrival in which each comes at least once, some twice. */
export const arrivals = sessionEvents.chain((events) => {
  const places = events.map((_event, place) => place);
  return fc.record({
    events: fc.constant(events),
    order: fc
      .subarray(places)
      .chain((twice) =>
        fc.shuffledSubarray([...places, ...twice], { minLength: places.length + twice.length }),
      ),
  });
});
