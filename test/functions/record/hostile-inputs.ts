import type { ModelInput } from '../../../functions/record/event-model.ts';
import { hostileEvents } from './hostile-events.ts';
import { hostileSessions } from './hostile-sessions.ts';

const noSignals: ModelInput['signals'] = {
  risk_level: 'info',
  raised: [],
  values: {},
  facts: {},
  evidence: [],
};

/** Every hostile event with a plain session, and a plain event with every hostile session. */
export function makeHostileInputs(): ModelInput[] {
  const outcome = { status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004 } as const;
  const events = Object.values(hostileEvents).map((make) => make());
  const plain = { logId: 'L1', type: 's', data: {}, sessionId: 'S1', occurredAtMs: 1_772_450_104_873 };
  return [
    ...events.map((event) => ({ event, outcome: { ...outcome, session: { id: 'S1' } }, signals: noSignals })),
    ...Object.values(hostileSessions).map((make) => ({
      event: plain,
      outcome: { ...outcome, session: make() },
      signals: noSignals,
    })),
  ];
}
