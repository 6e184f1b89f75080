import type { JsonObject } from '../../log-event/log-event.ts';

/** The value if it is a JSON object; arrays, null and everything else count as absent. */
export function readObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function readList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

/** Text that says something: not empty, not blank, and not masked whole (`****`, a log stream's `pii_config`). */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Nearly all begin with a digit or a letter and need no search.
  const first = value.charCodeAt(0);
  return (first >= 48 && first < 127) || /[^\s*]/.test(value) ? value : undefined;
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const isoDateWithoutZone = /:\d{2}(?:\.\d+)?$/;
const lastDateMs = 8.64e15;

let lastText = '';
let lastMs: number | undefined;

/**
 * Epoch milliseconds of ISO 8601 text or of a number that is epoch milliseconds already. The object form, which Auth0's
 * API description allows without saying what is in it, is unknown. Text without a zone is UTC, as all of Auth0's is.
 */
export function readTimeMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.abs(value) <= lastDateMs ? value : undefined;
  if (typeof value !== 'string') return undefined;
  // Whoever looks at an event asks for its date anew.
  if (value !== lastText) {
    lastMs = parseIsoDate(value);
    lastText = value;
  }
  return lastMs;
}

function parseIsoDate(text: string): number | undefined {
  if (!isoDate.test(text)) return undefined;
  const timeMs = Date.parse(!text.endsWith('Z') && lacksZone(text) ? `${text}Z` : text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** `2026-03-02T11:15` or `…:04.873`; `…+01:00` looks alike, but for its sign. A bare day is UTC to `Date` as well. */
function lacksZone(text: string): boolean {
  return isoDateWithoutZone.test(text) && !/[+-]\d{2}:\d{2}$/.test(text);
}

/** The one way evidence writes a time. Takes what {@link readTimeMs} gave. */
export function toIsoText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
