import { maxTextLength } from '../reading/read-values.ts';
import { isBefore, type OcsfVersion } from './ocsf-version.ts';
import { baseEvent } from './captions.ts';
import { downgradeActor, downgradeUser } from './downgrade-people.ts';
import { moveToUnmapped } from './moved.ts';
import type { OcsfEndpoint, OcsfRecord } from './ocsf-record.ts';

/**
 * Turns a record of the latest version into one of an older version, in place, and gives it back.
 *
 * What the older version has no attribute for is moved to `unmapped` as `ocsf.<path>`, so nothing is lost; pointers
 * (observables, enrichments) go with their target.
 */
export function downgrade(record: OcsfRecord, version: OcsfVersion): OcsfRecord {
  record.metadata.version = version;
  if (!isBefore(version, '1.8.0')) return record;
  // The same as `uid`, which stays.
  delete record.metadata.original_event_uid;
  moveToUnmapped(
    record.unmapped,
    record.metadata,
    'transformation_info_list',
    'metadata.transformation_info_list',
  );
  downgradeClass(record, version);
  downgradeRisk(record, version);
  moveToUnmapped(record.unmapped, record, 'auth_factors');
  moveToUnmapped(record.unmapped, record, 'authentication_token');
  moveToUnmapped(record.unmapped, record, 'is_alert');
  downgradeUser(record.user, 'user', version, record.unmapped);
  downgradeOrigin(record, version);
  downgradeEvidence(record, version);
  if (record.auth_protocol_id === 12) record.auth_protocol_id = 99;
  downgradePointers(record, version);
  if (record.raw_data !== undefined && record.raw_data.length > maxTextLength) delete record.raw_data;
  return record;
}

/** Classes and activities that came later. */
function downgradeClass(record: OcsfRecord, version: OcsfVersion): void {
  const { class_uid, activity_id, activity_name } = record;
  if (class_uid === 6008) {
    setClass(record, 0, 99, activity_name);
    record.class_name = baseEvent.name;
    record.category_uid = baseEvent.categoryUid;
    record.category_name = baseEvent.categoryName;
    record.type_name = `${baseEvent.name}: ${activity_name}`;
  } else if (class_uid === 3002 && activity_id === 7) {
    setClass(record, 3002, 1, 'Logon');
    moveToUnmapped(record.unmapped, record, 'account_switch_type_id');
    moveToUnmapped(record.unmapped, record, 'account_switch_type');
  } else if (class_uid === 3002 && activity_id === 6 && isBefore(version, '1.3.0'))
    setClass(record, 3002, 99, activity_name);
  else if (class_uid === 3001 && activity_id === 12) setClass(record, 3001, 99, activity_name);
}

function setClass(record: OcsfRecord, classUid: number, activityId: number, activityName: string): void {
  record.class_uid = classUid;
  record.activity_id = activityId;
  record.activity_name = activityName;
  record.type_uid = classUid * 100 + activityId;
  record.type_name = `${record.class_name}: ${activityName}`;
}

/** The profile for risk exists outside findings from 1.4.0 on only. */
function downgradeRisk(record: OcsfRecord, version: OcsfVersion): void {
  const { unmapped, metadata } = record;
  if (record.class_uid !== 2004) {
    moveToUnmapped(unmapped, record, 'risk_level_id');
    moveToUnmapped(unmapped, record, 'risk_level');
    moveToUnmapped(unmapped, record, 'risk_details');
    moveToUnmapped(unmapped, record, 'attacks');
    delete metadata.profiles;
    return;
  }
  if (isBefore(version, '1.3.0')) moveToUnmapped(unmapped, record, 'risk_details');
  if (record.action_id === 3) record.action_id = 99;
}

const managementClasses: ReadonlySet<number> = new Set([3004, 3005, 3006]);

