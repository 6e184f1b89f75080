import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toAuthFactors } from './auth-factors.ts';
import { toDstEndpoint, toHttpRequest, toSrcEndpoint } from './endpoints.ts';
import type { ObservableSources } from './observables.ts';
import type { OcsfRecord } from './ocsf-record.ts';
import { toActor, toDelegate, toNamed, toUser } from './people.ts';
import { toSession } from './session.ts';

/** All of an event that its participants are made of. */
export type ParticipantSource = Pick<
  EventModel,
  | 'userId'
  | 'userName'
  | 'isService'
  | 'organization'
  | 'client'
  | 'connection'
  | 'delegate'
  | 'sessionId'
  | 'session'
  | 'hostname'
  | 'tenant'
  | 'ip'
  | 'asn'
  | 'userAgent'
  | 'isMobile'
  | 'place'
>;

/** Who takes part in an Authentication, from where and in which session: the bulk of its attributes. */
export interface Participants {
  readonly attributes: Pick<
    OcsfRecord,
    | 'user'
    | 'actor'
    | 'service'
    | 'session'
    | 'src_endpoint'
    | 'dst_endpoint'
    | 'http_request'
    | 'auth_factors'
  >;
  readonly observables: ObservableSources;
}

/** The attribute that holds the session ID. */
export const sessionPath = 'session.uid';

export function toParticipants(source: ParticipantSource, placed: PlacedLeaves): Participants {
  const { client, connection, session } = source;
  const user = toUser(source, placed);
  const destination = toDstEndpoint(source, placed);
  const attributes: Participants['attributes'] = { user, dst_endpoint: destination };
  const actor = toActor(source, placed, { user: toDelegate(source, placed) });
  if (actor !== undefined) attributes.actor = actor;
  const service = toNamed(client, 'client_id', 'client_name', placed);
  if (service !== undefined) attributes.service = service;
  const ocsfSession = toSession(source);
  if (ocsfSession !== undefined) attributes.session = ocsfSession;
  const endpoint = toSrcEndpoint(source, placed);
  if (endpoint !== undefined) attributes.src_endpoint = endpoint;
  const http = toHttpRequest(source, placed);
  if (http !== undefined) attributes.http_request = http;
  if (session !== undefined && session.methods.length > 0) {
    attributes.auth_factors = toAuthFactors(session, connection.name ?? connection.id);
  }
  return {
    attributes,
    observables: {
      source: { path: 'src_endpoint', endpoint },
      destination,
      user: { path: 'user', user },
      http,
    },
  };
}
