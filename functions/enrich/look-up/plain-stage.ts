import type { FactSettings } from '../../ledger/fact-settings.ts';
import type { SessionEntry, SessionLedger } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import type { LookUpSession } from '../../session/session-outcome.ts';
import { addToldFacts } from './add-told-facts.ts';
import type { LookUpStage } from './look-up-stage.ts';
import { toAnsweredOutcome, toFailedOutcome, toUnaskedOutcome } from './settled-outcome.ts';
import type { Settled } from './wanting-event.ts';

export interface PlainStageOptions {
  /** Knows every answer there is: a file, or none. */
  readonly lookUp: LookUpSession;
  readonly ledger: SessionLedger;
  readonly facts: FactSettings;
  readonly modeOf: (event: LogEvent) => LookUpMode;
}

/** Sessions without Auth0, so without a line: from a file, or from what log events tell alone. */
export function createPlainStage({ lookUp, ledger, facts, modeOf }: PlainStageOptions): LookUpStage {
  async function settle(event: LogEvent, entry: SessionEntry | undefined): Promise<Settled> {
    const { sessionId, occurredAtMs } = event;
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
    told: { ledger, facts },
    lookUp(events, { onTold }) {
      const added = addToldFacts(events, ledger, facts);
      void added.then(
        (sessions) => onTold?.(sessions),
        () => onTold?.(new Map()),
      );
      return events.map(async ({ event }) => settle(event, (await added).get(event.sessionId ?? '')));
    },
    finish: async () => undefined,
  };
}
