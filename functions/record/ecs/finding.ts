import type { SignalBlock } from '../../signals/signal.ts';
import type { EventModel } from '../event-model.ts';
import { toFindingTitle, toFindingUid } from '../finding-identity.ts';
import { type EcsOptions, toEcs } from './to-ecs.ts';

/**
 * The second document of an event whose risk level is high enough: an alert that points at the event's own by
 * `auth0.finding.event_id`. It has the event's people and places, not the event and session again.
 */
export function toEcsFinding(
  model: EventModel,
  signals: SignalBlock,
  options: EcsOptions,
): Record<string, unknown> {
  const { sessionId, enrichment, uid } = model;
  const title = toFindingTitle(signals);
  const document = toEcs(model, { ...options, rawData: false });
  const event = {
    ...(document['event'] as Record<string, unknown>),
    id: toFindingUid(uid),
    kind: 'alert',
    category: ['intrusion_detection'],
    type: ['info'],
    action: 'session-signals',
    outcome: 'unknown',
  };
  return {
    ...document,
    message: title,
    event,
    rule: { id: signals.raised[0], name: signals.raised[0], ruleset: 'session-enricher' },
    auth0: {
      finding: { event_id: uid },
      enrichment,
      ...(sessionId !== undefined && { session: { id: sessionId } }),
      signals,
    },
  };
}
