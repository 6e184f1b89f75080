import { describe, expect, it } from '@jest/globals';
import { parseElement } from '../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../functions/record/create-record-mapper.ts';
import type { SessionOutcome } from '../../functions/session/session-outcome.ts';
import { createSignals } from '../../functions/signals/create-signals.ts';
import type { JsonObject } from '../../functions/log-event/log-event.ts';
import { toToldHistory } from './signals/told-history.ts';

const toSignals = createSignals();

const moment = Date.UTC(2026, 2, 2, 8, 0, 5);
const minute = 60_000;

const toRecords = createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0', findingFrom: 'info' });

interface Given {
  readonly date?: unknown;
  readonly location_info?: unknown;
  readonly session?: Record<string, unknown>;
  readonly told?: readonly JsonObject[];
}

/** What a record and the signals beside it say of the same event. */
function toBoth({ date = moment, location_info, session, told }: Given) {
  const text = JSON.stringify({
    log_id: 'log-1',
    data: { type: 's', date, location_info, ip: '198.51.100.23', details: { session_id: 'S1' } },
  });
  const parsed = parseElement(text, { receivedAtMs: 1.9e12 });
  if (!parsed.ok) throw new Error(parsed.reason);
  const { event } = parsed;
  const outcome = {
    status: 'enriched',
    session: { id: 'S1', ...session },
    source: 'api',
    fetchedAtMs: 1.9e12,
  } as SessionOutcome;
  const signals = toSignals({ event, outcome, ...(told && { history: toToldHistory(told, event) }) });
  const [record] = toRecords({ event, outcome, signals });
  return { record: JSON.parse(record?.line ?? '') as OcsfRecord, signals };
}

interface OcsfRecord {
  readonly time: number;
  readonly session?: { readonly created_time?: number; readonly expiration_time?: number };
  readonly src_endpoint?: {
    readonly autonomous_system?: { readonly number?: number };
    readonly location?: { readonly lat?: number; readonly long?: number };
  };
}

const dateForms: readonly (readonly [name: string, date: unknown])[] = [
  ['ISO 8601', '2026-03-02T08:00:05.000Z'],
  ['without milliseconds', '2026-03-02T08:00:05Z'],
  ['with a zone', '2026-03-02T13:30:05.000+05:30'],
  ['with a zone without a colon', '2026-03-02T03:00:05-0500'],
  ['without a zone', '2026-03-02T08:00:05.000'],
  ['with a space', '2026-03-02 08:00:05'],
  ['in lower case', '2026-03-02t08:00:05z'],
  ['milliseconds', moment],
  ['seconds', moment / 1_000],
  ['milliseconds as text', String(moment)],
  ['seconds as text', String(moment / 1_000)],
];

const noDates: readonly (readonly [name: string, date: unknown])[] = [
  ['a day that does not exist', '2026-02-30T08:00:05.000Z'],
  ['the zero of a programming language', '0001-01-01T00:00:00Z'],
  ['microseconds', moment * 1_000],
  ['a sentence', 'yesterday'],
  ['an object', { $date: moment }],
];

describe('record and signals see the same moment', () => {
  it.each(dateForms)('of an event: %s', (_name, date) => {
    const expired = toBoth({ date, session: { expires_at: moment - 2 * minute } });
    const young = toBoth({ date, session: { created_at: moment - minute } });

    expect(expired.record.time).toBe(moment);
    expect(expired.signals.evidence).toContainEqual(
      expect.objectContaining({ signal: 'session_used_after_end', after: new Date(moment).toISOString() }),
    );
    expect(young.record.time).toBe(moment);
    expect(young.signals.facts).toMatchObject({ session_age_s: 60 });
  });

  it.each(dateForms)('of a session: %s', (_name, date) => {
    const expired = toBoth({ date: moment + 2 * minute, session: { expires_at: date } });
    const young = toBoth({ date: moment + minute, session: { created_at: date } });

    expect(expired.record.session).toMatchObject({ expiration_time: moment });
    expect(expired.signals.evidence).toContainEqual(
      expect.objectContaining({ signal: 'session_used_after_end', before: new Date(moment).toISOString() }),
    );
    expect(young.record.session).toMatchObject({ created_time: moment });
    expect(young.signals.facts).toMatchObject({ session_age_s: 60 });
  });

  it.each(noDates)('none of %s', (_name, date) => {
    const ofEvent = toBoth({ date, session: { created_at: moment, expires_at: moment } });
    const ofSession = toBoth({ session: { created_at: date, expires_at: date } });

    expect(ofEvent.record.time).toBe(1.9e12);
    expect(ofEvent.signals.facts).not.toHaveProperty('session_age_s');
    expect(ofEvent.signals.values).not.toHaveProperty('session_used_after_end');
    expect(ofSession.record.session).not.toHaveProperty('created_time');
    expect(ofSession.record.session).not.toHaveProperty('expiration_time');
    expect(ofSession.signals.facts).not.toHaveProperty('session_age_s');
    expect(ofSession.signals.values).not.toHaveProperty('session_used_after_end');
  });
});

const somewhere = { city_name: 'Singapore', country_code: 'SG' };
const oslo = [{ type: 's', date: moment - minute, location_info: { latitude: 59.9139, longitude: 10.7522 } }];

describe('record and signals see the same number', () => {
  it.each([
    ['numbers', 1.3521, 103.8198],
    ['text', '1.3521', '103.8198'],
    ['text with blanks and zeros', ' 1.35210', '103.81980 '],
  ])('of degrees: %s', (_name, latitude, longitude) => {
    const { record, signals } = toBoth({
      told: oslo,
      location_info: { ...somewhere, latitude, longitude },
    });

    expect(record.src_endpoint?.location).toMatchObject({ lat: 1.3521, long: 103.8198 });
    expect(signals.evidence).toContainEqual(
      expect.objectContaining({
        signal: 'impossible_travel',
        after: expect.stringContaining('1.3521, 103.8198 at ') as unknown,
      }),
    );
  });

  it.each([
    ['91 degrees', '91', '0'],
    ['a comma', '1,3521', '103,8198'],
    ['nothing', '', ' '],
    ['lists', [1], [2]],
  ])('none of %s', (_name, latitude, longitude) => {
    const { record, signals } = toBoth({
      told: oslo,
      location_info: { ...somewhere, latitude, longitude },
    });

    expect(record.src_endpoint?.location).not.toHaveProperty('lat');
    expect(signals.values).not.toHaveProperty('impossible_travel');
  });

  it.each([['64511'], ['AS64511'], ['as64511'], [64_511]])('of an autonomous system: %j', (asn) => {
    const { record, signals } = toBoth({
      session: { device: { initial_asn: '64496', last_ip: '198.51.100.23', last_asn: asn } },
    });

    expect(record.src_endpoint?.autonomous_system).toMatchObject({ number: 64_511 });
    expect(signals.evidence).toContainEqual(
      expect.objectContaining({ signal: 'asn_changed', before: '64496', after: '64511' }),
    );
  });

  it.each([['0'], ['4294967295'], [64_511.5], ['64511 Example'], [{}]])(
    'no autonomous system in %j',
    (asn) => {
      const { record, signals } = toBoth({
        session: { device: { initial_asn: '64496', last_ip: '198.51.100.23', last_asn: asn } },
      });

      expect(record.src_endpoint).not.toHaveProperty('autonomous_system');
      expect(signals.values).not.toHaveProperty('asn_changed');
    },
  );
});
