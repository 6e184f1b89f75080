import type { JsonObject } from '../../log-event/log-event.ts';
import { setOwn } from './bound-event.ts';
import type { ModelInput } from '../event-model.ts';

/** How much of a value is kept, from the event's or the session's own object down. */
export interface Limits {
  /** Characters of a text or a key. */
  readonly text: number;
  /** Elements of a list, or keys of an object beneath the first. */
  readonly items: number;
  /** Levels beneath the first. */
  readonly depth: number;
}

/**
 * The gentlest first. With the last of them nothing is too large, whatever keys and texts are made of: a test has the
 * worst, 100 keys of 4 texts in event and session, each character six bytes in JSON.
 */
export const shorterAndShorter: readonly Limits[] = [
  { text: 8_192, items: 100, depth: 20 },
  { text: 1_024, items: 20, depth: 6 },
  { text: 64, items: 4, depth: 1 },
];

const mostRootKeys = 100;
/** Where the event says that it was cut, and how large its record would have been. */
const markKey = 'session_enricher_cut';

/**
 * An event and its session with long texts, long lists and deep objects cut, for a record that no destination would take:
 * a record of what can be kept is worth more than a dead letter. What was cut says so in its place.
 */
export function toShortened(input: ModelInput, limits: Limits, recordBytes: number): ModelInput {
  const { event, outcome, signals } = input;
  const data = { ...shortenRoot(event.data, limits), [markKey]: `from ${recordBytes} bytes` };
  const { sessionId } = event;
  // Signals are ours: only what they quote is long.
  const quotes = { text: limits.text, items: 20, depth: 5 };
  return {
    event: {
      ...event,
      data,
      sessionId: sessionId === undefined ? undefined : toShortText(sessionId, limits),
    },
    outcome: {
      ...outcome,
      ...(outcome.session && { session: shortenRoot(outcome.session, limits) }),
      // Ours, and bounded: only its lists are long.
      ...(outcome.observed && { observed: shortenRoot(outcome.observed, quotes) }),
    },
    signals: {
      ...signals,
      facts: shortenRoot(signals.facts, quotes),
      evidence: signals.evidence.map((entry) => shortenRoot(entry, quotes)),
    },
  };
}

function shortenRoot<T extends object>(root: T, limits: Limits): T {
  return shortenObject(root as JsonObject, limits, mostRootKeys, 0) as T;
}

function shorten(value: unknown, limits: Limits, depth: number): unknown {
  if (typeof value === 'string') return toShortText(value, limits);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > limits.depth) return '[cut]';
  if (!Array.isArray(value)) return shortenObject(value as JsonObject, limits, limits.items, depth);
  const list = value as readonly unknown[];
  const kept = list.slice(0, limits.items).map((item) => shorten(item, limits, depth + 1));
  return list.length > kept.length ? [...kept, `[cut: ${list.length - kept.length} more]`] : kept;
}

function shortenObject(object: JsonObject, limits: Limits, mostKeys: number, depth: number): JsonObject {
  const copy: Record<string, unknown> = {};
  const keys = Object.keys(object);
  for (const key of keys.slice(0, mostKeys)) {
    setOwn(copy, toShortText(key, limits), shorten(object[key], limits, depth + 1));
  }
  if (keys.length > mostKeys) setOwn(copy, '[cut]', `${keys.length - mostKeys} more`);
  return copy;
}

function toShortText(text: string, { text: most }: Limits): string {
  if (text.length <= most) return text;
  // Not between the two halves of a character.
  const kept = /[\uD800-\uDBFF]$/.test(text.slice(0, most)) ? most - 1 : most;
  return `${text.slice(0, kept)} [cut from ${text.length} characters]`;
}
