import { attackVersion } from '../../signals/attack-techniques.ts';
import type { EventModel } from '../event-model.ts';
import type { Finding } from '../finding-identity.ts';
import { type EcsOptions, toEcs } from './to-ecs.ts';
import { toThreat } from './threat.ts';

/**
 * An incident of an event as an alert that points at the event's own document by `auth0.finding.event_id`; `rule.uuid` is the
 * incident's. It has the event's people and places, not the event and session again.
 */
export function toEcsFinding(
  model: EventModel,
  finding: Finding,
  options: EcsOptions,
): Record<string, unknown> {
  const { sessionId, enrichment, uid, signals } = model;
  const { title, evidence, timeMs, firstSeenMs, isCreated } = finding;
  const document = toEcs(model, { ...options, rawData: false });
  const event = {
    ...(document['event'] as Record<string, unknown>),
    id: finding.recordUid,
    kind: 'alert',
    category: ['intrusion_detection'],
    type: ['info'],
    action: 'session-signals',
    outcome: 'unknown',
    severity: evidence.severity_id,
  };
  const timestamp = new Date(timeMs).toISOString();
  return {
    ...document,
    '@timestamp': timestamp,
    message: title,
    event,
    threat: toThreat([evidence]),
    rule: { uuid: finding.uid, id: evidence.signal, name: title, ruleset: 'session-enricher' },
    auth0: {
      finding: {
        event_id: uid,
        is_new: isCreated,
        ...(firstSeenMs !== undefined && { first_seen: new Date(firstSeenMs).toISOString() }),
        attack_version: attackVersion,
      },
      enrichment,
      ...(sessionId !== undefined && { session: { id: sessionId } }),
      signals,
    },
  };
}
