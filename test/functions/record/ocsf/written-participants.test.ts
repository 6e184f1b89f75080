import { describe, expect, it } from '@jest/globals';
import type { JsonObject, LogEvent } from '../../../../functions/log-event/log-event.ts';
import { createRecordMapper } from '../../../../functions/record/create-record-mapper.ts';
import { toEventModel } from '../../../../functions/record/event-model.ts';
import { toWrittenParticipants } from '../../../../functions/record/ocsf/written-participants.ts';
import { ocsfVersions } from '../../../../functions/record/ocsf/ocsf-version.ts';
import { readSession } from '../../../../functions/record/reading/read-session.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { loadExampleInput } from '../example-login.ts';

const toSignals = createSignals();

const { event: login, outcome } = loadExampleInput();

interface Change {
  readonly type?: string;
  readonly data?: JsonObject;
  readonly sessionId?: string;
}

function toChanged({ type = 's', data, sessionId }: Change): LogEvent {
  return {
    ...login,
    type,
    data: {
      ...login.data,
      isMobile: false,
      organization_id: 'org_1',
      organization_name: 'acme',
      type,
      ...data,
    },
    ...(sessionId !== undefined && { sessionId }),
  };
}

const place = { city_name: 'Oslo', country_code: 'NO', latitude: 59.91, longitude: 10.75 };

const changes: readonly (readonly [what: string, change: Change])[] = [
  ['user ID', { data: { user_id: 'auth0|other' } }],
  ['user name', { data: { user_name: 'other' } }],
  ['no user', { data: { user_id: undefined, user_name: undefined } }],
  ['a machine', { type: 'seccft' }],
  ['organization ID', { data: { organization_id: 'org_2' } }],
  ['organization name', { data: { organization_name: 'globex' } }],
  ['client ID', { data: { client_id: 'other' } }],
  ['client name', { data: { client_name: 'other' } }],
  ['connection ID', { data: { connection_id: 'other' } }],
  ['connection name', { data: { connection: 'other' } }],
  ['somebody acting', { data: { details: { actor: { sub: 'auth0|support' } } } }],
  ['session ID', { sessionId: 'S2' }],
  ['host name', { data: { hostname: 'other.example.com' } }],
  ['tenant', { data: { tenant_name: 'other' } }],
  ['address', { data: { ip: '192.0.2.7' } }],
  ['address that the session knows', { data: { ip: '198.51.100.23' } }],
  ['no address', { data: { ip: undefined } }],
  ['user agent', { data: { user_agent: 'curl/8.9' } }],
  ['mobile', { data: { isMobile: true } }],
  ['place', { data: { location_info: place } }],
  ['city', { data: { location_info: { ...place, city_name: 'Bergen' } } }],
  ['country', { data: { location_info: { ...place, country_code: 'SE' } } }],
  ['latitude', { data: { location_info: { ...place, latitude: 60 } } }],
  ['longitude', { data: { location_info: { ...place, longitude: 11 } } }],
  ['coordinates as text', { data: { location_info: { ...place, latitude: '59.91' } } }],
  ['no place', { data: { location_info: undefined } }],
  ['type alone', { type: 'seacft' }],
  ['the rest of an event', { data: { strategy: 'samlp', details: { session_id: 'another', note: 'x' } } }],
];

const events = [toChanged({}), ...changes.map(([, change]) => toChanged(change))];

describe('toWrittenParticipants', () => {
  it('are made once for events that agree', () => {
    const session = readSession(outcome.session!);
    const toModel = (event: LogEvent) =>
      toEventModel({ event, outcome, signals: toSignals({ event, outcome }) }, session);

    const first = toWrittenParticipants(toModel(toChanged({})));

    expect(toWrittenParticipants(toModel(toChanged({ type: 'seacft', data: { strategy: 'samlp' } })))).toBe(
      first,
    );
  });

  it.each(ocsfVersions)('say of each event of a session what they say of it alone, in %s', (ocsfVersion) => {
    const createMapper = () => createRecordMapper({ format: 'ocsf', ocsfVersion, findingFrom: 'low' });
    const inputs = events.map((event) => ({ event, outcome, signals: toSignals({ event, outcome }) }));
    const alone = inputs.map((input) => createMapper()(input));
    const toRecords = createMapper();

    // Every event after every other one, itself included.
    for (const before of inputs) {
      for (const [index, input] of inputs.entries()) {
        toRecords(before);
        expect(toRecords(input)).toEqual(alone[index]);
      }
    }
  });

  it.each(changes.filter(([what]) => !['type alone', 'the rest of an event'].includes(what)))(
    'are made anew for another %s',
    (_what, change) => {
      const session = readSession(outcome.session!);
      const toModel = (event: LogEvent) =>
        toEventModel({ event, outcome, signals: toSignals({ event, outcome }) }, session);
      const first = toWrittenParticipants(toModel(toChanged({})));

      expect(toWrittenParticipants(toModel(toChanged(change))).text).not.toBe(first.text);
    },
  );
});
