import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toAuthFactors } from './auth-factors.ts';
import { toAuthProtocol } from './auth-protocol.ts';
import type { BodyReport } from './class-body.ts';
import { toDstEndpoint, toHttpRequest, toSrcEndpoint } from './endpoints.ts';
import type { OcsfRecord } from './ocsf-record.ts';
import { toActor, toDelegate, toNamed, toUser } from './people.ts';
import { toSession } from './session.ts';

/** Authentication (3002): who proved what to whom, how, from where and in which session. */
export function addAuthentication(model: EventModel, record: OcsfRecord, placed: PlacedLeaves): BodyReport {
  addMeans(model, record);
  const { client, connection, session } = model;
  const user = toUser(model, placed);
  const source = toSrcEndpoint(model, placed);
  const destination = toDstEndpoint(model, placed);
  const http = toHttpRequest(model, placed);
  record.user = user;
  record.actor = toActor(model, placed, { user: toDelegate(model, placed) });
  record.service = toNamed(client, 'client_id', 'client_name', placed);
  record.session = toSession(model);
  record.src_endpoint = source;
  record.dst_endpoint = destination;
  record.http_request = http;
  if (session !== undefined && session.methods.length > 0) {
    record.auth_factors = toAuthFactors(session, connection.name ?? connection.id);
  }
  return {
    sessionPath: 'session.uid',
    observables: {
      source: { path: 'src_endpoint', endpoint: source },
      destination,
      user: { path: 'user', user },
      http,
    },
  };
}

/** Types whose own meaning is that a second factor was passed, whatever the session says. */
const secondFactorPassed: ReadonlySet<string> = new Set(['gd_auth_succeed', 'gd_recovery_succeed']);

/** "Web": Interactive would mean a console, and 0 means System in 1.1.0. For logins and logouts, not for tokens. */
const webActivities: ReadonlySet<number> = new Set([1, 2, 6, 7]);

/** By which protocol, kind of logon and factors. */
function addMeans(model: EventModel, record: OcsfRecord): void {
  const { activity, type } = model;
  [record.auth_protocol_id, record.auth_protocol] = toAuthProtocol(model) ?? [];
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
  record.is_mfa = type !== undefined && secondFactorPassed.has(type) ? true : model.isMfa;
}
