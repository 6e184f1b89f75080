import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { deriveSignals } from '../../../functions/signals/derive-signals.ts';
import { loadExampleInput } from '../../functions/record/example-login.ts';

type Json = Record<string, unknown>;
type Change = (input: Pick<ModelInput, 'event' | 'outcome'>) => Pick<ModelInput, 'event' | 'outcome'>;

/** The example login as it would be without anything to notice: where it began, and with two factors. */
const quiet: Change = ({ event, outcome }) => {
  const device = outcome.session?.device;
  const last_ip = device?.initial_ip ?? null;
  const last_user_agent = device?.initial_user_agent ?? null;
  const last_asn = device?.initial_asn ?? null;
  return {
    event: { ...event, data: { ...event.data, ip: last_ip, user_agent: last_user_agent } },
    outcome: {
      ...outcome,
      session: { ...outcome.session, device: { ...device, last_ip, last_asn, last_user_agent } },
    },
  };
};

const withSession = (fields: Json): Change => {
  return ({ event, outcome }) => ({
    event,
    outcome: { ...outcome, session: { ...outcome.session, ...fields } },
  });
};

const gone: Change = ({ event, outcome: { source, fetchedAtMs } }) => ({
  event,
  outcome: {
    status: 'not_found',
    ...(source && { source }),
    ...(fetchedAtMs !== undefined && { fetchedAtMs }),
  },
});

const asLogout: Change = ({ event, outcome }) => ({
  event: {
    ...event,
    type: 'slo',
    data: { ...event.data, type: 'slo', description: 'User successfully logged out' },
  },
  outcome,
});

const sameBrowser: Change = ({ event, outcome }) => {
  const device = outcome.session?.device;
  const user_agent = device?.initial_user_agent ?? null;
  return {
    event: { ...event, data: { ...event.data, user_agent } },
    outcome: {
      ...outcome,
      session: { ...outcome.session, device: { ...device, last_user_agent: user_agent } },
    },
  };
};

const none: Change = (input) => input;
const methods = (...list: Json[]) => withSession({ authentication: { methods: list } });

/** For each detection what fires it, and the nearest thing that must not. */
export const detections: Readonly<
  Record<string, { readonly fires: readonly Change[]; readonly silent: readonly Change[] }>
> = {
  'session-hijack': { fires: [none], silent: [sameBrowser] },
  'single-factor-sensitive-client': {
    fires: [quiet, methods({ name: 'pwd' })],
    silent: [quiet, methods({ name: 'pwd' }, { name: 'mfa', type: 'otp' })],
  },
  'session-used-after-end': { fires: [quiet, gone], silent: [quiet, asLogout, gone] },
  'delegated-session': { fires: [quiet, withSession({ actor: { sub: 'auth0|support' } })], silent: [quiet] },
};

/** A record of ours for a fixture. */
export function makeRecord(changes: readonly Change[], format: 'ocsf' | 'ecs'): Json {
  const { event, outcome } = changes.reduce(
    (input, change) => change(input),
    loadExampleInput() as Pick<ModelInput, 'event' | 'outcome'>,
  );
  const signals = deriveSignals({ event, outcome });
  const [record] = createRecordMapper({ format, ocsfVersion: '1.8.0' })({ event, outcome, signals });
  return JSON.parse(record!.line) as Json;
}
