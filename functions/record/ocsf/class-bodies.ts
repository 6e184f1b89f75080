import type { AttackId } from '../../signals/attack-techniques.ts';
import { isBlockedByAuth0 } from '../blocked-types.ts';
import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toAttack } from './attacks.ts';
import { toApi } from './api.ts';
import { addAuthentication } from './authentication.ts';
import type { BodyReport, ClassBody } from './class-body.ts';
import { toDstEndpoint, toHttpRequest, toSrcEndpoint } from './endpoints.ts';
import { toEntity } from './entity.ts';
import { addEvidence } from './evidence.ts';
import type { OcsfRecord, OcsfUser } from './ocsf-record.ts';
import { toActingUser, toActor, toNamed, toOtherActor, toUser } from './people.ts';
import { toResources } from './resources.ts';
import { toSession } from './session.ts';

export function bodyOf(classUid: number): ClassBody {
  return bodies.get(classUid) ?? withoutAttributes;
}

const bodies: ReadonlyMap<number, ClassBody> = new Map<number, ClassBody>([
  [3002, addAuthentication],
  [3001, addAccountChange],
  [3004, addEntityManagement],
  [3006, addGroupManagement],
  [6003, addApiActivity],
  [2004, addDetection],
]);

function addAccountChange(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const user = toUser(model, placed);
  record.user = user;
  return addActorAndOrigin(model, record, placed, toOtherActor(model, placed), user);
}

function addGroupManagement(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const user = toUser(model, placed);
  record.user = user;
  const group = toNamed(model.organization, placed);
  record.group = { ...(group ?? { name: 'unknown' }), type: 'organization' };
  return addActorAndOrigin(model, record, placed, toOtherActor(model, placed), user);
}

function addEntityManagement(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const entity = toEntity(model, placed);
  record.entity = entity;
  const user = toActingUser(model, placed);
  const report = addActorAndOrigin(model, record, placed, user);
  return { ...report, observables: { ...report.observables, entity } };
}

function addApiActivity(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  record.api = toApi(model, placed);
  record.resources = toResources(model);
  const user = toActingUser(model, placed);
  const destination = toDstEndpoint(model, placed);
  record.dst_endpoint = destination;
  const report = addActorAndOrigin(model, record, placed, user);
  // Required by the class; an audit event keeps its class, so that a search by class finds it.
  record.actor ??= { app_name: 'unknown' };
  record.src_endpoint ??= { name: 'unknown' };
  return { ...report, observables: { ...report.observables, destination, resources: record.resources } };
}

/** What Auth0's attack protection saw: passwords guessed, sprayed over accounts, or leaked elsewhere. */
const techniquesOfProtection: ReadonlyMap<string, readonly AttackId[]> = new Map<string, readonly AttackId[]>(
  [
    ['limit_wc', ['T1110.001']],
    ['limit_sul', ['T1110.001']],
    ['limit_mu', ['T1110.003']],
    ['pwd_leak', ['T1110.004']],
    ['reset_pwd_leak', ['T1110.004']],
    ['signup_pwd_leak', ['T1110.004']],
    ['gd_otp_rate_limit_exceed', ['T1110.001']],
    ['gd_recovery_rate_limit_exceed', ['T1110.001']],
  ],
);

/** What 3001, 3004, 3006 and 6003 have in common: the session sits in the actor, the request is described. */
function addActorAndOrigin(
  model: EventModel,
  record: OcsfRecord,
  placed: PlacedLeaves,
  acting: OcsfUser | undefined,
  user?: OcsfUser,
): BodyReport {
  const source = toSrcEndpoint(model, placed);
  const http = toHttpRequest(model, placed, model.request);
  record.actor = toActor(model, placed, { user: acting, session: toSession(model) });
  record.src_endpoint = source;
  record.http_request = http;
  return {
    sessionPath: model.sessionId === undefined ? 'metadata.correlation_uid' : 'actor.session.uid',
    observables: {
      source: { path: 'src_endpoint', endpoint: source },
      users: [
        { path: 'user', user },
        { path: 'actor.user', user: acting },
      ],
      http: { path: 'http_request', request: http },
    },
  };
}

/** Auth0's own detections, such as brute force protection: the people are evidence. */
function addDetection(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  const { logType, type } = model;
  const techniques = type === undefined ? undefined : techniquesOfProtection.get(type);
  record.finding_info = {
    uid: model.uid,
    // Of some types the event's own description is the user's e-mail address.
    title: logType?.description ?? model.message,
    ...(techniques && { attacks: techniques.map(toAttack) }),
  };
  if (isBlockedByAuth0(model.type)) {
    record.metadata.profiles = ['security_control'];
    record.action_id = 2;
    record.action = 'Denied';
    record.disposition_id = 2;
    record.disposition = 'Blocked';
  }
  return { sessionPath: 'metadata.correlation_uid', observables: addEvidence(model, record, placed) };
}

/** Application Error and Base Event have no attributes for people and places: all of it goes to `unmapped`. */
function withoutAttributes(): BodyReport {
  return { sessionPath: 'metadata.correlation_uid', observables: {} };
}
