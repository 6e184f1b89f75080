import { describe, expect, it } from '@jest/globals';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { type FieldOrigins, type Sources, traceOrigins } from '../../../functions/record/trace-origins.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { loadSampleTraffic, toStories } from '../../../functions/local/sample-traffic.ts';

type Json = { readonly [key: string]: unknown };
const trace = (sources: Sources, toRecord: (event: Json, session: Json, observed: Json) => unknown) =>
  traceAll(sources, ({ event, session, observed }) => [
    JSON.stringify(toRecord(event as Json, (session ?? {}) as Json, (observed ?? {}) as Json)),
  ])[0];

function traceAll(...input: Parameters<typeof traceOrigins>): readonly FieldOrigins[] {
  const steps = traceOrigins(...input);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

describe('traceOrigins', () => {
  it.each<[what: string, event: Json, toField: (event: Json) => unknown]>([
    ['a text', { of: 'abc' }, ({ of }) => of],
    ['a text inside another', { of: 'abc' }, ({ of }) => `see ${String(of)}!`],
    ['a text in capitals', { of: 'abc' }, ({ of }) => String(of).toUpperCase()],
    ['an IPv4 address', { of: '192.0.2.1' }, ({ of }) => of],
    ['an IPv6 address', { of: '2001:db8::1' }, ({ of }) => of],
    ['a number as text, made a number', { of: '64496' }, ({ of }) => Number(of)],
    ['a number', { of: 7 }, ({ of }) => of],
    ['a fraction', { of: 52.1 }, ({ of }) => of],
    ['a moment, made milliseconds', { of: '2026-09-14T08:00:11.200Z' }, ({ of }) => Date.parse(String(of))],
    ['a moment, made seconds', { of: 1_789_373_804_500 }, ({ of }) => Math.floor(Number(of) / 1_000)],
    ['a boolean', { of: true }, ({ of }) => of],
    ['a value deep inside', { of: [{ a: 'abc' }] }, ({ of }) => (of as { a: string }[])[0]?.a],
    ['a key with a slash', { 'a/b~c': 'abc' }, (event) => event['a/b~c']],
  ])('sees %s carried over', (_what, event, toField) => {
    expect(trace({ event }, (marked) => ({ field: toField(marked) }))).toEqual({
      '/field': { origin: 'event', from: ['event'] },
    });
  });

  it.each<[what: string, toField: (event: Json, session: Json) => unknown, from: readonly string[]]>([
    ['what is always the same', () => 'Auth0', []],
    ['what is translated', ({ type }) => (type === 's' ? 'Logon' : 'Other'), ['event']],
    ['what compares two', ({ ip }, { last_ip }) => ip === last_ip, ['event', 'session']],
    ['what is there only with a value', ({ type }) => (type === undefined ? undefined : 'told'), ['event']],
  ])('counts %s as made by us', (_what, toField, from) => {
    const sources = { event: { type: 's', ip: '192.0.2.1' }, session: { last_ip: '192.0.2.1' } };

    expect(trace(sources, (event, session) => ({ field: toField(event, session) }))).toEqual({
      '/field': { origin: 'made', from },
    });
  });

  it('is not misled by equal values of two sources', () => {
    const sources = { event: { ip: '192.0.2.1' }, session: { last_ip: '192.0.2.1' } };

    expect(trace(sources, ({ ip }, { last_ip }) => ({ a: ip, b: last_ip }))).toEqual({
      '/a': { origin: 'event', from: ['event'] },
      '/b': { origin: 'session', from: ['session'] },
    });
  });

  it('follows an entry of a list that a mark makes longer', () => {
    const sources = { event: { ip: '192.0.2.1' }, session: { last_ip: '192.0.2.1' } };
    const origins = trace(sources, ({ ip }, { last_ip }) => ({
      list: [...(ip === last_ip ? [] : [{ signal: 'outside' }]), { signal: 'address', after: last_ip }],
    }));

    expect(origins?.['/list/0/after']).toEqual({ origin: 'session', from: ['session'] });
  });

  it('names what earlier events said', () => {
    const origins = trace(
      { event: {}, observed: { atMs: 1_789_373_804_500 } },
      (_event, _session, { atMs }) => ({ atMs }),
    );

    expect(origins).toEqual({ '/atMs': { origin: 'observed', from: ['observed'] } });
  });

  it('changes nothing of what it is given', () => {
    const event = Object.freeze({ ip: '192.0.2.1', details: Object.freeze({ list: Object.freeze(['a']) }) });

    expect(() => trace({ event }, (marked) => marked)).not.toThrow();
  });

  it('ends soon on an event with thousands of values', () => {
    const event = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`key${index}`, index]));
    let runs = 0;
    trace({ event }, (marked) => {
      runs += 1;
      return { first: marked['key0'] };
    });

    expect(runs).toBeLessThan(1_000);
  });

  it('tells a real record: from the event, from the session, and made by us', () => {
    const story = toStories(loadSampleTraffic()).get('session-hijack');
    const toRecords = createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0' });
    const element = story?.elements[1] as { log_id: string; data: Json };
    const session = story?.sessions[0];
    const [origins = {}] = traceAll({ event: element.data, session }, (sources) => {
      const text = JSON.stringify({ log_id: element.log_id, data: sources.event });
      const parsed = parseElement(text, { receivedAtMs: 0 });
      // Without its type it is no event, and there is no record of it.
      if (!parsed.ok) return [];
      const outcome = {
        status: 'enriched' as const,
        session: sources.session as NonNullable<typeof session>,
        source: 'api' as const,
        fetchedAtMs: 1_789_374_249_900,
      };
      const signals = createSignals()({ event: parsed.event, outcome });
      return toRecords({ event: parsed.event, outcome, signals }).map(({ line }) => line);
    });

    expect(origins['/src_endpoint/ip']?.origin).toBe('event');
    expect(origins['/session/created_time']?.origin).toBe('session');
    expect(origins['/class_name']).toEqual({ origin: 'made', from: ['event'] });
    expect(origins['/severity_id']?.origin).toBe('made');
    expect(origins['/enrichments/0/data/session/device/initial_ip']?.origin).toBe('session');
  });
});
