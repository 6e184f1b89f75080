import type { ModelInput } from '../../../functions/record/event-model.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import type { SignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import type { Auth0Session, SessionOutcome } from '../../../functions/session/session-outcome.ts';
import type { SignalEvidence } from '../../../functions/signals/signal.ts';
import { loadExampleInput } from '../../functions/record/example-login.ts';

export interface Scenario {
  readonly type?: string;
  readonly event?: object;
  readonly device?: object;
  readonly session?: object;
  readonly outcome?: SessionOutcome;
  readonly settings?: SignalSettings;
  /** The Detection Finding that may come with the record, instead of the record. */
  readonly isFinding?: true;
  /** A signal set by hand, for what the event and its session alone do not raise. */
  readonly planted?: string;
}

const { event: exampleEvent, outcome: exampleOutcome } = loadExampleInput();
const exampleSession = exampleOutcome.session as Auth0Session;
const { initial_ip, initial_asn, initial_user_agent, last_user_agent } = exampleSession.device ?? {};
const exampleDetails = exampleEvent.data['details'] as object;
const eventMs = exampleEvent.occurredAtMs;

const otherNetwork: Scenario = {
  event: { ip: '203.0.113.77' },
  device: { last_ip: '203.0.113.77', last_asn: '64511' },
};
const otherProgram: Scenario = {
  event: { user_agent: last_user_agent },
  device: { last_user_agent },
};
const otherBoth: Scenario = {
  event: { ...otherNetwork.event, ...otherProgram.event },
  device: { ...otherNetwork.device, ...otherProgram.device },
};
const pwd = { name: 'pwd', timestamp: '2026-03-02T07:59:48.400Z' };
const toMethods = (...methods: readonly object[]): object => ({ authentication: { methods } });
const passwordOnly: Scenario = { session: toMethods(pwd) };
const toNotFound = (lagMs: number): SessionOutcome => ({
  status: 'not_found',
  source: 'api',
  fetchedAtMs: eventMs + lagMs,
});
const delegated: Scenario = { session: { actor: { sub: 'auth0|ExampleStranger0001' } } };
const expired: Scenario = { session: { expires_at: '2026-03-02T11:00:00.000Z' } };
const notRead: SessionOutcome = { status: 'rate_limited' };

/**
 * Per detection the events that have to fire it, and events that differ from them in the deciding fact alone and must
 * not. Names are those of the fixture files.
 */
export const scenarios: Readonly<Record<string, Readonly<Record<string, Scenario>>>> = {
  'session-hijack': {
    'fires-network-and-program': { ...otherBoth },
    'quiet-finding': { ...otherBoth, isFinding: true },
    'quiet-network-alone': { ...otherNetwork },
    'quiet-program-alone': { ...otherProgram },
    'quiet-allowed-networks': { ...otherBoth, settings: { allow: { asnPairs: [[64496, 64511]] } } },
  },
  'single-factor-sensitive-client': {
    'fires-password-alone': { ...passwordOnly },
    'quiet-second-factor': {},
    'quiet-passkey': { session: toMethods({ ...pwd, name: 'passkey' }) },
    'quiet-federated': { session: toMethods({ ...pwd, name: 'federated' }) },
    'quiet-other-application': { ...passwordOnly, event: { client_id: 'ExampleClientId00000000000000002' } },
    'quiet-logout': { ...passwordOnly, type: 'slo' },
    'quiet-failed-login': { ...passwordOnly, type: 'f' },
    'quiet-silent-renewal': { ...passwordOnly, type: 'ssa' },
    'quiet-session-not-read': { outcome: notRead },
  },
  'session-used-after-end': {
    'fires-expired': { ...expired },
    'fires-gone': { outcome: toNotFound(13_131) },
    'quiet-alive': {},
    'quiet-finding': { ...expired, isFinding: true },
    'quiet-logout': { type: 'slo', outcome: toNotFound(13_131) },
    'quiet-asked-too-late': { outcome: toNotFound(301_000) },
    'quiet-session-not-read': { outcome: notRead },
  },
  'delegated-session': {
    'fires-unknown-delegate': { ...delegated },
    'fires-delegate-untold': { type: 'sdelsa', outcome: notRead },
    'quiet-known-delegate': { session: { actor: { sub: 'auth0|ExampleSupport00001' } } },
    'quiet-known-delegate-untold': {
      type: 'sdelsa',
      outcome: notRead,
      event: { details: { ...exampleDetails, actor: { sub: 'auth0|ExampleSupport00001' } } },
    },
    'fires-unknown-delegate-untold': {
      type: 'sdelsa',
      outcome: notRead,
      event: { details: { ...exampleDetails, actor: { sub: 'auth0|ExampleStranger0001' } } },
    },
    'quiet-finding': { ...delegated, isFinding: true },
    'quiet-nobody-else': {},
  },
};

const numbers = new Map(
  Object.values(scenarios)
    .flatMap((named) => Object.values(named))
    .map((scenario, index) => [scenario, String(index + 1).padStart(4, '0')]),
);
const toRecords = {
  ocsf: createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0', findingFrom: 'info' }),
  ecs: createRecordMapper({ format: 'ecs', ocsfVersion: '1.8.0', findingFrom: 'info' }),
};

/** The record of a scenario, as it goes to a SIEM: one line. */
export function toFixture(scenario: Scenario, format: 'ocsf' | 'ecs', number?: string): string {
  const input = toInput(scenario, number ?? numbers.get(scenario) ?? '');
  return toLine(input, format, scenario.isFinding === true);
}

export function toLine(input: ModelInput, format: 'ocsf' | 'ecs', isFinding = false): string {
  const [record, finding] = toRecords[format](input);
  return `${(isFinding ? finding : record)?.line}\n`;
}

/** A login on a device where nothing has changed since the session began, but for what the scenario says. */
function toInput(scenario: Scenario, number: string): ModelInput {
  const { type = 's', event, device, session, outcome, settings, planted } = scenario;
  // Each has an ID of its own, so that no SIEM takes one for the repetition of another.
  const logId = exampleEvent.logId.slice(0, -number.length) + number;
  const { description, ...data } = exampleEvent.data;
  const input = {
    event: {
      ...exampleEvent,
      logId,
      type,
      data: {
        ...data,
        log_id: logId,
        type,
        ...(type === 's' && { description }),
        ip: initial_ip,
        user_agent: initial_user_agent,
        ...event,
      },
    },
    outcome: outcome ?? {
      ...exampleOutcome,
      session: {
        ...exampleSession,
        device: {
          ...exampleSession.device,
          last_ip: initial_ip,
          last_asn: initial_asn,
          last_user_agent: initial_user_agent,
          ...device,
        },
        ...session,
      } as Auth0Session,
    },
  };
  // Auth0's doubt of the example login is no scenario's matter.
  const disabled = [...(settings?.disabled ?? []), 'low_confidence_login'] as const;
  const signals = createSignals({ ...settings, disabled })(input);
  if (planted === undefined) return { ...input, signals };
  const found: SignalEvidence = { signal: planted, severity_id: 3, attack: [] };
  return {
    ...input,
    signals: {
      ...signals,
      risk_level: 'medium',
      raised: [planted],
      values: { ...signals.values, [planted]: true },
      evidence: [found],
    },
  };
}
