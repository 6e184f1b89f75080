import { catalogue } from '../../../functions/log-event/catalogue.ts';
import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { loadExampleInput } from './example-login.ts';
import { observedExample } from './observed-example.ts';

const toSignals = createSignals();

const logId = '90020260302111504873411000000000000001223372036854770001';

/** Events of every type in the catalogue, one that is not, and a bare session event: with all that is known, and with nothing. */
export function makeRichInputs(): ModelInput[] {
  const { outcome } = loadExampleInput();
  const session = {
    ...outcome.session,
    actor: { sub: 'auth0|support' },
    authentication: { methods: [{ name: 'federated' }, { name: 'mfa', type: 'otp' }] },
  };
  const outcomes: SessionOutcome[] = [
    { ...outcome, session },
    { status: 'not_found', source: 'cache', fetchedAtMs: 1_772_450_118_004 },
    { status: 'observed', reason: 'no_turn', observed: observedExample },
  ];
  const types = [...catalogue.keys(), 'zz_future', undefined];
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
    toInput(type, { ...(type !== undefined && { type }) }, { status: 'no_session_id' }),
  ]);
}

function toInput(type: string | undefined, data: JsonObject, outcome: SessionOutcome): ModelInput {
  const isKnown = outcome.status !== 'no_session_id';
  const event = { logId, type, data, sessionId: isKnown ? 'S1' : undefined, occurredAtMs: 1_772_450_104_873 };
  return { event, outcome, signals: toSignals({ event, outcome }) };
}

function toFullData(type: string | undefined, more: JsonObject = {}): JsonObject {
  return {
    ...loadExampleInput().event.data,
    ...(type === undefined ? { type: undefined, session_id: 'S1' } : { type }),
    details: {
      session_id: 'S1',
      actor: { sub: 'auth0|support' },
      id: 'key_1',
      domain: 'login.example.com',
      connection_name: 'acme',
      connection: 'acme',
      request: { method: 'PATCH', path: '/scim/v2/connections/con_1/Users/7' },
      response: { statusCode: 200 },
      tokenCounter: 3,
      latestCounter: 4,
    },
    ...more,
  };
}
