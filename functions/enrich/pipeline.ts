import type { FanOutFailure } from '../destination/deliver-to-all.ts';
import { dropRepeats } from '../log-event/drop-repeats.ts';
import type { LogEvent } from '../log-event/log-event.ts';
import { parseElement } from '../log-event/parse-element.ts';
import type { SecurityRecord } from '../record/record.ts';
import type { LookUpOptions, LookUpSession, SessionOutcome } from '../session/session-outcome.ts';
import type { SessionStatus } from '../session/session-status.ts';
import { toOutcomeAtEvent } from '../session/outcome-at-event.ts';
import type { RiskLevel } from '../signals/risk-level.ts';
import type { SignalBlock, SignalInput } from '../signals/signal.ts';
import { toCreated } from './created-incidents.ts';
import type { ClaimedBatch, Deduplication } from './deduplication.ts';
import type { EventHistory, HistoryOf } from './event-history.ts';
import type { Deliver } from './hand-over.ts';
import { createOutbox } from './outbox.ts';

/** One message of the queue: a log event in any wrapper that `parseElement` reads. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  /** Epoch milliseconds (SQS `SentTimestamp`): the event waits for its session at most `maxDelayMs` from here. */
  readonly enqueuedAtMs: number;
}

/** What an event is, before its session is known: whether to ask for one, and how urgently. */
export type LookUpPlan = Pick<LookUpOptions, 'mode' | 'priority'> | 'never';

export interface PipelineDependencies {
  readonly lookUp: LookUpSession;
  readonly planLookUp: (event: LogEvent) => LookUpPlan;
  readonly toSignals: (input: SignalInput) => SignalBlock;
  readonly toRecords: (input: EnrichedEvent) => readonly SecurityRecord[];
  /** To every destination, or into the retry queue of one that does not take them. */
  readonly deliver: Deliver;
  /** Remembers across batches what was delivered. @default repeats are dropped inside a batch alone */
  readonly deduplication?: Deduplication;
  /** What log events have told of sessions and users. @default nothing: what needs it is unknown */
  readonly history?: EventHistory;
  /** From this risk level on, incidents are told in findings, and who created one is kept. @default none */
  readonly findingFrom?: RiskLevel;
  /** How long an event may wait for its session after it entered the queue, in milliseconds. @default 120_000 */
  readonly maxDelayMs?: number;
  /** Kept free at the end of an invocation, so that records still go out, in milliseconds. @default 5_000 */
  readonly deliveryReserveMs?: number;
  /** Finished records go out after so long, without waiting for the rest of their batch, in milliseconds. @default 1_000 */
  readonly waveIntervalMs?: number;
  readonly now: () => number;
  /** Told of an event that could not be made a record: a defect of ours. Gets the error alone, never the event. */
  readonly reportFault: (error: unknown) => void;
  /** Shown events once they are delivered, with what became of them: for a page, never for a log. */
  readonly onEmitted?: (emitted: readonly EmittedEvent[]) => void;
}

/** An event, what its look-up came to, and what follows from both. */
export interface EnrichedEvent {
  readonly event: LogEvent;
  /** With the session as it was at the event. */
  readonly outcome: SessionOutcome;
  readonly signals: SignalBlock;
  /** The incidents of which this event is the first to tell; undefined: all of them. */
  readonly created?: ReadonlySet<string>;
}

/** What became of a batch. `failedMessageIds` are exactly the messages that have to come back. */
export interface BatchResult {
  readonly failedMessageIds: readonly string[];
  /** Log events read, repeats included. */
  readonly events: number;
  readonly repeats: number;
  /** Events that an earlier batch has delivered, and that were dropped. */
  readonly duplicates: number;
  /** Events that another invocation is at; their messages come back. */
  readonly inProgressElsewhere: number;
  /** Why messages could not be read; fixed sentences that quote nothing. */
  readonly rejected: readonly { readonly messageId: string; readonly reason: string }[];
  readonly records: number;
  readonly statuses: Readonly<Partial<Record<SessionStatus, number>>>;
  /** Event types, for the caller to see which ones the catalogue does not know. */
  readonly types: ReadonlySet<string>;
  /** Milliseconds from the queue to the end of the delivery, one for each event. */
  readonly delaysMs: readonly number[];
  /** Records that neither a destination nor its retry queue took: their messages come back. */
  readonly failures: readonly FanOutFailure[];
  /** Records that wait in the retry queue of a destination. */
  readonly handedOver: readonly FanOutFailure[];
  /** Distinct records that at least one destination took. */
  readonly emitted: number;
}

