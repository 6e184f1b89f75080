import type { LinePlan } from '../ledger/line.ts';
import { createMemoryLine } from '../ledger/memory-line.ts';
import type { PrivacyRules } from '../record/privacy/privacy-rules.ts';
import type { SecretsClient } from '../secret/secrets-client.ts';
import { type Clock, systemClock } from '../session/clock.ts';
import type { LookUpEvent } from '../session/look-up-event.ts';
import { createSessionClient } from '../session/session-client.ts';
import type { TokenSource } from '../session/token-supply.ts';
import type { EnrichConfig } from './config.ts';
import { createLedgerMeter, type LedgerMeter } from './ledger-meter.ts';
import { createLookUpModes } from './look-up-modes.ts';
import { composeLookUpStage } from './look-up/compose-look-up-stage.ts';
import type { LaterLookUp, LookUpQueue } from './look-up/later-look-up.ts';
import { toLinePlan, toSparingPlan } from './look-up/line-plan.ts';
import type { LookUpStage } from './look-up/look-up-stage.ts';
import type { Patience } from './look-up/patience.ts';
import { createMemoryLedger, type OpenedLedger } from './memory-ledger.ts';
import { createReadingLedger } from './reading-ledger.ts';
import type { TableLookUpsOptions } from './table-look-ups.ts';

/**
 * Whose look-ups they are. `queue`: real events, which teach all workers. `caller`: somebody who asks and may make events up; they
 * read the ledger, write nothing, and take the turns that the queue has to spare.
 */
export type LookUpsFor = 'queue' | 'caller';

export interface OpenLookUpsOptions {
  readonly config: EnrichConfig;
  /** The tenant's, with the key of hashed fields. */
  readonly privacy: PrivacyRules;
  readonly secrets: SecretsClient;
  readonly token: TokenSource;
  readonly isFor: LookUpsFor;
  readonly onEvent: (event: LookUpEvent) => void;
  readonly onKeyFailure: (error: unknown) => void;
  readonly reportFault: (error: unknown) => void;
  /** @default the system's */
  readonly clock?: Clock;
}

/** How long a caller waits for a turn. */
const callerWaitMs = 15_000;

/** The look-ups of a function of the stack: ledger and line in the tenant's table, where it has one. */
export async function openLookUps(
  options: OpenLookUpsOptions,
): Promise<{ readonly stage: LookUpStage; readonly ledgerMeter: LedgerMeter }> {
  const { config, token, isFor, onEvent, reportFault, clock = systemClock } = options;
  const { now } = clock;
  const meter = createLedgerMeter();
  const isQueue = isFor === 'queue';
  const plan = isQueue ? toLinePlan(config.budget, config.lookUpWaitMs) : toSparingPlan(config.budget);
  const { line, ...opened } = config.ledger
    ? await openTable({ ...config.ledger, ...options, plan, clock, meter, mostWorkers: config.mostWorkers })
    : {
        ...createMemoryLedger({ now }),
        line: createMemoryLine({ plan: toSharePlan(plan, config.mostWorkers), now }),
      };

  const stage = composeLookUpStage({
    ...(isQueue ? opened : toReading(opened, now)),
    line: meter.watch(line),
    request: createSessionClient({ baseUrl: config.auth0BaseUrl }),
    token,
    reserve: config.budget.reserve,
    modeOf: createLookUpModes(config.lookUps),
    cacheTtlMs: config.cacheTtlMs,
    patience: isQueue ? { classOneMs: config.lookUpWaitMs } : callerPatience,
    lookUps: isQueue && config.lookUpsQueueUrl ? toLateQueue(config.lookUpsQueueUrl) : undefined,
    clock,
    onEvent,
    reportFault,
  });
  return { stage, ledgerMeter: meter };
}

async function openTable(options: TableLookUpsOptions) {
  const { openTableLookUps } = await import('./table-look-ups.ts');
  return openTableLookUps(options);
}

const callerPatience: Patience = {
  classOneMs: callerWaitMs,
  inlineMs: callerWaitMs,
  callMs: callerWaitMs,
  isTryingAgain: true,
};

/** Without a line, each worker keeps to its own part. */
function toSharePlan(plan: LinePlan, mostWorkers: number): LinePlan {
  return {
    ...plan,
    ratePerSecond: plan.ratePerSecond / mostWorkers,
    burst: Math.max(1, Math.floor(plan.burst / mostWorkers)),
  };
}

function toReading({ ledger, facts }: OpenedLedger, now: () => number): OpenedLedger {
  return { ledger: createReadingLedger(ledger, createMemoryLedger({ now }).ledger), facts };
}

/** Imported when an event first has to wait. */
function toLateQueue(queueUrl: string): LookUpQueue {
  let opening: Promise<LookUpQueue> | undefined;
  async function open(): Promise<LookUpQueue> {
    const { createSqsLookUpQueue } = await import('./look-up/sqs-look-up-queue.ts');
    return createSqsLookUpQueue({ queueUrl });
  }
  return {
    async add(later: LaterLookUp) {
      try {
        opening ??= open();
        return await (await opening).add(later);
      } catch {
        opening = undefined;
        return false;
      }
    },
  };
}