/** Actor, addresses and requests: 3004 to 3006 got them late. */
function downgradeOrigin(record: OcsfRecord, version: OcsfVersion): void {
  const { unmapped } = record;
  downgradeEndpoint(record.src_endpoint, 'src_endpoint', version, unmapped);
  if (record.http_request?.http_method === 'PATCH') {
    moveToUnmapped(unmapped, record.http_request, 'http_method', 'http_request.http_method');
    const { url, user_agent } = record.http_request;
    if (url === undefined && user_agent === undefined) delete record.http_request;
  }
  if (managementClasses.has(record.class_uid)) {
    moveToUnmapped(unmapped, record, 'actor');
    if (isBefore(version, '1.3.0')) {
      moveToUnmapped(unmapped, record, 'src_endpoint');
      moveToUnmapped(unmapped, record, 'http_request');
      if (record.entity !== undefined) moveToUnmapped(unmapped, record.entity, 'type_id', 'entity.type_id');
    }
  } else if (record.actor !== undefined) {
    const actor = downgradeActor(record.actor, 'actor', version, unmapped);
    if (actor !== undefined) record.actor = actor;
    else if (record.class_uid === 6003) record.actor = { invoked_by: 'unknown' };
    else delete record.actor;
  }
}

function downgradeEndpoint(
  endpoint: OcsfEndpoint | undefined,
  path: string,
  version: OcsfVersion,
  unmapped: Record<string, string>,
): void {
  if (endpoint === undefined) return;
  moveToUnmapped(unmapped, endpoint, 'fingerprints', `${path}.fingerprints`);
  if (!isBefore(version, '1.3.0')) return;
  if (endpoint.autonomous_system !== undefined) {
    moveToUnmapped(unmapped, endpoint.autonomous_system, 'number', `${path}.autonomous_system.number`);
    moveToUnmapped(unmapped, endpoint.autonomous_system, 'name', `${path}.autonomous_system.name`);
    delete endpoint.autonomous_system;
  }
  const { location } = endpoint;
  if (location?.lat === undefined || location.long === undefined) return;
  location.coordinates = [location.long, location.lat];
  delete location.lat;
  delete location.long;
}

function downgradeEvidence(record: OcsfRecord, version: OcsfVersion): void {
  const kept = record.evidences?.filter((evidence, index) => {
    const path = `evidences[${index}]`;
    const actor = downgradeActor(evidence.actor, `${path}.actor`, version, record.unmapped);
    if (actor === undefined) delete evidence.actor;
    else evidence.actor = actor;
    moveToUnmapped(record.unmapped, evidence, 'http_request', `${path}.http_request`);
    downgradeEndpoint(evidence.src_endpoint, `${path}.src_endpoint`, version, record.unmapped);
    return evidence.actor ?? evidence.src_endpoint ?? evidence.data;
  });
  if (kept !== undefined && kept.length > 0) record.evidences = kept;
  else delete record.evidences;
}

function downgradePointers(record: OcsfRecord, version: OcsfVersion): void {
  const { observables, enrichments } = record;
  if (observables !== undefined) {
    const kept = observables.filter(({ name, type_id }) => {
      if (type_id === 31 || type_id === 38 || (type_id === 16 && isBefore(version, '1.3.0'))) return false;
      return resolves(record, name);
    });
    if (kept.length > 0) record.observables = kept;
    else delete record.observables;
  }
  for (const enrichment of enrichments ?? []) {
    if (!resolves(record, enrichment.name)) enrichment.name = 'metadata.correlation_uid';
    if (isBefore(version, '1.3.0')) delete enrichment.created_time;
  }
}

/** Does a pointer such as `user.uid` or `evidences[].actor.user.uid` still reach something? */
function resolves(record: OcsfRecord, pointer: string): boolean {
  let value: unknown = record;
  for (const step of pointer.split('.')) {
    const isList = step.endsWith('[]');
    value = (value as Record<string, unknown> | undefined)?.[isList ? step.slice(0, -2) : step];
    if (isList) value = (value as unknown[] | undefined)?.[0];
  }
  return value !== undefined;
}
