import type { EventModel } from '../event-model.ts';
import type { Finding } from '../finding-identity.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toAttacks } from './attacks.ts';
import { riskLevelCaptions, severities } from './captions.ts';
import { addBeginning } from './beginning-evidence.ts';
import { toEnrichments } from './enrichments.ts';
import { addEvidence } from './evidence.ts';
import { toMetadata } from './metadata.ts';
import { toObservables } from './observables.ts';
import type { OcsfOptions } from './to-ocsf.ts';
import type { OcsfRecord } from './ocsf-record.ts';

/**
 * An incident of an event as a Detection Finding: `Create` by the event that told of it first, `Update` by those after it,
 * all under the uid of session and signal.
 *
 * It carries who, from where and which signal, not the event again: `finding_info.related_events` names that.
 */
export function toFinding(
  model: EventModel,
  finding: Finding,
  typeUid: number,
  options: OcsfOptions,
): OcsfRecord {
  // What the finding leaves out stands in the event's own record.
  const placed: PlacedLeaves = new Map();
  const { evidence, riskLevel, title, isCreated, timeMs } = finding;
  const { id, name, severityId } = riskLevelCaptions[riskLevel];
  const activity = isCreated ? 'Create' : 'Update';
  const { signal } = evidence;

  const record: OcsfRecord = {
    activity_id: isCreated ? 1 : 2,
    activity_name: activity,
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: isCreated ? 200_401 : 200_402,
    type_name: `Detection Finding: ${activity}`,
    time: timeMs,
    severity_id: severityId,
    severity: severities[severityId] as string,
    status_id: 1,
    status: 'New',
    message: title,
    is_alert: true,
    metadata: { ...toMetadata(model, placed, options.productVersion), uid: finding.recordUid },
    finding_info: {
      uid: finding.uid,
      title,
      types: [signal],
      first_seen_time: finding.firstSeenMs,
      analytic: { type_id: 1, type: 'Rule', uid: signal, name: title },
      related_events: [{ uid: model.uid, type_uid: typeUid }],
      attacks: toAttacks([evidence]),
    },
    risk_level_id: id,
    risk_level: name,
    risk_details: signal,
    enrichments: toEnrichments(
      { ...model, session: undefined },
      'metadata.correlation_uid',
      options.textData,
    ),
    unmapped: { 'session_enricher.status': model.enrichment.status },
  };
  record.observables = toObservables({
    ...addEvidence(model, record, placed),
    session: { path: 'metadata.correlation_uid', uid: model.sessionId },
  });
  addBeginning(model, record, options.textData);
  return record;
}
