import type { SignalBlock } from '../../signals/signal.ts';
import type { EventModel } from '../event-model.ts';
import { toFindingTitle, toFindingUid } from '../finding-identity.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toAttacks } from './attacks.ts';
import { riskLevelCaptions, severities } from './captions.ts';
import { toEnrichments } from './enrichments.ts';
import { addEvidence } from './evidence.ts';
import { toMetadata } from './metadata.ts';
import { toObservables } from './observables.ts';
import type { OcsfOptions } from './to-ocsf.ts';
import type { OcsfRecord } from './ocsf-record.ts';

/**
 * The second record of an event whose risk level is high enough: a Detection Finding that points at the event's own.
 *
 * It carries who, from where and which signals, not the event again: `finding_info.related_events` names that.
 */
export function toFinding(
  model: EventModel,
  signals: SignalBlock,
  typeUid: number,
  options: OcsfOptions,
): OcsfRecord {
  // What the finding leaves out stands in the event's own record.
  const placed: PlacedLeaves = new Map();
  const { id, name, severityId } = riskLevelCaptions[signals.risk_level];
  const uid = toFindingUid(model.uid);
  const title = toFindingTitle(signals);

  const record: OcsfRecord = {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: 2004,
    class_name: 'Detection Finding',
    type_uid: 200_401,
    type_name: 'Detection Finding: Create',
    time: model.timeMs,
    severity_id: severityId,
    severity: severities[severityId] as string,
    status_id: 1,
    status: 'New',
    message: title,
    metadata: { ...toMetadata(model, placed, options.productVersion), uid },
    finding_info: {
      uid,
      title,
      types: [...signals.raised],
      analytic: { type_id: 1, type: 'Rule', uid: signals.raised[0] as string },
      related_events: [{ uid: model.uid, type_uid: typeUid }],
      attacks: toAttacks(signals.evidence),
    },
    risk_level_id: id,
    risk_level: name,
    risk_details: signals.raised.join(', '),
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
  return record;
}
