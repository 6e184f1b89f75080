import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';

const silent: SignalBlock = { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] };
const incident = {
  signal: 'impossible_travel',
  severity_id: 3,
  attack: ['T1550.004'],
  time: '2026-03-02T11:20:04.873Z',
  session_id: 'S1',
} as const;

function toSignals(signals: SignalBlock): unknown {
  const event = {
    logId: 'L1',
    type: 's',
    data: { type: 's' },
    sessionId: undefined,
    occurredAtMs: 1_772_450_104_873,
  };
  const toRecords = createRecordMapper({ format: 'ecs', ocsfVersion: '1.8.0' });
  const [record] = toRecords({ event, outcome: { status: 'no_session_id' }, signals });
  const { auth0 } = JSON.parse(record!.line) as { readonly auth0: { readonly signals?: unknown } };
  return auth0.signals;
}

describe('the signals of a record', () => {
  it('are left out when they say nothing', () => {
    expect(toSignals(silent)).toBeUndefined();
  });

  it.each<[what: string, more: Partial<SignalBlock>]>([
    ['one that is raised', { raised: ['session_user_mismatch'] }],
    ['one whose answer is no', { values: { session_user_mismatch: false } }],
    ['a fact', { facts: { session_age_s: 1 } }],
    ['that history was full', { history_full: true }],
    ['an incident', { incidents: [incident] }],
  ])('are there with nothing but %s', (_what, more) => {
    expect(toSignals({ ...silent, ...more })).toBeDefined();
  });
});
