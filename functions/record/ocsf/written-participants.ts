import type { PlacedLeaves } from '../placed-leaves.ts';
import type { Found, Named } from '../reading/read-people.ts';
import type { Place } from '../reading/read-place.ts';
import { toObservablesText } from './observables-text.ts';
import { toObservables } from './observables.ts';
import { type ParticipantSource, sessionPath, toParticipants } from './participants.ts';

/** It is compared within one session, and from where a user was read and the address follow `isService` and `asn`. */
type Compared = Omit<ParticipantSource, 'session' | 'isService' | 'asn'>;

/** The participants of an event as JSON text, and what that was made of. */
export interface WrittenParticipants {
  readonly source: Compared;
  /** The leaves of an event that they hold. */
  readonly placed: PlacedLeaves;
  /** Members of an object, each behind a comma: the attributes, and `observables`. */
  readonly text: string;
}

/**
 * Made and written once for events of a session that follow each other, for most have the same: a third of the cost of
 * a record. Kept with the session, so there are never more of them than sessions in use.
 */
export function toWrittenParticipants(source: ParticipantSource): WrittenParticipants {
  const { session } = source;
  const known = session?.participants;
  if (known !== undefined && isSame(known.source, source)) return known;
  const written = write(source);
  if (session !== undefined) session.participants = written;
  return written;
}

function write(source: ParticipantSource): WrittenParticipants {
  const placed: PlacedLeaves = new Map();
  const { attributes, observables } = toParticipants(source, placed);
  // Never empty: there is always a user and a destination.
  const members = JSON.stringify(attributes).slice(1, -1);
  const list = toObservables({ ...observables, session: { path: sessionPath, uid: source.sessionId } });
  return { source: toCompared(source), placed, text: `,${members}${toObservablesText(list)}` };
}

/** Without the rest of the event, which would be kept as well. */
function toCompared(source: ParticipantSource): Compared {
  const { userId, userName, organization, client, connection, delegate, sessionId } = source;
  const { hostname, tenant, ip, userAgent, isMobile, place } = source;
  return {
    userId,
    userName,
    organization,
    client,
    connection,
    delegate,
    sessionId,
    hostname,
    tenant,
    ip,
    userAgent,
    isMobile,
    place,
  };
}

function isSame(one: Compared, other: Compared): boolean {
  return (
    one.sessionId === other.sessionId &&
    isSameFound(one.userId, other.userId) &&
    isSameFound(one.userName, other.userName) &&
    one.ip === other.ip &&
    one.userAgent === other.userAgent &&
    one.isMobile === other.isMobile &&
    isSameNamed(one.client, other.client) &&
    isSameNamed(one.connection, other.connection) &&
    isSameNamed(one.organization, other.organization) &&
    isSameFound(one.delegate, other.delegate) &&
    one.hostname === other.hostname &&
    one.tenant === other.tenant &&
    isSamePlace(one.place, other.place)
  );
}

function isSameFound(one: Found | undefined, other: Found | undefined): boolean {
  return one?.value === other?.value && one?.path === other?.path;
}

function isSameNamed(one: Named, other: Named): boolean {
  return one.id === other.id && one.name === other.name;
}

function isSamePlace(one: Place | undefined, other: Place | undefined): boolean {
  return (
    one?.city === other?.city &&
    one?.country === other?.country &&
    one?.latitude === other?.latitude &&
    one?.longitude === other?.longitude &&
    one?.isExact === other?.isExact
  );
}
