import fc from 'fast-check';
import type { Auth0Session, SessionOutcome } from '../../../functions/session/session-outcome.ts';

const date = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((value) => value.toISOString()),
  },
  fc.constantFrom(null, { $date: '2026-03-02' }, 'soon', 0),
);

const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('203.0.113.77', null, '', 'unknown'));

const userAgent = fc.constantFrom(
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36',
  'python-requests/2.32.5',
  '',
);

const method = fc.record(
  {
    name: fc.constantFrom(
      'pwd',
      'mfa',
      'federated',
      'passkey',
      'sms',
      'email',
      'mock',
      'https://acme.example/factor',
      'tomorrow',
    ),
    type: fc.constantFrom(
      'push-notification',
      'phone',
      'email',
      'otp',
      'webauthn-roaming',
      'recovery-code',
      'tomorrow',
    ),
    timestamp: date,
  },
  { requiredKeys: [] },
);

/** Sessions as the Management API describes them, with what its description allows and what it does not know yet. */
export const anySession: fc.Arbitrary<Auth0Session> = fc.record(
  {
    id: fc.string({ minLength: 1, maxLength: 32 }),
    user_id: fc.constantFrom('auth0|65f0c0ffee00000000a11ce0', '', null),
    created_at: date,
    updated_at: date,
    authenticated_at: date,
    idle_expires_at: date,
    expires_at: date,
    last_interacted_at: date,
    device: fc.option(
      fc.record(
        {
          initial_ip: address,
          initial_asn: fc.constantFrom('64496', 'AS64496', 'none', ''),
          initial_user_agent: userAgent,
          last_ip: address,
          last_asn: fc.constantFrom('64511', 'AS64511'),
          last_user_agent: userAgent,
          device_trust: fc.jsonValue({ maxDepth: 1 }),
        },
        { requiredKeys: [] },
      ),
    ),
    clients: fc.array(fc.record({ client_id: fc.string({ minLength: 1, maxLength: 8 }) }), { maxLength: 3 }),
    authentication: fc.record({ methods: fc.array(method, { maxLength: 4 }) }, { requiredKeys: [] }),
    cookie: fc.record(
      { mode: fc.constantFrom('persistent', 'non-persistent', 'sometimes') },
      { requiredKeys: [] },
    ),
    actor: fc.record({ sub: fc.string({ minLength: 1, maxLength: 12 }), level: fc.integer() }),
    session_metadata: fc.record({
      plan: fc.string({ minLength: 12, maxLength: 20, unit: fc.constantFrom('a', 'b', 'c', 'd') }),
    }),
    risk: fc.jsonValue({ maxDepth: 2 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Auth0Session>;

const fetched = {
  source: fc.constantFrom<'api' | 'cache'>('api', 'cache'),
  fetchedAtMs: fc.integer({ min: 1_767_225_600_000, max: 1_900_000_000_000 }),
};

/** Every way a look-up may end. */
export const anyOutcome: fc.Arbitrary<SessionOutcome> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ status: fc.constant('enriched' as const), session: anySession, ...fetched }),
  },
  fc.record({ status: fc.constant('not_found' as const), ...fetched }),
  fc.record({
    status: fc.constantFrom(
      'forbidden',
      'unauthorized',
      'rate_limited',
      'timeout',
      'unavailable',
      'invalid_response',
      'skipped',
    ),
    reason: fc.constantFrom('http_503', 'deadline'),
  }),
);
