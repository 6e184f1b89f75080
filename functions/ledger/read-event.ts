import { isIP } from 'node:net';
import { type JsonObject } from '../log-event/log-event.ts';
import { isJsonObject } from '../log-event/parse-json.ts';

/** The value if it is a JSON object; everything else counts as absent. */
export function readObject(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function readList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** Text that says something: not blank, and not masked whole (`****`, a log stream's `pii_config`). */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && /[^\s*]/.test(value) ? value : undefined;
}

export function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** An address without a zone (`%eth0`), which means something on one machine only. */
export function readAddress(value: unknown): string | undefined {
  return typeof value === 'string' && isIP(value) !== 0 && !value.includes('%') ? value : undefined;
}
