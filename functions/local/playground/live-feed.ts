import type { EmittedEvent } from '../../enrich/pipeline.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { type FeedRow, toFeedRow } from './feed-row.ts';
import { createEventIndex, type StoryOf } from './seen-events.ts';

/** What a second brought, for the plots. */
export interface FeedTick {
  readonly atMs: number;
  /** How long it was: a busy machine ticks late, and rates are to be told all the same. */
  readonly seconds: number;
  readonly events: number;
  /** Look-ups that went to Auth0. */
  readonly requests: number;
  /** Look-ups the budget would have allowed in this second. */
  readonly allowed: number;
  readonly throttled: number;
  readonly cacheHits: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly delayP50Ms: number | null;
  readonly delayP95Ms: number | null;
}

export type FeedMessage =
  | { readonly type: 'rows'; readonly rows: readonly FeedRow[] }
  | { readonly type: 'tick'; readonly tick: FeedTick };

export interface LiveFeed {
  add(emitted: readonly EmittedEvent[]): readonly FeedRow[];
  countRequest(isThrottled: boolean): void;
  countCacheHit(): void;
  /** Ends the running second and tells everybody what it brought. */
  tick(): void;
  /** What a page that has just been opened shows first, oldest first, and how many older ones there are. */
  recent(): {
    readonly rows: readonly FeedRow[];
    readonly older: number;
    readonly ticks: readonly FeedTick[];
  };
  /** Rows before `beforeId`, or after `afterId`: oldest first, at most a few thousand. */
  rows(range: { readonly beforeId?: number; readonly afterId?: number }): readonly FeedRow[];
  find(id: number): EmittedEvent | undefined;
  /** The newest record of a log event. */
  findByLogId(logId: string): { readonly row: FeedRow; readonly emitted: EmittedEvent } | undefined;
  /** Events of a session or user that are still at hand, oldest first, each log event once. */
  seen(of: StoryOf): readonly EmittedEvent[];
  /** Returns the end of the subscription. A listener that lags behind loses messages, never memory of ours. */
  subscribe(listener: (message: FeedMessage) => void): () => void;
}

export interface LiveFeedOptions {
  readonly now: () => number;
  /** Told once a second how many look-ups went out; gives how many were allowed. */
  readonly endSecond: (requests: number) => number;
}

/** Rows that are remembered with their events: what a page may still open. */
const maxRows = 10_000;
/** Of their records' text, together: a single hostile event may have a megabyte. */
const maxCharacters = 64 * 1024 * 1024;
/** Of the rows, what a page gets at once. */
const maxRecentRows = 200;
const maxRowsAtOnce = 2_000;
const maxTicks = 300;
/** Events of a session that are told in its story. */
const maxSeen = 500;
/** Earlier events that an event is explained with. */
const maxEarlier = 20;

/** The latest records and what the last minutes brought, for any number of pages; bounded in memory. */
export function createLiveFeed({ now, endSecond }: LiveFeedOptions): LiveFeed {
  const kept = new Map<number, { readonly row: FeedRow; readonly emitted: EmittedEvent }>();
  const idOf = new Map<string, number>();
  const index = createEventIndex();
  const ticks: FeedTick[] = [];
  const listeners = new Set<(message: FeedMessage) => void>();
  let characters = 0;
  let nextId = 1;
  let second = createSecond();
  let tickedAtMs = now();

  function tell(message: FeedMessage): void {
    for (const listener of listeners) listener(message);
  }

  function keep(emitted: EmittedEvent): FeedRow {
    const id = nextId;
    nextId += 1;
    const row = toFeedRow(emitted, { id, atMs: now(), earlier: earlierOf(emitted.event) });
    kept.set(id, { row, emitted });
    idOf.set(row.logId, id);
    index.add(id, row);
    characters += sizeOf(emitted);
    second.events += 1;
    second.statuses[row.status] = (second.statuses[row.status] ?? 0) + 1;
    second.delaysMs.push(row.delayMs);
    return row;
  }

  function earlierOf({ sessionId }: LogEvent): readonly LogEvent[] {
    if (sessionId === undefined) return [];
    const ids = index.idsOf({ sessionId }).slice(-maxEarlier);
    return ids.flatMap((id) => kept.get(id)?.emitted.event ?? []);
  }

  function forgetOldest(): void {
    for (const [id, { row, emitted }] of kept) {
      if (kept.size <= maxRows && characters <= maxCharacters) break;
      kept.delete(id);
      if (idOf.get(row.logId) === id) idOf.delete(row.logId);
      index.forget(id, row);
      characters -= sizeOf(emitted);
    }
  }

  return {
    add(emitted) {
      const rows = emitted.map(keep);
      forgetOldest();
      if (rows.length > 0) tell({ type: 'rows', rows });
      return rows;
    },
    countRequest(isThrottled) {
      second.requests += 1;
      if (isThrottled) second.throttled += 1;
    },
    countCacheHit() {
      second.cacheHits += 1;
    },
    tick() {
      const { delaysMs, ...counts } = second;
      const sorted = delaysMs.toSorted((a, b) => a - b);
      const tick = {
        ...counts,
        allowed: endSecond(counts.requests),
        atMs: now(),
        seconds: Math.max(0.001, (now() - tickedAtMs) / 1_000),
        delayP50Ms: at(sorted, 0.5),
        delayP95Ms: at(sorted, 0.95),
      };
      second = createSecond();
      tickedAtMs = tick.atMs;
      ticks.push(tick);
      if (ticks.length > maxTicks) ticks.shift();
      tell({ type: 'tick', tick });
    },
    recent() {
      const rows = [...kept.values()].slice(-maxRecentRows).map(({ row }) => row);
      return { rows, older: kept.size - rows.length, ticks: [...ticks] };
    },
    rows({ beforeId = Number.POSITIVE_INFINITY, afterId = 0 }) {
      const rows = [...kept.values()].flatMap(({ row }) =>
        row.id < beforeId && row.id > afterId ? [row] : [],
      );
      return rows.slice(-maxRowsAtOnce);
    },
    find: (id) => kept.get(id)?.emitted,
    findByLogId: (logId) => kept.get(idOf.get(logId) ?? 0),
    seen(of) {
      const found = index.idsOf(of).flatMap((id) => kept.get(id)?.emitted ?? []);
      return [...new Map(found.map((one) => [one.event.logId, one])).values()].slice(-maxSeen);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function sizeOf({ records }: EmittedEvent): number {
  return records.reduce((sum, { line }) => sum + line.length, 0);
}

function createSecond() {
  return {
    events: 0,
    requests: 0,
    throttled: 0,
    cacheHits: 0,
    statuses: {} as Record<string, number>,
    delaysMs: [] as number[],
  };
}

/** Nearest rank; null where there is nothing, which JSON can say and a plot leaves out. */
function at(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
