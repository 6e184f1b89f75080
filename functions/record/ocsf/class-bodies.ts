import type { EventModel } from '../event-model.ts';
import { addAllPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { toApi } from './api.ts';
import { toAuthProtocol } from './auth-protocol.ts';
import { toDstEndpoint, toHttpRequest, toSrcEndpoint } from './endpoints.ts';
import { toEntity } from './entity.ts';
import { isBlockedByAuth0 } from '../blocked-types.ts';
import type { ObservableSources } from './observables.ts';
import type { OcsfRecord, OcsfUser } from './ocsf-record.ts';
import { sessionPath, toParticipants } from './participants.ts';
import { toActingUser, toActor, toDelegate, toNamed, toUser } from './people.ts';
import { toSession } from './session.ts';
import { toWrittenParticipants } from './written-participants.ts';

/** What a class's own attributes leave for the rest of the record. */
export interface BodyReport {
  /** The attribute that holds the session ID in this class. */
  readonly sessionPath: string;
  readonly observables: ObservableSources;
  /** What is not in the record because it is there as text already: members of it, `observables` among them. */
  readonly written?: string;
}

/**
 * Adds a class's own attributes to a record, and notes which leaves of the event they took.
 *
 * `isFinal`: nobody will look at the record or change it before it is written, so a part may be given as text.
 */
export type Body = (
  model: EventModel,
  record: OcsfRecord,
  placed: PlacedLeaves,
  isFinal: boolean,
) => BodyReport;

export function bodyOf(classUid: number): Body {
  return bodies.get(classUid) ?? withoutAttributes;
}

const bodies: ReadonlyMap<number, Body> = new Map<number, Body>([
  [3002, toAuthentication],
  [3001, toAccountChange],
  [3004, toEntityManagement],
  [3006, toGroupManagement],
  [6003, toApiActivity],
  [2004, toDetection],
]);

/** Types whose own meaning is that a second factor was passed, whatever the session says. */
const secondFactorPassed: ReadonlySet<string> = new Set(['gd_auth_succeed', 'gd_recovery_succeed']);

/** "Web": Interactive would mean a console, and 0 means System in 1.1.0. For logins and logouts, not for tokens. */
const webActivities: ReadonlySet<number> = new Set([1, 2, 6, 7]);

function toAuthentication(
  model: EventModel,
  record: OcsfRecord,
  placed: PlacedLeaves,
  isFinal: boolean,
): BodyReport {
  const { session, activity, type } = model;
  const protocol = toAuthProtocol(model);
  if (protocol !== undefined) [record.auth_protocol_id, record.auth_protocol] = protocol;
  if (webActivities.has(activity.id)) {
    record.logon_type_id = 99;
    record.logon_type = 'Web';
  }
  if (activity.id === 7) {
    record.account_switch_type_id = 2;
    record.account_switch_type = 'Impersonate';
  }
  if (activity.name === 'Token Refresh') record.authentication_token = { type_id: 4, type: 'Refresh Token' };
  record.is_remote = true;
  const isMfa = type !== undefined && secondFactorPassed.has(type) ? true : session?.isMfa;
  if (isMfa !== undefined) record.is_mfa = isMfa;
  if (!isFinal) {
    const { attributes, observables } = toParticipants(model, placed);
    Object.assign(record, attributes);
    return { sessionPath, observables };
  }
  const written = toWrittenParticipants(model);
  addAllPlaced(placed, written.placed);
  return { sessionPath, observables: {}, written: written.text };
}

function toAccountChange(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const user = toUser(model, placed);
  record.user = user;
  return addActorAndOrigin(model, record, placed, { path: 'user', user }, toDelegate(model, placed));
}

function toGroupManagement(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const user = toUser(model, placed);
  record.user = user;
  const group = toNamed(model.organization, 'organization_id', 'organization_name', placed);
  record.group = { ...(group ?? { name: 'unknown' }), type: 'organization' };
  return addActorAndOrigin(model, record, placed, { path: 'user', user }, toDelegate(model, placed));
}

function toEntityManagement(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  record.entity = toEntity(model, placed);
  const user = toActingUser(model, placed);
  return addActorAndOrigin(model, record, placed, { path: 'actor.user', user }, user);
}

function toApiActivity(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  record.api = toApi(model, placed);
  const user = toActingUser(model, placed);
  const destination = toDstEndpoint(model, placed);
  record.dst_endpoint = destination;
  const report = addActorAndOrigin(model, record, placed, { path: 'actor.user', user }, user);
  // Required by the class; an audit event keeps its class, so that a search by class finds it.
  record.actor ??= { app_name: 'unknown' };
  record.src_endpoint ??= { name: 'unknown' };
  return { ...report, observables: { ...report.observables, destination } };
}

/** What 3001, 3004, 3006 and 6003 have in common: the session sits in the actor, the request is described. */
function addActorAndOrigin(
  model: EventModel,
  record: OcsfRecord,
  placed: PlacedLeaves,
  observed: NonNullable<ObservableSources['user']>,
  acting: OcsfUser | undefined,
): BodyReport {
  const actor = toActor(model, placed, { user: acting, session: toSession(model) });
  if (actor !== undefined) record.actor = actor;
  const source = toSrcEndpoint(model, placed);
  if (source !== undefined) record.src_endpoint = source;
  const http = toHttpRequest(model, placed, model.details);
  if (http !== undefined) record.http_request = http;
  return {
    sessionPath: model.sessionId === undefined ? 'metadata.correlation_uid' : 'actor.session.uid',
    observables: { source: { path: 'src_endpoint', endpoint: source }, user: observed, http },
  };
}

/** Auth0's own detections, such as brute force protection: the people are evidence. */
function toDetection(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  record.finding_info = { uid: model.uid, title: model.message };
  const user = toActingUser(model, placed);
  const actor = toActor(model, placed, {
    user: user,
    session: toSession(model),
  });
  const source = toSrcEndpoint(model, placed);
  if (actor !== undefined || source !== undefined) {
    record.evidences = [{ ...(actor && { actor }), ...(source && { src_endpoint: source }) }];
  }
  if (isBlockedByAuth0(model.type)) {
    record.metadata.profiles = ['security_control'];
    record.action_id = 2;
    record.action = 'Denied';
    record.disposition_id = 2;
    record.disposition = 'Blocked';
  }
  return {
    sessionPath: 'metadata.correlation_uid',
    observables: {
      source: { path: 'evidences[].src_endpoint', endpoint: source },
      user: { path: 'evidences[].actor.user', user },
    },
  };
}

/** Application Error and Base Event have no attributes for people and places: all of it goes to `unmapped`. */
function withoutAttributes(): BodyReport {
  return { sessionPath: 'metadata.correlation_uid', observables: {} };
}
