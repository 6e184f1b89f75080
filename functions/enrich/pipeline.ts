import type { FanOutFailure } from '../destination/deliver-to-all.ts';
import { dropRepeats } from '../log-event/drop-repeats.ts';
import type { LogEvent } from '../log-event/log-event.ts';
import { parseElement } from '../log-event/parse-element.ts';
import type { SessionEntry } from '../ledger/session-ledger.ts';
import type { SecurityRecord } from '../record/record.ts';
import type { Clock } from '../session/clock.ts';
import type { SessionOutcome } from '../session/session-outcome.ts';
import type { SessionStatus } from '../session/session-status.ts';
import type { RiskLevel } from '../signals/risk-level.ts';
import type { SignalBlock, SignalInput } from '../signals/signal.ts';
import { toCreated } from './created-incidents.ts';
import type { ClaimedBatch, Deduplication } from './deduplication.ts';
import type { EventHistory, HistoryOf } from './event-history.ts';
import type { Deliver } from './hand-over.ts';
import type { LinePlace } from './look-up/later-look-up.ts';
import type { LookUpStage } from './look-up/look-up-stage.ts';
import type { Settled, WantingEvent } from './look-up/wanting-event.ts';
import { createOutbox } from './outbox.ts';

/** One message of the queue: a log event in any wrapper that `parseElement` reads. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly body: string;
  /** Epoch milliseconds (SQS `SentTimestamp`). */
  readonly enqueuedAtMs: number;
  /** It has come from the queue of look-ups: its place in the line, and how often it has been delivered. */
  readonly returned?: { readonly place: LinePlace; readonly deliveries: number } | undefined;
  /** Sent again from an archive. */
  readonly isBackfill?: boolean | undefined;
}

export interface PipelineDependencies {
  readonly lookUps: LookUpStage;
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
  /** Kept free at the end of an invocation, so that records still go out, in milliseconds. @default 5_000 */
  readonly deliveryReserveMs?: number;
  /** Finished records go out after so long, without waiting for the rest of their batch, in milliseconds. @default 200 */
  readonly waveIntervalMs?: number;
  readonly clock: Clock;
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
  /** Events that wait for their turn in the queue of look-ups; their messages are done. */
  readonly later: number;
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

/** A look-up that is settled here and now. */
type Found = Exclude<Settled, { readonly isLater: true }>;

interface QueuedEvent extends QueuedMessage {
  readonly logId: string;
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
  const { deliveryReserveMs = 5_000, waveIntervalMs = 200, lookUps, clock, onEmitted } = dependencies;

  /** What follows from an event's look-up. */
  async function toEnriched(
    event: LogEvent,
    { outcome, asRead }: Found,
    historyOf: Promise<HistoryOf | undefined>,
  ): Promise<EnrichedRecords> {
    const history = (await historyOf)?.(event);
    try {
      const signals = dependencies.toSignals({ event, outcome, asRead, history });
      const created = await toCreated(event, signals, dependencies);
      return {
        event,
        outcome,
        signals,
        records: dependencies.toRecords({ event, outcome, signals, ...(created && { created }) }),
        isFaulty: false,
      };
    } catch (error) {
      dependencies.reportFault(error);
      return { event, outcome, records: [], isFaulty: true };
    }
  }

  /** What is learnt of users rests on what the look-up has added to their sessions: one write a session and batch. */
  function startLookUps(events: readonly WantingEvent[], endMs: number) {
    let tell: (sessions: ReadonlyMap<string, SessionEntry>) => void = () => undefined;
    const told = new Promise<ReadonlyMap<string, SessionEntry>>((resolve) => {
      tell = resolve;
    });
    const settled = lookUps.lookUp(events, { endMs, onTold: tell });
    return { settled, historyOf: learn(events, told) };
  }

