import { describe, expect, it } from '@jest/globals';
import { createRecordMapper, type RecordOptions } from '../../../../functions/record/create-record-mapper.ts';
import { isObservedMfa, readObserved } from '../../../../functions/record/reading/read-observed.ts';
import type { SessionOutcome } from '../../../../functions/session/session-outcome.ts';
import { loadExampleInput } from '../example-login.ts';
import { observedExample } from '../observed-example.ts';

const { actor: _actor, ...withoutActor } = observedExample;

interface AnyRecord {
  readonly enrichments: readonly { readonly type: string; readonly data: unknown }[];
  readonly session: unknown;
  readonly auth0: { readonly observed: unknown; readonly session: unknown };
  readonly data: { readonly details: { readonly session_enricher: unknown } };
}

function toRecord(outcome: SessionOutcome, options: Partial<RecordOptions> = {}) {
  const { event } = loadExampleInput();
  const toRecords = createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0', ...options });
  const signals = { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] } as const;
  return JSON.parse(toRecords({ event, outcome, signals })[0]!.line) as AnyRecord;
}

const observed: SessionOutcome = { status: 'observed', reason: 'no_turn', observed: observedExample };

describe('readObserved', () => {
  it('names who acts as the user where the event does, and shows nobody a hash', () => {
    expect(readObserved(observedExample, { actor: { sub: 'auth0|support' } })?.actor).toEqual({
      value: 'auth0|support',
      basis: 'exact',
    });
    expect(readObserved(observedExample, {})).toEqual(withoutActor);
    expect(readObserved(undefined, {})).toBeUndefined();
  });
});

describe('isObservedMfa', () => {
  it('says yes, or nothing', () => {
    expect(isObservedMfa(observedExample)).toBe(true);
    expect(
      isObservedMfa({ methods: { value: [{ name: 'pwd', timestamp: '' }], basis: 'presence' } }),
    ).toBeUndefined();
    expect(isObservedMfa(undefined)).toBeUndefined();
  });
});

describe('a record of an observed session', () => {
  it('has an enrichment of its own in OCSF, and a session of its uid and a second factor alone', () => {
    const record = toRecord(observed);

    expect(record.enrichments.map(({ type }) => type)).toEqual([
      'auth0.session',
      'session_enricher.observed',
    ]);
    expect(record.enrichments[0]?.data).toEqual({ status: 'observed', reason: 'no_turn' });
    expect(record.enrichments[1]).toMatchObject({ provider: 'session-enricher', data: withoutActor });
    expect(record.session).toEqual({
      uid: expect.any(String),
      is_remote: true,
      issuer: expect.any(String),
      is_mfa: true,
    });
  });

  it('never says that there was no second factor', () => {
    const { methods: _methods, ...rest } = observedExample;

    expect(toRecord({ ...observed, observed: rest })).not.toHaveProperty('is_mfa');
  });

  it('has it beside the session that is not there in ECS and raw', () => {
    const ecs = toRecord(observed, { format: 'ecs' });
    const raw = toRecord(observed, { format: 'raw' });

    expect(ecs.auth0.observed).toEqual(withoutActor);
    expect(ecs.auth0.session).toEqual({ id: expect.any(String) });
    expect(raw.data.details.session_enricher).toMatchObject({ status: 'observed', observed: withoutActor });
  });

  it('keeps the privacy rules of the fields that other events told it in', () => {
    const fields = { ip: 'truncate_ip', user_agent: 'drop', 'session.clients': 'hash' } as const;
    const [, told] = toRecord(observed, { privacy: { fields, hashKey: 'key' } }).enrichments;
    const data = told?.data as {
      readonly last_ip: unknown;
      readonly clients: { readonly value: string[] };
      readonly methods: unknown;
    };

    expect(data.last_ip).toEqual({ value: '203.0.113.0', basis: 'lower_bound' });
    expect(data).not.toHaveProperty('last_user_agent');
    expect(data.clients.value[0]).toMatch(/^hash:[0-9a-f]{64}$/);
    expect(data.methods).toEqual(observedExample.methods);
  });
});
