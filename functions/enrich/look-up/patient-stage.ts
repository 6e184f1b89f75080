import { createMemoryLine } from '../../ledger/memory-line.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import type { BudgetShare } from '../../session/budget-plan.ts';
import { systemClock } from '../../session/clock.ts';
import { createSessionClient } from '../../session/session-client.ts';
import type { TokenSource } from '../../session/token-supply.ts';
import { createMemoryLedger, type OpenedLedger } from '../memory-ledger.ts';
import { type ComposeStageOptions, composeLookUpStage } from './compose-look-up-stage.ts';
import { toPatientPlan } from './line-plan.ts';
import type { LookUpStage } from './look-up-stage.ts';

export interface PatientStageOptions {
  /** Scheme and host, for example `https://acme.eu.auth0.com`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  readonly budget: BudgetShare;
  readonly modeOf: (event: LogEvent) => LookUpMode;
  /** How long an event may wait for its turn, in milliseconds. */
  readonly waitMs: number;
  /** @default one of its own */
  readonly memory?: OpenedLedger;
  readonly onEvent?: ComposeStageOptions['onEvent'];
}

/**
 * Look-ups of one process for somebody who has chosen the events and waits for all of them: ledger and line in memory, and
 * every event is worth a turn, however long that takes.
 */
export function createPatientStage(options: PatientStageOptions): LookUpStage {
  const { baseUrl, budget, waitMs, token, modeOf, onEvent } = options;
  const { now } = systemClock;
  return composeLookUpStage({
    ...(options.memory ?? createMemoryLedger({ now })),
    line: createMemoryLine({ plan: toPatientPlan(budget, waitMs), now }),
    request: createSessionClient({ baseUrl }),
    reserve: budget.reserve,
    patience: { classOneMs: waitMs, inlineMs: waitMs, callMs: waitMs },
    token,
    modeOf,
    onEvent,
  });
}
