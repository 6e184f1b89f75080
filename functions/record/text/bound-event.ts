import type { JsonObject } from '../../log-event/log-event.ts';
import { toJsonTextIteratively } from './to-json-text.ts';

/**
 * Levels of nesting that reach a record as they are, counted from the event's or session's own object. Elasticsearch
 * refuses documents whose flattened fields nest deeper than 20; what lies beneath goes on as JSON text.
 */
const maxDepth = 20;

/**
 * Brings an event or a session into the bounds every format shares: nesting of at most 20 levels, and of
 * `session_metadata`, wherever it stands (`slo` events and audit events repeat it), the allowed keys only.
 *
 * Gives the very same object when there is nothing to change, which is nearly always: nothing is copied then.
 */
export function toBounded<T extends JsonObject>(root: T, allowedMetadata: ReadonlySet<string>): T {
  return bound(root, 0, allowedMetadata) as T;
}

function bound(value: unknown, depth: number, allowed: ReadonlySet<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return cutOff(value);
  if (Array.isArray(value)) return boundList(value, depth, allowed);
  const object = value as JsonObject;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const before = object[key];
    if (typeof before !== 'object' || before === null) {
      if (key === 'session_metadata' && before !== null) {
        copy ??= { ...object };
        delete copy[key];
      }
      continue;
    }
    const after =
      key === 'session_metadata'
        ? bound(toAllowed(before, allowed), depth + 1, allowed)
        : bound(before, depth + 1, allowed);
    if (after === before) continue;
    copy ??= { ...object };
    if (after === undefined) delete copy[key];
    else setOwn(copy, key, after);
  }
  return copy ?? object;
}

/** Too deep down to look for metadata: where the text names it, nothing of it passes. */
function cutOff(value: object): string {
  const text = toJsonTextIteratively(value);
  return text.includes('session_metadata') ? '[removed: session_metadata]' : text;
}

function boundList(list: readonly unknown[], depth: number, allowed: ReadonlySet<string>): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index];
    if (typeof before !== 'object' || before === null) continue;
    const after = bound(before, depth + 1, allowed);
    if (after === before) continue;
    copy ??= [...list];
    copy[index] = after;
  }
  return copy ?? list;
}

/** The allowed keys of a `session_metadata`; `undefined` when none is left. */
function toAllowed(metadata: object, allowed: ReadonlySet<string>): object | undefined {
  // Empty, it tells nothing of anybody, and that it was empty.
  if (Object.keys(metadata).length === 0) return metadata;
  if (Array.isArray(metadata)) return undefined;
  const keys = Object.keys(metadata).filter((key) => allowed.has(key));
  if (keys.length === 0) return undefined;
  const copy: Record<string, unknown> = {};
  for (const key of keys) setOwn(copy, key, (metadata as JsonObject)[key]);
  return copy;
}

/** Plain assignment, except that a key `__proto__` becomes a key like any other instead of the object's prototype. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}
