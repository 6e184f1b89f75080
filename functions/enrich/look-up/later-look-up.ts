import { type LineTurn, type TurnClass, turnClasses } from '../../ledger/line.ts';
import { isJsonObject, parseJson } from '../../log-event/parse-json.ts';

/** An event whose turn is too far ahead for an invocation to wait: it travels with its place in the line. */
export interface LaterLookUp {
  /** The event's own message, as it came. */
  readonly body: string;
  /** Whole seconds until somebody is to take it up again. */
  readonly delaySeconds: number;
  readonly place: LinePlace;
}

/** Where an event stands in the line. */
export interface LinePlace {
  readonly turnClass: TurnClass;
  /** Undefined: it waits for somebody else's answer, or for the line to open. */
  readonly turn: LineTurn | undefined;
  /** Epoch milliseconds at which an enricher first had it: how long it may wait is counted from here. */
  readonly firstSeenAtMs: number;
  /** Epoch milliseconds at which it entered the queue of log events. */
  readonly enqueuedAtMs: number;
}

/** Events that wait for a turn elsewhere than in an invocation. */
export interface LookUpQueue {
  /** True when it is stored: then its message is done here. Never rejects. */
  add(later: LaterLookUp): Promise<boolean>;
}

/** Name of the one attribute beside the event's own body. */
const attributeName = 'place';

/** A place as message attributes. */
export function toPlaceAttributes(place: LinePlace): { readonly [name: string]: string } {
  return { [attributeName]: JSON.stringify(place) };
}

/** Undefined when there is none that makes sense: the event then begins anew. */
export function parsePlaceAttributes(
  attributes: Readonly<Record<string, string | undefined>>,
): LinePlace | undefined {
  const parsed = parseJson(attributes[attributeName] ?? '');
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { turnClass, turn, firstSeenAtMs, enqueuedAtMs } = parsed.value;
  if (!isTurnClass(turnClass) || typeof firstSeenAtMs !== 'number' || typeof enqueuedAtMs !== 'number') {
    return undefined;
  }
  return { turnClass, turn: parseTurn(turn), firstSeenAtMs, enqueuedAtMs };
}

function parseTurn(value: unknown): LineTurn | undefined {
  if (!isJsonObject(value)) return undefined;
  const { atMs, turnClass, isProbe, from } = value;
  const isTurn =
    typeof atMs === 'number' &&
    isTurnClass(turnClass) &&
    typeof isProbe === 'boolean' &&
    (from === 'line' || from === 'share');
  return isTurn ? { atMs, turnClass, isProbe, from } : undefined;
}

function isTurnClass(value: unknown): value is TurnClass {
  return (turnClasses as readonly unknown[]).includes(value);
}
