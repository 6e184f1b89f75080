import { type FactSettings, toEventFacts } from '../../ledger/event-facts.ts';
import type { SessionLedger } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import type { LookUpSession } from '../../session/session-outcome.ts';
import type { LookUpStage, Settled } from './look-up-stage.ts';
import { toAnsweredOutcome, toFailedOutcome, toUnaskedOutcome } from './settled-outcome.ts';

export interface PlainStageOptions {
  /** Knows every answer there is: a file, or none. */
  readonly lookUp: LookUpSession;
  readonly ledger: SessionLedger;
  readonly facts: FactSettings;
  readonly modeOf: (event: LogEvent) => LookUpMode;
}

/** Sessions without Auth0, so without a line: from a file, or from what log events tell alone. */
export function createPlainStage({ lookUp, ledger, facts, modeOf }: PlainStageOptions): LookUpStage {
  async function settle(event: LogEvent): Promise<Settled> {
    const { sessionId, occurredAtMs } = event;
    const told = toEventFacts(event, facts).session;
    const additions = [
      ...(told === undefined ? [] : [told]),
      ...(sessionId && told?.sessionId !== sessionId ? [{ sessionId, facts: [] }] : []),
    ];
    const entry = (await ledger.add(additions)).get(sessionId ?? '');
    if (!sessionId) return { outcome: { status: 'no_session_id' }, entry };
    const mode = modeOf(event);
    if (mode === 'never') return { ...toUnaskedOutcome(event, 'never_by_policy', entry), entry };
    const outcome = await lookUp(sessionId, occurredAtMs, { mode });
    const { session, fetchedAtMs, source = 'api' } = outcome;
    const isAnswer = outcome.status === 'enriched' || outcome.source !== undefined;
    if (isAnswer && fetchedAtMs !== undefined) {
      return { ...toAnsweredOutcome(event, { session, fetchedAtMs }, source, entry?.view), entry };
    }
    const failed = toFailedOutcome(event, outcome, entry);
    if (outcome.status !== 'skipped' || failed.outcome.observed === undefined) return { ...failed, entry };
    return { outcome: { ...failed.outcome, status: 'observed' }, entry };
  }

  return {
    lookUp: (events) => events.map(({ event }) => settle(event)),
    finish: async () => undefined,
  };
}
