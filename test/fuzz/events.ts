import fc from 'fast-check';
import type { Auth0Session, SessionOutcome } from '../../functions/session/session-outcome.ts';
import { anyOutcome } from '../functions/record/session-arbitrary.ts';
import { anyJson, anyText } from './target.ts';

const codes = [
  's',
  'f',
  'fp',
  'ssa',
  'slo',
  'sertft',
  'fertft',
  'sapi',
  'sscim',
  'gd_auth_succeed',
  'srrt',
  'pla',
  'depnote',
];

const addresses = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.constantFrom('203.0.113.777', '::ffff:192.0.2.1', 'fe80::1%eth0'),
);
const dates = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('2026-02-30T25:00:00Z', '0000-00-00', '+275760-09-13T00:00:00.000Z'),
  fc.integer(),
);

/** What is usually there, and now and then something else in its place. */
const or = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 5, arbitrary }, anyJson, anyText);

const details = fc.record(
  {
    session_id: or(fc.string({ minLength: 1, maxLength: 40 })),
    refresh_token: or(fc.record({ session_id: anyText, access: anyText }, { requiredKeys: [] })),
    prompts: or(
      fc.array(or(fc.record({ session_id: anyText, name: anyText }, { requiredKeys: [] })), { maxLength: 3 }),
    ),
    request: or(
      fc.record({ method: anyText, path: anyText, ip: addresses, body: anyJson }, { requiredKeys: [] }),
    ),
    response: or(fc.record({ statusCode: anyJson, body: anyJson }, { requiredKeys: [] })),
    riskAssessment: anyJson,
    error: anyJson,
    actor: or(fc.record({ sub: anyText })),
    session_metadata: anyJson,
  },
  { requiredKeys: [] },
);

/** Auth0's event object, more or less. */
export const anyEvent = fc.record(
  {
    type: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...codes) }, anyText, anyJson),
    date: or(dates),
    log_id: or(fc.stringMatching(/^900\d{53}$/)),
    description: or(anyText),
    ip: or(addresses),
    user_agent: or(anyText),
    user_id: or(anyText),
    user_name: or(anyText),
    client_id: or(anyText),
    client_name: or(anyText),
    connection: or(anyText),
    hostname: or(fc.domain()),
    location_info: anyJson,
    organization_id: or(anyText),
    details: or(details),
  },
  { requiredKeys: ['type'] },
);

/** An element as one of the senders wraps it. */
export const anyElement: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ log_id: or(fc.stringMatching(/^900\d{53}$/)), data: anyEvent }) },
  { weight: 2, arbitrary: anyEvent },
  fc.record({
    'detail-type': anyText,
    detail: fc.record({ log_id: anyText, data: anyEvent }),
    time: or(dates),
  }),
  fc.record(
    { session_id: anyText, user_id: anyText, ip: or(addresses), date: or(dates) },
    { requiredKeys: [] },
  ),
  anyJson,
);

/** A session that is none of the kind the API describes. */
const oddSession = fc.dictionary(
  fc.constantFrom(
    'id',
    'user_id',
    'created_at',
    'updated_at',
    'device',
    'clients',
    'authentication',
    'cookie',
    'actor',
    'session_metadata',
    '__proto__',
    'other',
  ),
  anyJson,
) as fc.Arbitrary<Auth0Session>;

export const anyLookUpOutcome: fc.Arbitrary<SessionOutcome> = fc.oneof(
  { weight: 3, arbitrary: anyOutcome },
  oddSession.map(
    (session): SessionOutcome => ({ status: 'enriched', session, source: 'api', fetchedAtMs: 1.8e12 }),
  ),
  fc.constantFrom<SessionOutcome>({ status: 'no_session_id' }, { status: 'skipped' }),
);
