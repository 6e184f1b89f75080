import type { SignalBlock } from '../../signals/signal.ts';
import type { EventModel } from '../event-model.ts';
import { placeIdentity, placeSessionId } from '../place-identity.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toJsonText } from '../text/to-json-text.ts';
import { toAttacks } from './attacks.ts';
import { baseEvent, classes, riskLevelCaptions, severities } from './captions.ts';
import { bodyOf } from './class-bodies.ts';
import { toEnrichments } from './enrichments.ts';
import { toMetadata } from './metadata.ts';
import { toObservables } from './observables.ts';
import type { OcsfRecord } from './ocsf-record.ts';
import { addUnmapped } from './unmapped.ts';

export interface OcsfOptions {
  /** The event itself as JSON text, in `raw_data`. */
  readonly rawData: boolean;
  /** `enrichments[].data` as JSON text. */
  readonly textData: boolean;
  readonly productVersion: string | undefined;
}

/** One event as OCSF 1.8.0. Older versions are made from it: see downgrade.ts. */
export function toOcsf(model: EventModel, options: OcsfOptions): OcsfRecord {
  const placed: PlacedLeaves = new Map();
  const { logType, activity, type, data, signals } = model;
  const classUid = logType !== undefined && classes.has(logType.classUid) ? logType.classUid : 0;
  const { name: className, categoryUid, categoryName } = classes.get(classUid) ?? baseEvent;
  const record: OcsfRecord = {
    activity_id: activity.id,
    activity_name: activity.name,
    category_uid: categoryUid,
    category_name: categoryName,
    class_uid: classUid,
    class_name: className,
    type_uid: classUid * 100 + activity.id,
    type_name: `${className}: ${activity.name}`,
    time: model.timeMs,
    severity_id: model.severityId,
    severity: severities[model.severityId] as string,
    status_id: model.statusId,
    status: model.status,
    status_code: type,
    message: model.message,
    status_detail: logType?.statusDetail ?? model.message,
    metadata: toMetadata(model, placed, options.productVersion),
    unmapped: { 'session_enricher.status': model.enrichment.status },
  };
  placeIdentity(model, placed);
  placeSessionId(model, placed);

  const { sessionPath, observables } = bodyOf(classUid)(model, record, placed);
  if (signals !== undefined && signals.raised.length > 0) addRisk(record, signals);
  record.enrichments = toEnrichments(model, sessionPath, options.textData);
  record.observables = toObservables({
    ...observables,
    session: { path: sessionPath, uid: model.sessionId },
  });
  if (options.textData) writeApiData(record);
  if (options.rawData) record.raw_data = toJsonText({ log_id: model.uid, data });
  // After all others have said which leaves they took.
  addUnmapped(record.unmapped, data, placed);
  return record;
}

function writeApiData({ api }: OcsfRecord): void {
  if (api?.request !== undefined) api.request.data = toJsonText(api.request.data);
  if (api?.response?.data !== undefined) api.response.data = toJsonText(api.response.data);
}

/** What signals say, only when one is raised: these attributes belong to a profile, which is declared with them. */
function addRisk(record: OcsfRecord, signals: SignalBlock): void {
  const { id, name } = riskLevelCaptions[signals.risk_level];
  record.risk_level_id = id;
  record.risk_level = name;
  record.risk_details = signals.raised.join(', ');
  record.attacks = toAttacks(signals.evidence);
  record.metadata.profiles = ['security_control'];
  if (record.class_uid === 2004 && record.action_id === undefined) {
    // Not blocked by anybody; up to 1.3.0 a finding that declares the profile has to say what was done.
    record.action_id = 3;
    record.action = 'Observed';
  }
}