export interface Pipeline {
  /** Log events to records, nothing delivered: what an analyst asks for. */
  enrich(events: readonly LogEvent[], limits: EnrichLimits): Promise<readonly EnrichedRecords[]>;
  /** A batch of the queue, from its messages to the destinations. */
  process(messages: readonly QueuedMessage[], limits: { readonly deadlineMs: number }): Promise<BatchResult>;
}

export interface EnrichLimits {
  /** Epoch milliseconds by which every look-up has ended. */
  readonly deadlineMs: number;
  /** The events may be made up: no later event is told of them. @default false */
  readonly isTrial?: boolean;
}

/** `records` is empty only when the event could not be made a record: `fault` says so. */
export interface EnrichedRecords {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
  readonly signals?: SignalBlock;
  readonly records: readonly SecurityRecord[];
  readonly isFaulty: boolean;
}

export interface EmittedEvent extends EnrichedRecords {
  /** From the queue to the end of the delivery. */
  readonly delayMs: number;
}

interface QueuedEvent {
  readonly logId: string;
  readonly messageId: string;
  readonly enqueuedAtMs: number;
  readonly event: LogEvent;
}

/**
 * The whole way of a batch: parse → look sessions up → signals → records → destinations.
 *
 * Enrichment never fails a message, only delivery does: a look-up that came to nothing still gives a record that says
 * why. What a destination refuses goes, finished, into that destination's retry queue; only when that does not take it
 * either, or when a message is no event, the message comes back: the queue tries it some more times and then keeps it,
 * byte for byte, among the dead letters.
 *
 * With deduplication an event is marked as in progress first, then delivered, then marked as delivered. Whatever ends in
 * between, it is delivered again: a repeat under the same uid, never a loss.
 */
export function createPipeline(dependencies: PipelineDependencies): Pipeline {
  const {
    maxDelayMs = 120_000,
    deliveryReserveMs = 5_000,
    waveIntervalMs = 1_000,
    now,
    onEmitted,
  } = dependencies;

  async function enrichOne(
    event: LogEvent,
    deadlineMs: number,
    historyOf: Promise<HistoryOf | undefined>,
  ): Promise<EnrichedRecords> {
    const outcome = await lookUpFor(dependencies, event, deadlineMs);
    const history = (await historyOf)?.(event);
    try {
      const shown = toOutcomeAtEvent(outcome, event);
      const signals = dependencies.toSignals({ event, ...shown, history });
      const created = await toCreated(event, signals, dependencies);
      return {
        event,
        outcome,
        signals,
        records: dependencies.toRecords({
          event,
          outcome: shown.outcome,
          signals,
          ...(created && { created }),
        }),
        isFaulty: false,
      };
    } catch (error) {
      dependencies.reportFault(error);
      return { event, outcome, records: [], isFaulty: true };
    }
  }

  /** Never rejects: an event without its history becomes a record all the same. */
  async function askHistory(events: readonly LogEvent[], isTrial: boolean): Promise<HistoryOf | undefined> {
    const { history, reportFault } = dependencies;
    try {
      return await (isTrial ? history?.recall(events) : history?.learn(events));
    } catch (error) {
      reportFault(error);
      return undefined;
    }
  }

  return {
    enrich(events, { deadlineMs, isTrial = false }) {
      const historyOf = askHistory(events, isTrial);
      return Promise.all(events.map((event) => enrichOne(event, deadlineMs, historyOf)));
    },

    async process(messages, { deadlineMs }) {
      const { readable, unreadable } = readMessages(messages);
      const { kept: distinct, repeats } = dropRepeats(readable);
      const ledger = dependencies.deduplication?.begin({ deadlineMs });
      const { kept, delivered, elsewhere } = ledger
        ? await claimAll(distinct, ledger)
        : { kept: distinct, delivered: [], elsewhere: [] };
      const lookUpsEndMs = deadlineMs - deliveryReserveMs;
      const historyOf = askHistory(
        kept.map(({ event }) => event),
        false,
      );

      const enriched: EnrichedRecords[] = [];
      const delaysMs: number[] = [];
      const outbox = createOutbox({
        deliver: dependencies.deliver,
        now,
        intervalMs: waveIntervalMs,
        async onDelivered(items, deliveredAtMs, refusals) {
          for (const item of items) delaysMs[item] = deliveredAtMs - kept[item]!.enqueuedAtMs;
          onEmitted?.(items.map((item) => ({ ...enriched[item]!, delayMs: delaysMs[item]! })));
          if (ledger === undefined) return;
          const failed = toFailed(refusals);
          const logIdsOf = (isFailed: boolean) =>
            items.filter((item) => failed(enriched[item]!) === isFailed).map((item) => kept[item]!.logId);
          await Promise.all([ledger.complete(logIdsOf(false)), ledger.release(logIdsOf(true))]);
        },
      });
      await Promise.all(
        kept.map(async ({ event, enqueuedAtMs }, item) => {
          const one = await enrichOne(event, Math.min(enqueuedAtMs + maxDelayMs, lookUpsEndMs), historyOf);
          enriched[item] = one;
          outbox.add(item, one.records);
        }),
      );
      const { failures, handedOver, emitted } = await outbox.finish();

      const failed = toFailed(failures);
      const failedEvents = kept.filter((_, index) => failed(enriched[index]!));
      return {
        failedMessageIds: [...unreadable, ...elsewhere, ...failedEvents].map(({ messageId }) => messageId),
        events: readable.length,
        repeats,
        duplicates: delivered.length,
        inProgressElsewhere: elsewhere.length,
        rejected: unreadable,
        records: enriched.reduce((sum, { records }) => sum + records.length, 0),
        statuses: countStatuses(enriched),
        types: new Set(kept.map(({ event }) => event.type).filter((type) => type !== undefined)),
        delaysMs,
        failures,
        handedOver,
        emitted,
      };
    },
  };
}

