import { readFileSync } from 'node:fs';
import type { JsonObject } from '../log-event/log-event.ts';
import type { Auth0Session } from '../session/session-outcome.ts';

/** Webhook elements `{log_id, data}` in the order of delivery, and the sessions that Auth0 still has of them. */
export interface SampleTraffic {
  readonly elements: readonly JsonObject[];
  readonly sessions: readonly Auth0Session[];
}

/** The sample files as they are: made up, with addresses, ASNs and domains reserved for documentation. */
export function loadSampleTraffic(): SampleTraffic {
  const elements = readSample('log-events.ndjson').trim().split('\n');
  return {
    elements: elements.map((line) => JSON.parse(line) as JsonObject),
    sessions: JSON.parse(readSample('sessions.json')) as Auth0Session[],
  };
}

function readSample(name: string): string {
  return readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
}

/** The sample events by what they tell, for example `session-hijack`: their `references.correlation_id`. */
export function toStories({ elements, sessions }: SampleTraffic): ReadonlyMap<string, SampleTraffic> {
  const stories = new Map<string, SampleTraffic>();
  for (const element of elements) {
    const name = readStoryName(element);
    const before = stories.get(name)?.elements ?? [];
    stories.set(name, { elements: [...before, element], sessions: [] });
  }
  for (const [name, story] of stories) {
    const text = JSON.stringify(story.elements);
    stories.set(name, { ...story, sessions: sessions.filter(({ id }) => id && text.includes(`"${id}"`)) });
  }
  return stories;
}

function readStoryName(element: JsonObject): string {
  const { data } = element as {
    readonly data?: { readonly references?: { readonly correlation_id?: string } };
  };
  return data?.references?.correlation_id ?? 'other';
}

/**
 * Moves every moment in the traffic by the same time, so that the last event happened at `endMs`.
 *
 * A sample of last year would tell nothing of a session that is read now. IDs stay as they are.
 */
export function moveInTime(traffic: SampleTraffic, endMs: number): SampleTraffic {
  const dates = traffic.elements.map(({ data }) => Date.parse(String(Object(data).date)));
  const byMs = endMs - Math.max(...dates);
  return {
    elements: traffic.elements.map((element) => moved(element, byMs) as JsonObject),
    sessions: traffic.sessions.map((session) => moved(session, byMs) as Auth0Session),
  };
}

const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function moved(value: unknown, byMs: number): unknown {
  if (typeof value === 'string') {
    return isoMoment.test(value) ? new Date(Date.parse(value) + byMs).toISOString() : value;
  }
  // Auth0 writes some moments in epoch milliseconds; no other number of the samples is as large.
  if (typeof value === 'number') return value > 1e12 ? value + byMs : value;
  if (Array.isArray(value)) return value.map((entry) => moved(entry, byMs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, moved(entry, byMs)]));
}

/** The same traffic as new events of new sessions: played again, nobody may take it for repeats. */
export function withNewIds(traffic: SampleTraffic, nowMs: number, random: () => number): SampleTraffic {
  const newIds = new Map<string, string>();
  const text = JSON.stringify(traffic);
  for (const [, key, oldId = ''] of text.matchAll(/"(log_id|session_id)":"([^"]+)"/g)) {
    if (!newIds.has(oldId))
      newIds.set(oldId, key === 'log_id' ? toLogId(nowMs, random) : toSessionId(random));
  }
  const renamed = text.replaceAll(/"([^"\\]{32,56})"/g, (whole, id: string) => {
    const newId = newIds.get(id);
    return newId === undefined ? whole : `"${newId}"`;
  });
  return JSON.parse(renamed) as SampleTraffic;
}

function toLogId(nowMs: number, random: () => number): string {
  const digits = new Date(nowMs).toISOString().replaceAll(/\D/g, '');
  return `900${digits}${pick('0123456789', 36, random)}`;
}

function toSessionId(random: () => number): string {
  return pick('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-', 32, random);
}

function pick(alphabet: string, length: number, random: () => number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
