import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import type { Auth0Session } from '../../../functions/session/session-outcome.ts';
import { sessionStatuses } from '../../../functions/session/session-status.ts';
import { attackTechniques } from '../../../functions/signals/attack-techniques.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import type { SignalInput } from '../../../functions/signals/signal.ts';
import { toToldHistory } from './told-history.ts';
import { signalNames } from '../../../functions/signals/signal-names.ts';
import type { SignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import { agents } from './login.ts';
import { anyCharacter } from '../../support/any-character.ts';

const settings: SignalSettings = {
  hostingAsns: [64_496, 64_511],
  authTooOldSeconds: 60,
  mfaTooOldSeconds: 60,
  sessionTooOldSeconds: 60,
  idleTooLongSeconds: 60,
  clientFanoutThreshold: 2,
  impossibleTravel: { km: 1, kmh: 1 },
  allow: { asns: [64_500], asnPairs: [[64_496, 64_511]], prefixes: ['203.0.113.0/28'], clientIds: ['c3'] },
};

const wrong = fc.jsonValue({ maxDepth: 2 });
const orWrong = <Value>(right: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 8, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: wrong });
const recordOf = (shape: { [key: string]: fc.Arbitrary<unknown> }) => fc.record(shape, { requiredKeys: [] });
const ip = orWrong(
  fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('198.51.100.23', '203.0.113.7', '::ffff:203.0.113.7')),
);
const asn = orWrong(fc.constantFrom('64496', 'AS64496', '64511', '64500', '0', '****'));
const userAgent = orWrong(
  fc.oneof(fc.constantFrom(...Object.values(agents)), fc.string({ unit: anyCharacter, maxLength: 40 })),
);
const id = orWrong(fc.constantFrom('c1', 'c2', 'c3', '', '****'));
const date = orWrong(
  fc
    .integer({ min: 0, max: 400 })
    .map((minutes) => new Date(1_772_000_000_000 + minutes * 60_000).toISOString()),
);
const method = recordOf({
  name: orWrong(fc.constantFrom('pwd', 'mfa', 'passkey', 'federated', 'https://example.com/own')),
  type: orWrong(fc.constantFrom('otp', 'sms', 'recovery-code', 'webauthn-roaming')),
  timestamp: date,
});
const session = recordOf({
  user_id: id,
  created_at: date,
  updated_at: date,
  authenticated_at: date,
  last_interacted_at: date,
  idle_expires_at: date,
  expires_at: date,
  device: orWrong(
    recordOf({
      initial_ip: ip,
      initial_asn: asn,
      initial_user_agent: userAgent,
      last_ip: ip,
      last_asn: asn,
      last_user_agent: userAgent,
    }),
  ),
  clients: orWrong(fc.array(orWrong(recordOf({ client_id: id })), { maxLength: 4 })),
  authentication: orWrong(recordOf({ methods: orWrong(fc.array(orWrong(method), { maxLength: 3 })) })),
  cookie: orWrong(recordOf({ mode: orWrong(fc.constantFrom('persistent', 'non-persistent')) })),
  actor: orWrong(recordOf({ sub: id })),
});
const details = recordOf({
  session_id: id,
  tokenCounter: orWrong(fc.nat(5)),
  latestCounter: orWrong(fc.nat(5)),
  failure_reason: orWrong(fc.constantFrom('session_not_found', 'grant_revoked')),
  refresh_token: orWrong(recordOf({ access: orWrong(fc.constantFrom('online', 'offline')), session_id: id })),
  actor: orWrong(recordOf({ sub: id })),
  prompts: orWrong(fc.array(orWrong(recordOf({ user_id: id })), { maxLength: 2 })),
  riskAssessment: orWrong(recordOf({ confidence: wrong })),
  session: orWrong(recordOf({ cookie: orWrong(recordOf({ mode: id })) })),
});
const place = { latitude: orWrong(fc.double()), longitude: orWrong(fc.double()) };
const data = recordOf({
  date,
  client_id: id,
  user_id: id,
  ip,
  user_agent: userAgent,
  description: wrong,
  location_info: orWrong(recordOf(place)),
  details: orWrong(details),
});
const type = fc.constantFrom(
  's',
  'ssa',
  'slo',
  'sdel',
  'ferrt',
  'fertft',
  'sertft',
  'seacft',
  'mfar',
  'f',
  undefined,
);
const time = fc.option(
  fc.oneof(fc.integer({ min: 1_772_000_000_000, max: 1_772_030_000_000 }), fc.double()),
  {
    nil: undefined,
  },
);
/** What other events told, some of it nonsense. */
const told = fc.option(
  fc.array(
    fc.record({
      type: fc.constantFrom('s', 'ssa', 'slo', 'scv', 'sertft', 'gd_send_pn', 'gd_auth_rejected', 'scp'),
      date: time.map((ms) => (ms === undefined || Number.isNaN(ms) ? undefined : ms)),
      ip: fc.constantFrom('198.51.100.23', '203.0.113.77', '2001:db8::1', '****'),
      user_agent: orWrong(id),
      user_id: id,
      location_info: recordOf(place),
    }),
    { maxLength: 8 },
  ),
  { nil: undefined },
);