async function claimAll(events: readonly QueuedEvent[], ledger: ClaimedBatch) {
  const kept: QueuedEvent[] = [];
  const delivered: QueuedEvent[] = [];
  const elsewhere: QueuedEvent[] = [];
  const places = { ours: kept, delivered, elsewhere };
  const claims = await Promise.all(events.map(({ logId }) => ledger.claim(logId)));
  for (const [index, event] of events.entries()) places[claims[index]!].push(event);
  return { kept, delivered, elsewhere };
}

/** Whether an event has to come again, given what destinations did not accept. */
function toFailed(failures: readonly FanOutFailure[]): (one: EnrichedRecords) => boolean {
  const refused = new Set(failures.map(({ recordUid }) => recordUid));
  return ({ isFaulty, records }) => isFaulty || records.some(({ uid }) => refused.has(uid));
}

async function lookUpFor(
  { lookUp, planLookUp }: PipelineDependencies,
  event: LogEvent,
  deadlineMs: number,
): Promise<SessionOutcome> {
  if (event.sessionId === undefined) return { status: 'no_session_id' };
  const plan = planLookUp(event);
  if (plan === 'never') return { status: 'skipped', reason: 'never_by_policy' };
  return lookUp(event.sessionId, event.occurredAtMs, { ...plan, deadlineMs });
}

function readMessages(messages: readonly QueuedMessage[]) {
  const readable: QueuedEvent[] = [];
  const unreadable: { messageId: string; reason: string }[] = [];
  for (const { messageId, body, enqueuedAtMs } of messages) {
    const parsed = parseElement(body, { receivedAtMs: enqueuedAtMs });
    if (parsed.ok) {
      const { event } = parsed;
      readable.push({ logId: event.logId, messageId, enqueuedAtMs, event });
    } else unreadable.push({ messageId, reason: parsed.reason });
  }
  return { readable, unreadable };
}

function countStatuses(enriched: readonly EnrichedRecords[]): Partial<Record<SessionStatus, number>> {
  const counts: Partial<Record<SessionStatus, number>> = {};
  for (const { outcome } of enriched) counts[outcome.status] = (counts[outcome.status] ?? 0) + 1;
  return counts;
}
