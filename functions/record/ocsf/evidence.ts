import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toHttpRequest, toSrcEndpoint } from './endpoints.ts';
import type { ObservableSources } from './observables.ts';
import type { OcsfRecord } from './ocsf-record.ts';
import { toActingUser, toActor } from './people.ts';
import { toSession } from './session.ts';

/** Adds the people and the origin of an event as evidence of a detection; gives what of it an analyst searches for. */
export function addEvidence(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): ObservableSources {
  const user = toActingUser(model, placed);
  const actor = toActor(model, placed, { user, session: toSession(model) });
  const source = toSrcEndpoint(model, placed);
  if (actor === undefined && source === undefined) return {};
  // A user agent alone is no evidence to OCSF.
  const http = toHttpRequest(model, placed);
  record.evidences = [{ actor, src_endpoint: source, http_request: http }];
  return {
    source: { path: 'evidences[].src_endpoint', endpoint: source },
    users: [{ path: 'evidences[].actor.user', user }],
    http: { path: 'evidences[].http_request', request: http },
  };
}
