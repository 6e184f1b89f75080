import type { Exchange, FactorStep, Sighting } from '../../ledger/fact.ts';
import type { SessionView } from '../../ledger/session-view.ts';
import type { SignalHistory } from '../history.ts';
import { toEarlierSightings, toProgram } from './earlier-sightings.ts';
import { parsePlaceText } from './geo-point.ts';
import { parseAddress } from '../../log-event/network-address.ts';
import { createPast, type Past, toPast } from './past.ts';
import { type EventReading, placeReading, type SignalReading } from './signal-reading.ts';
import { unknownDevice } from './signal-session.ts';

/** Another event of the session, as far as the ledger remembers it: enough to ask it what its record would say. */
export interface Moment {
  readonly atMs: number;
  readonly read: (history: SignalHistory, view: SessionView) => SignalReading;
}

/** The events after this one, in order of time; none where this event is not in the view, or nothing is later. */
export function toLaterMoments(
  reading: SignalReading,
  history: SignalHistory,
  view: SessionView,
  atMs: number,
): readonly Moment[] {
  if ((view.newestAtMs ?? -Infinity) < atMs) return [];
  const { batchTags } = history;
  const isLater = (one: { readonly atMs: number; readonly tag: string }) =>
    one.atMs >= atMs && !batchTags.has(one.tag);
  const moments: Moment[] = [];
  for (const one of since(view.sightings, atMs)) if (isLater(one)) moments.push(ofSighting(reading, one));
  for (const one of since(view.factors, atMs)) {
    if (one.step === 'passed' && isLater(one)) moments.push(ofFactor(reading, one));
  }
  for (const one of since(view.exchanges, atMs)) if (one.atMs > atMs) moments.push(ofExchange(reading, one));
  return moments.sort((one, other) => one.atMs - other.atMs);
}

const none: readonly never[] = [];

/** The end of a list in order of time: mostly this event, and nothing behind it. */
function since<One extends { readonly atMs: number }>(inOrder: readonly One[], atMs: number): readonly One[] {
  let from = inOrder.length;
  while (from > 0 && inOrder[from - 1]!.atMs >= atMs) from -= 1;
  return from === inOrder.length ? none : inOrder.slice(from);
}

/** The browser event before this one; undefined when none is remembered. */
export function toMomentBefore(reading: SignalReading): SignalReading | undefined {
  const { past, isFromBrowser } = reading;
  const before = isFromBrowser ? toEarlierSightings(reading).at(-1) : undefined;
  const session = past?.session;
  if (past === undefined || before === undefined || session === undefined) return undefined;
  const sightings = session.view.sightings.filter(({ atMs }) => atMs <= before.atMs);
  const view = { ...session.view, sightings };
  const then = createPast({
    tag: before.tag,
    clientTag: past.clientTag,
    toNetworkKey: past.toNetworkKey,
    readSession: () => ({ ...session, view }),
    readUser: () => past.user,
  });
  return toMomentReading(reading, then, toEvent(view, before), {
    type: toType(before),
    isFromBrowser: true,
    isSessionUse: before.kind !== 'other',
  });
}

/**
 * What the ledger would know without this event and those behind it in its batch: where two of three are enough, each of
 * three that come at once could think that the other two had told it.
 */
export function withoutEvent(
  view: SessionView,
  { tag, batchTags }: Pick<SignalHistory, 'tag' | 'batchTags'>,
  atMs: number,
): SessionView {
  const batch = [...batchTags];
  const gone = new Set([tag, ...batch.slice(batch.indexOf(tag) + 1)]);
  const isOther = (one: { readonly atMs: number }) => one.atMs !== atMs;
  const hasOtherTag = (one: { readonly tag: string }) => !gone.has(one.tag);
  return {
    ...view,
    sightings: view.sightings.filter(hasOtherTag),
    factors: view.factors.filter(hasOtherTag),
    clients: view.clients.filter(isOther),
    ends: view.ends.filter(isOther),
    exchanges: view.exchanges.filter(isOther),
  };
}

function ofSighting(base: SignalReading, sighting: Sighting): Moment {
  const { atMs, tag, kind } = sighting;
  return {
    atMs,
    read: (history, view) =>
      toMomentReading(
        base,
        toPast(history, view, atMs, { tag, clientTag: undefined }),
        toEvent(view, sighting),
        {
          type: toType(sighting),
          isFromBrowser: true,
          isSessionUse: kind !== 'other',
        },
      ),
  };
}

/** A login is an `s`; which of the others it was is not remembered, and none of them is asked for by its type. */
function toType({ kind }: Sighting): string | undefined {
  return kind === 'beginning' ? 's' : undefined;
}

function ofFactor(base: SignalReading, { atMs, tag }: FactorStep): Moment {
  const kind = { type: 'gd_auth_succeed', isFromBrowser: false, isSessionUse: false };
  return {
    atMs,
    read: (history, view) =>
      toMomentReading(base, toPast(history, view, atMs, { tag, clientTag: undefined }), { atMs }, kind),
  };
}

function ofExchange(base: SignalReading, { atMs, client, agent }: Exchange): Moment {
  const kind = { type: 'sertft', isFromBrowser: false, isSessionUse: false };
  return {
    atMs,
    read: (history, view) =>
      toMomentReading(
        base,
        toPast(history, view, atMs, { tag: '', clientTag: client }),
        { atMs, userAgent: toProgram(view, agent) },
        kind,
      ),
  };
}

const doubted = { riskAssessment: { confidence: 'low' } };

function toEvent(view: SessionView, sighting: Sighting): Partial<EventReading> {
  const { atMs, ip, agent, tls, place, isDoubted } = sighting;
  return {
    atMs,
    details: isDoubted ? doubted : undefined,
    address: parseAddress(ip),
    userAgent: toProgram(view, agent),
    tls,
    place: parsePlaceText(place),
  };
}

const noEvent: EventReading = {
  data: {},
  details: undefined,
  atMs: undefined,
  address: undefined,
  userAgent: undefined,
  tls: undefined,
  place: undefined,
  clientId: undefined,
  userId: undefined,
};

/** In the same session, of which the whole answer stands: what it was at that moment is not known. */
function toMomentReading(
  base: SignalReading,
  past: Past,
  event: Partial<EventReading>,
  kind: Pick<SignalReading, 'type' | 'isFromBrowser' | 'isSessionUse'>,
): SignalReading {
  const { session, asRead, status, fetchedAtMs } = base;
  const read = asRead ?? session;
  const reading = placeReading({
    ...kind,
    event: { ...noEvent, ...event },
    status,
    session: read && { ...read, methods: undefined, clients: undefined, idleExpiresAtMs: undefined },
    asRead: undefined,
    fetchedAtMs,
    isCurrent: undefined,
    past,
  });
  // What is masked in an event is not what the session was last used by.
  const { address, userAgent } = reading.event;
  return {
    ...reading,
    here: { ...unknownDevice, address, userAgent, asn: address && reading.here.asn },
  };
}
