import { catalogue } from '../../../functions/log-event/catalogue.ts';
import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { isThorough } from '../../support/thorough.ts';
import { loadExampleInput } from './example-login.ts';
import { observedExample } from './observed-example.ts';

const toSignals = createSignals();

const logId = '90020260302111504873411000000000000001223372036854770001';

const incidents = [
  {
    signal: 'impossible_travel',
    severity_id: 3,
    attack: ['T1550.004'],
    time: '2026-03-02T11:20:04.873Z',
    session_id: 'S1',
  },
] as const;

/** Events of every type in the catalogue, one that is not, and a bare session event: with all that is known, and with nothing. */
export function makeRichInputs(): ModelInput[] {
  return makeInputsOf([...catalogue.keys(), 'zz_future', undefined]);
}

/** The same, of all types only with `THOROUGH=1`: else of two of each class and activity, and of every sixth one that follows. */
export function makeSomeRichInputs(): ModelInput[] {
  const counts = new Map<string, number>();
  const some = [...catalogue].filter(([, { classUid, activity }]) => {
    const kind = `${classUid} ${activity.by === 'type' ? activity.activity.name : activity.by}`;
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    return isThorough || before < 2 || before % 6 === 0;
  });
  return makeInputsOf([...some.map(([code]) => code), 'zz_future', undefined]);
}

function makeInputsOf(types: readonly (string | undefined)[]): ModelInput[] {
  const { outcome } = loadExampleInput();
  const session = {
    ...outcome.session,
    // Of another user than the event names: a signal that calls for techniques, whatever the type.
    user_id: 'auth0|another',
    actor: { sub: 'auth0|support' },
    authentication: {
      methods: [{ name: 'federated' }, { name: 'mfa', type: 'otp', timestamp: '2026-03-02T08:00:05.050Z' }],
    },
    session_metadata: { plan: 'gold' },
    custom: { any: [] },
  };
  const outcomes: SessionOutcome[] = [
    { ...outcome, session },
    { status: 'not_found', source: 'cache', fetchedAtMs: 1_772_450_118_004 },
    { status: 'observed', reason: 'no_turn', observed: observedExample },
  ];
  return types.flatMap((type) => [
    ...outcomes.map((each) => toInput(type, toFullData(type), each)),
    toInput(
      type,
      toFullData(type, {
        isMobile: true,
        strategy: 'ad',
        user_name: 'alice',
        details: { request: { method: 'GET', path: '/Groups' } },
      }),
      outcomes[0]!,
    ),
    toInput(type, toFullData(type, { strategy: 'samlp', details: undefined }), outcomes[1]!),
    toInput(type, toFullData(type, { details: { request: toRequest() } }), outcomes[1]!),
    toInput(type, toFullData(type, { details: { request: { path: '/api/v2/tenants/settings' } } }), {
      status: 'no_session_id',
    }),
    toInput(type, { ...(type !== undefined && { type }) }, { status: 'no_session_id' }),
  ]);
}

function toInput(type: string | undefined, data: JsonObject, outcome: SessionOutcome): ModelInput {
  const isKnown = outcome.status !== 'no_session_id';
  const event = { logId, type, data, sessionId: isKnown ? 'S1' : undefined, occurredAtMs: 1_772_450_104_873 };
  const signals = toSignals({ event, outcome });
  return {
    event,
    outcome,
    signals: outcome.session === undefined ? signals : { ...signals, history_full: true, incidents },
  };
}

function toFullData(type: string | undefined, more: JsonObject = {}): JsonObject {
  return {
    ...loadExampleInput().event.data,
    ...(type === undefined ? { type: undefined, session_id: 'S1' } : { type }),
    location_info: {
      city_name: 'Amsterdam',
      country_code: 'NL',
      country_name: 'Netherlands',
      continent_code: 'EU',
      time_zone: 'Europe/Amsterdam',
      latitude: 52.37,
      longitude: 4.9,
    },
    client_ip: '198.51.100.77',
    security_context: {
      ja3: '9fd8ce627e009f038271462e2921dcea',
      ja4: 't13d1717h2_5b57614c22b0_3cbfd9057e0d',
    },
    agent_id: 'agt_1',
    external_agent_id: 'ext_1',
    references: { correlation_id: 'corr1', trace_id: 'trace1' },
    details: {
      session_id: 'S1',
      riskAssessment: { confidence: 'low', assessments: { NewDevice: { code: 'no_match' } } },
      actor: { sub: 'auth0|support' },
      id: 'key_1',
      domain: 'login.example.com',
      connection_name: 'acme',
      connection: 'acme',
      request: toRequest(),
      response: { statusCode: 200, body: { error: 'none', message: 'none', email: 'v@example.com' } },
      tokenCounter: 3,
      latestCounter: 4,
    },
    ...more,
  };
}

function toRequest(): JsonObject {
  return {
    method: 'PATCH',
    path: '/scim/v2/connections/con_1/Users/7',
    query: { q: '1' },
    body: { roles: ['rol_1'], userName: 'v@example.com' },
    auth: {
      user: { user_id: 'auth0|admin', email: 'admin@example.com', name: 'Ad Min' },
      credentials: { jti: 'j1' },
    },
  };
}