const inputs: fc.Arbitrary<SignalInput> = fc
  .record({
    type,
    data: orWrong(data),
    status: fc.constantFrom('enriched', 'enriched', ...sessionStatuses),
    session: orWrong(session),
    fetchedAtMs: time,
    told,
  })
  .map((parts) => {
    const event = {
      logId: 'log-1',
      type: parts.type,
      data: parts.data as JsonObject,
      sessionId: parts.told && 'S1',
      occurredAtMs: Number.NaN,
    };
    const isReadable = typeof parts.data === 'object' && parts.data !== null && !Array.isArray(parts.data);
    const history = parts.told && isReadable ? toToldHistory(parts.told as JsonObject[], event) : undefined;
    return { ...parts, event, history };
  })
  .map((parts) => ({
    event: parts.event,
    outcome: {
      status: parts.status,
      session: parts.session as Auth0Session,
      ...(parts.fetchedAtMs !== undefined && { fetchedAtMs: parts.fetchedAtMs }),
    },
    ...(parts.history && { history: parts.history }),
  }));

const toSignals = createSignals(settings);

/** The history's functions cannot be copied; its views are compared as they are. */
function toCopy({ history, ...rest }: SignalInput): SignalInput {
  return { ...structuredClone(rest), ...(history && { history }) };
}

describe('createSignals, whatever it is given', () => {
  it('answers without throwing, twice the same, and leaves its input alone', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const untouched = toCopy(input);

        const block = toSignals(input);

        expect(toSignals(toCopy(input))).toEqual(block);
        expect(input).toEqual(untouched);
      }),
      { numRuns: 150 },
    );
  });

  it('answers for a session that it knows, from another event or by other settings, as for a new one', () => {
    const others: readonly SignalSettings[] = [
      settings,
      { disabled: ['ip_changed'], clientFanoutThreshold: 1 },
    ];
    const ways = others.map((other) => ({ other, remembering: createSignals(other) }));

    fc.assert(
      fc.property(inputs, fc.array(inputs, { maxLength: 3 }), (input, more) => {
        // What is made of a session is kept from the second event on.
        for (const { event, outcome } of [input, input, input, ...more]) {
          for (const { other, remembering } of ways) {
            const known = { ...input, event, outcome: { ...outcome, session: input.outcome.session! } };

            expect(remembering(known)).toEqual(createSignals(other)(toCopy(known)));
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('raises exactly the signals that are true, each with one piece of evidence', () => {
    const order: readonly string[] = signalNames;

    fc.assert(
      fc.property(inputs, (input) => {
        const { values, raised, evidence, risk_level, facts } = toSignals(input);

        const isTrue = order.filter((name) => values[name] === true);
        expect(raised.toSorted()).toEqual(isTrue.toSorted());
        expect(evidence.map(({ signal }) => signal)).toEqual(raised);
        expect(Object.keys(values)).toEqual(Object.keys(values).toSorted());

        const byWeight = evidence.toSorted(
          (one, other) =>
            other.severity_id - one.severity_id || order.indexOf(one.signal) - order.indexOf(other.signal),
        );
        expect(raised).toEqual(byWeight.map(({ signal }) => signal));
        expect(risk_level).toBe(['info', 'info', 'low', 'medium', 'high'][byWeight[0]?.severity_id ?? 0]);

        for (const entry of evidence) {
          expect(entry.attack.every((technique) => attackTechniques.has(technique))).toBe(true);
          const isComposite = entry.signal === 'network_and_client_changed';
          expect([typeof entry.before, typeof entry.after, Array.isArray(entry.fields)]).toEqual(
            isComposite ? ['undefined', 'undefined', false] : ['string', 'string', true],
          );
        }
        for (const fact of Object.values(facts)) expect(['string', 'number']).toContain(typeof fact);
        expect(JSON.parse(JSON.stringify({ values, facts, evidence }))).toEqual({ values, facts, evidence });
      }),
      { numRuns: 150 },
    );
  });

  it('says high only of network and client together', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { raised, risk_level } = toSignals(input);

        expect(risk_level === 'high').toBe(raised.includes('network_and_client_changed'));
      }),
      { numRuns: 150 },
    );
  });
});
