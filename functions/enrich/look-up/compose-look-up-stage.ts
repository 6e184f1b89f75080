import type { FactSettings } from '../../ledger/fact-settings.ts';
import type { LookUpLine } from '../../ledger/line.ts';
import type { SessionLedger } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import { createCircuitBreaker } from '../../session/circuit-breaker.ts';
import { type Clock, systemClock } from '../../session/clock.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import { defaultCacheTtlMs } from '../../session/look-up-limits.ts';
import type { AskAuth0 } from '../../session/session-client.ts';
import { createTokenSupply, type TokenSource } from '../../session/token-supply.ts';
import { createClassCap } from './class-cap.ts';
import type { LookUpQueue } from './later-look-up.ts';
import { createLookUpStage, type LookUpStage } from './look-up-stage.ts';
import type { Patience } from './patience.ts';
import { createSessionQuestion } from './session-question.ts';

export interface ComposeStageOptions {
  /** One for all workers, or one for each over the same table. */
  readonly ledger: SessionLedger;
  readonly line: LookUpLine;
  /** Asks Auth0 once: see `createSessionClient`. */
  readonly request: AskAuth0;
  readonly token: TokenSource;
  /** What events are stored as. */
  readonly facts: FactSettings;
  /** Requests that are to stay in the tenant's bucket for other callers. */
  readonly reserve: number;
  readonly modeOf: (event: LogEvent) => LookUpMode;
  /** @default 30_000 */
  readonly cacheTtlMs?: number;
  readonly patience?: Patience;
  /** Where class one waits for turns further ahead. @default it waits in the call, as far as that may */
  readonly lookUps?: LookUpQueue | undefined;
  /** @default the system's */
  readonly clock?: Clock;
  /** From 0 up to 1, for jitter. @default Math.random */
  readonly random?: () => number;
  /** Told of every look-up and request: never a session ID, never a token. */
  readonly onEvent?: ((event: LookUpEvent) => void) | undefined;
  readonly reportFault?: (error: unknown) => void;
}

/** The look-up stage of one worker, around any ledger, any line and any way of asking Auth0: a simulation's, for one. */
export function composeLookUpStage(options: ComposeStageOptions): LookUpStage {
  const { ledger, line, request, facts, reserve, modeOf, lookUps, onEvent, patience } = options;
  const { clock = systemClock, random = Math.random, cacheTtlMs = defaultCacheTtlMs } = options;
  const { reportFault = () => undefined } = options;
  /** A fault in somebody's metrics must not cost an enrichment. */
  function report(event: LookUpEvent): void {
    try {
      onEvent?.(event);
    } catch {
      // Theirs to find: nothing of ours went wrong.
    }
  }
  const breaker = createCircuitBreaker({
    clock,
    random,
    onChange: (state) => report({ type: 'breaker', state }),
  });
  const token = createTokenSupply({ source: options.token, clock });
  return createLookUpStage({
    ledger,
    line,
    question: createSessionQuestion({ request, line, token, breaker, clock, reserve, report }),
    facts,
    modeOf,
    cap: createClassCap({ now: clock.now }),
    clock,
    random,
    cacheTtlMs,
    lookUps,
    report,
    reportFault,
    ...(patience && { patience }),
  });
}