  /** Never rejects: an event without its history becomes a record all the same. */
  async function learn(
    events: readonly WantingEvent[],
    sessions: Promise<ReadonlyMap<string, SessionEntry>>,
  ): Promise<HistoryOf | undefined> {
    const { history, reportFault } = dependencies;
    try {
      return await history?.learn(
        events.map(({ event }) => event),
        sessions,
      );
    } catch (error) {
      reportFault(error);
      return undefined;
    }
  }

  return {
    async enrich(events, limits) {
      const started = startLookUps(
        events.map((event) => ({ event })),
        limits.deadlineMs,
      );
      const settled = await Promise.all(started.settled);
      await lookUps.finish();
      return Promise.all(
        events.map((event, index) => {
          const one = settled[index]!;
          if (one.isLater) throw new Error('only a message can wait in the queue of look-ups');
          return toEnriched(event, one, started.historyOf);
        }),
      );
    },

    async process(messages, { deadlineMs }) {
      const { readable, unreadable } = readMessages(messages);
      const { kept: distinct, repeats } = dropRepeats(readable);
      const ledger = dependencies.deduplication?.begin({ deadlineMs });
      const { kept, delivered, elsewhere } = ledger
        ? await claimAll(distinct, ledger)
        : { kept: distinct, delivered: [], elsewhere: [] };
      const lookUpsEndMs = deadlineMs - deliveryReserveMs;

      const enriched: EnrichedRecords[] = [];
      const delaysMs: number[] = [];
      const outbox = createOutbox({
        deliver: dependencies.deliver,
        clock,
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
      let later = 0;
      const { settled: promises, historyOf } = startLookUps(kept.map(toWanting), lookUpsEndMs);
      await Promise.all(
        promises.map(async (promise, item) => {
          const { event, logId } = kept[item]!;
          const settled = await promise;
          if (settled.isLater) {
            later += 1;
            // It is delivered when it comes back from there, which may be soon.
            await ledger?.release([logId]);
            return;
          }
          const one = await toEnriched(event, settled, historyOf);
          enriched[item] = one;
          outbox.add(item, one.records);
        }),
      );
      const [delivery] = await Promise.all([outbox.finish(), lookUps.finish()]);
      const { failures, handedOver, emitted } = delivery;

      const failed = toFailed(failures);
      const failedEvents = kept.filter((_, index) => enriched[index] && failed(enriched[index]));
      const all = enriched.filter((one) => one !== undefined);
      return {
        failedMessageIds: [...unreadable, ...elsewhere, ...failedEvents].map(({ messageId }) => messageId),
        events: readable.length,
        repeats,
        duplicates: delivered.length,
        inProgressElsewhere: elsewhere.length,
        later,
        rejected: unreadable,
        records: all.reduce((sum, { records }) => sum + records.length, 0),
        statuses: countStatuses(all),
        types: new Set(kept.map(({ event }) => event.type).filter((type) => type !== undefined)),
        delaysMs: delaysMs.filter((delayMs) => delayMs !== undefined),
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

function toWanting({ event, body, enqueuedAtMs, returned, isBackfill }: QueuedEvent) {
  return { event, message: { body, enqueuedAtMs }, returned, isBackfill };
}

function readMessages(messages: readonly QueuedMessage[]) {
  const readable: QueuedEvent[] = [];
  const unreadable: { messageId: string; reason: string }[] = [];
  for (const message of messages) {
    const { messageId, body, enqueuedAtMs } = message;
    const parsed = parseElement(body, { receivedAtMs: enqueuedAtMs });
    if (parsed.ok) {
      const { event } = parsed;
      readable.push({ ...message, logId: event.logId, event });
    } else unreadable.push({ messageId, reason: parsed.reason });
  }
  return { readable, unreadable };
}

function countStatuses(enriched: readonly EnrichedRecords[]): Partial<Record<SessionStatus, number>> {
  const counts: Partial<Record<SessionStatus, number>> = {};
  for (const { outcome } of enriched) counts[outcome.status] = (counts[outcome.status] ?? 0) + 1;
  return counts;
}
