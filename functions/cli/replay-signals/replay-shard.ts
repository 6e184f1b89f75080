import type { FindingLevel } from '../../signals/risk-level.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';
import { createSeenLogIds } from '../enrich/seen-log-ids.ts';
import type { InputElement } from '../input/read-elements.ts';
import { type InputRegions, readInputRegions } from '../input/read-inputs.ts';
import type { Terminal } from '../terminal/command.ts';
import { createAlertTally, type TalliedAlerts } from './alert-tally.ts';
import { createJudge } from './judge-events.ts';
import { createSharding, type Shard } from './shard-of.ts';
import { readStored, type StoredEvent } from './stored-event.ts';

/** What to judge, and by what. Plain data, which goes from one process to another. */
export interface ReplayPlan {
  readonly files: readonly string[];
  readonly settings: readonly [SignalSettings, SignalSettings];
  readonly levels: readonly [FindingLevel, FindingLevel];
}

export interface ReplayCounts {
  readonly findings: number;
  readonly repeats: number;
  readonly unusable: number;
}

export interface ShardResult {
  readonly tallied: TalliedAlerts;
  readonly counts: ReplayCounts;
}

/** What the user is told meanwhile. */
export interface ReplayListener {
  onUnusable(place: string, reason: string): void;
  /** `done`: events that have been read so far, of all shards. */
  onProgress(done: number, unusable: number): void;
}

/**
 * Events that are learnt together, as a batch of the queue's: they happened at about the same time, for an event that is learnt
 * long after others of its session is one that came late, and tells less.
 */
const mostOfABatch = 40;
const longestBatchMs = 60_000;

/**
 * Reads all events, and judges those of one shard. What is unusable, or a finding, is no shard's: the first tells of it.
 */
export async function replayShard(
  { files, settings, levels }: ReplayPlan,
  shard: Shard,
  terminal: Pick<Terminal, 'stdin' | 'stderr' | 'now'>,
  listener: ReplayListener,
): Promise<ShardResult> {
  const judge = createJudge(settings);
  const tally = createAlertTally(levels);
  const seen = createSeenLogIds();
  const shardOf = createSharding(shard.of);
  const isFirst = shard.index === 0;
  const counts = { findings: 0, repeats: 0, unusable: 0 };
  let done = 0;
  let batch: StoredEvent[] = [];

  async function judgeBatch(): Promise<void> {
    for (const judged of await judge(batch)) tally.add(judged);
    batch = [];
    listener.onProgress(done, counts.unusable);
  }

  for await (const some of readInputRegions(files, terminal)) {
    for (const { place, parsed } of parseEach(some)) {
      const stored = readStored(parsed);
      if ('reason' in stored) {
        if (!isFirst) continue;
        counts.unusable += 1;
        listener.onUnusable(place, stored.reason);
      } else if ('isFinding' in stored) {
        counts.findings += Number(isFirst);
      } else {
        done += 1;
        if (shardOf(stored.event) !== shard.index) continue;
        if (seen.add(stored.event.logId)) {
          if (!isOfBatch(stored, batch)) await judgeBatch();
          batch.push(stored);
        } else counts.repeats += 1;
      }
    }
  }
  await judgeBatch();
  return { tallied: tally.end(), counts };
}

/** One after the other: a chunk of a file has more than a thousand. */
function* parseEach({ regions, parse }: InputRegions): Generator<InputElement> {
  for (const region of regions) yield* parse(region);
}

function isOfBatch({ event }: StoredEvent, batch: readonly StoredEvent[]): boolean {
  const [first] = batch;
  if (first === undefined) return true;
  return (
    batch.length < mostOfABatch && Math.abs(event.occurredAtMs - first.event.occurredAtMs) <= longestBatchMs
  );
}
