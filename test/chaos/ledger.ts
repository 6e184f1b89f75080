import { type Sent, markerPattern } from './traffic.ts';

/** What one destination holds in the end. */
export interface Delivered {
  readonly destination: string;
  /** Records as they arrived, one JSON text each. */
  readonly lines: readonly string[];
  /** Finished records among the dead letters of its retry queue. */
  readonly setAside?: readonly string[];
}

/** What became of everything that was acknowledged, from what is found at the ends alone. */
export interface Verdict {
  /** Acknowledged with 202. */
  readonly events: number;
  /** Found at all destinations together, repeats included. */
  readonly records: number;
  /** Acknowledged, but lacking at a destination and not among the dead letters: `<marker> at <destination>`. */
  readonly lost: readonly string[];
  /** Records that a destination has more than once. */
  readonly duplicates: number;
  /** Records of one event under more than one uid, or under another one than its `log_id`. */
  readonly duplicatesWithOtherUid: readonly string[];
  /** Acknowledged and kept, with their own bytes. */
  readonly deadLetters: number;
  /** Finished records that a destination never took, among the dead letters of its retry queue. */
  readonly deadRecords: number;
  /** Kept, but not as they were sent. */
  readonly altered: readonly string[];
}

/** Remembers what was acknowledged. Knows nothing of the system but its two ends. */
export function createLedger() {
  const acknowledged = new Map<string, Sent>();

  return {
    acknowledge(sent: readonly Sent[]): void {
      for (const one of sent) acknowledged.set(one.marker, one);
    },
    get size() {
      return acknowledged.size;
    },
    judge(delivered: readonly Delivered[], deadLetters: readonly string[]): Verdict {
      const kept = toKept(deadLetters);
      const lost: string[] = [];
      const otherUid: string[] = [];
      const uids = new Map<string, string>();
      let records = 0;
      let duplicates = 0;

      let deadRecords = 0;
      for (const { destination, lines, setAside = [] } of delivered) {
        const found = new Set<string>();
        const waiting = new Set<string>();
        for (const line of setAside) {
          const marker = markerPattern.exec(line)?.[0];
          if (marker === undefined) continue;
          deadRecords += 1;
          waiting.add(marker);
          const uid = readUid(line);
          const expected = acknowledged.get(marker)?.logId ?? uids.get(marker) ?? uid;
          if (uid === undefined || uid !== expected) otherUid.push(marker);
          uids.set(marker, expected ?? '');
        }
        for (const line of lines) {
          const marker = markerPattern.exec(line)?.[0];
          if (marker === undefined) continue;
          records += 1;
          if (found.has(marker)) duplicates += 1;
          found.add(marker);
          const uid = readUid(line);
          const expected = acknowledged.get(marker)?.logId ?? uids.get(marker) ?? uid;
          if (uid === undefined || uid !== expected) otherUid.push(marker);
          uids.set(marker, expected ?? '');
        }
        for (const { marker, isEvent } of acknowledged.values()) {
          const isThere = (isEvent && (found.has(marker) || waiting.has(marker))) || kept.has(marker);
          if (!isThere) lost.push(`${marker} at ${destination}`);
        }
      }

      const altered: string[] = [];
      let keptCount = 0;
      for (const [marker, texts] of kept) {
        const sent = acknowledged.get(marker);
        if (sent === undefined) continue;
        keptCount += 1;
        if (![...texts].some((text) => text.includes(sent.text))) altered.push(marker);
      }
      return {
        events: acknowledged.size,
        records,
        lost,
        duplicates,
        duplicatesWithOtherUid: otherUid,
        deadLetters: keptCount,
        deadRecords,
        altered,
      };
    },
  };
}

export type Ledger = ReturnType<typeof createLedger>;

const everyMarker = new RegExp(markerPattern, 'g');

function toKept(deadLetters: readonly string[]): Map<string, Set<string>> {
  const kept = new Map<string, Set<string>>();
  for (const text of deadLetters) {
    // Lines that are no JSON may be kept together: nobody can tell where one ends.
    for (const [marker] of text.matchAll(everyMarker)) {
      kept.set(marker, (kept.get(marker) ?? new Set()).add(text));
    }
  }
  return kept;
}

interface AnyRecord {
  readonly metadata?: { readonly uid?: string };
  readonly event?: { readonly id?: string };
  readonly log_id?: string;
}

/** Where OCSF, ECS and Auth0's own form have it. */
function readUid(line: string): string | undefined {
  const { metadata, event, log_id: logId } = JSON.parse(line) as AnyRecord;
  return metadata?.uid ?? event?.id ?? logId;
}
