import type { EmittedEvent } from '../../enrich/pipeline.ts';

/** What the live view lists of an event: one row. */
export interface FeedRow {
  readonly id: number;
  readonly atMs: number;
  readonly logId: string;
  readonly type: string;
  readonly user: string;
  readonly status: string;
  readonly source: string | undefined;
  readonly riskLevel: string;
  readonly raised: readonly string[];
  readonly delayMs: number;
}

/** What a second brought, for the plots. */
export interface FeedTick {
  readonly atMs: number;
  readonly events: number;
  readonly requests: number;
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
  add(emitted: readonly EmittedEvent[]): void;
  countRequest(isThrottled: boolean): void;
  countCacheHit(): void;
  /** Ends the running second and tells everybody what it brought. */
  tick(): void;
  /** What a page that has just been opened shows first, oldest first. */
  recent(): { readonly rows: readonly FeedRow[]; readonly ticks: readonly FeedTick[] };
  find(id: number): EmittedEvent | undefined;
  /** Returns the end of the subscription. A listener that lags behind loses messages, never memory of ours. */
  subscribe(listener: (message: FeedMessage) => void): () => void;
}

/** Rows that are remembered with their events: what a page may still open. */
const maxRows = 10_000;
/** Of their records' text, together: a single hostile event may have a megabyte. */
const maxCharacters = 64 * 1024 * 1024;
/** Of the rows, what a page gets at once. */
const maxRecentRows = 500;
const maxTicks = 300;

/** The latest records and what the last minutes brought, for any number of pages; bounded in memory. */
export function createLiveFeed(now: () => number): LiveFeed {
  const kept = new Map<number, { readonly row: FeedRow; readonly emitted: EmittedEvent }>();
  const ticks: FeedTick[] = [];
  const listeners = new Set<(message: FeedMessage) => void>();
  let characters = 0;
  let nextId = 1;
  let second = createSecond();

  function tell(message: FeedMessage): void {
    for (const listener of listeners) listener(message);
  }

  return {
    add(emitted) {
      const rows = emitted.map((one) => {
        const row = toRow(one, nextId, now());
        kept.set(nextId, { row, emitted: one });
        nextId += 1;
        characters += sizeOf(one);
        second.events += 1;
        second.statuses[row.status] = (second.statuses[row.status] ?? 0) + 1;
        second.delaysMs.push(row.delayMs);
        return row;
      });
      for (const [id, { emitted: oldest }] of kept) {
        if (kept.size <= maxRows && characters <= maxCharacters) break;
        kept.delete(id);
        characters -= sizeOf(oldest);
      }
      if (rows.length > 0) tell({ type: 'rows', rows });
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
      const tick = { ...counts, atMs: now(), delayP50Ms: at(sorted, 0.5), delayP95Ms: at(sorted, 0.95) };
      second = createSecond();
      ticks.push(tick);
      if (ticks.length > maxTicks) ticks.shift();
      tell({ type: 'tick', tick });
    },
    recent: () => ({
      rows: [...kept.values()].slice(-maxRecentRows).map(({ row }) => row),
      ticks: [...ticks],
    }),
    find: (id) => kept.get(id)?.emitted,
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

/** Longer texts are cut here: a row shows a line, and an event may hold a megabyte. */
const maxCellLength = 120;

function toRow({ event, outcome, signals, delayMs }: EmittedEvent, id: number, atMs: number): FeedRow {
  return {
    id,
    atMs,
    logId: event.logId.slice(0, maxCellLength),
    type: (event.type ?? 'session').slice(0, maxCellLength),
    user: toText(event.data['user_name']) ?? toText(event.data['user_id']) ?? '',
    status: outcome.status,
    source: outcome.source,
    riskLevel: signals?.risk_level ?? 'info',
    raised: signals?.raised ?? [],
    delayMs,
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, maxCellLength) : undefined;
}
