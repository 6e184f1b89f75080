import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { readText } from '../reading/read-values.ts';
import { toLogCategory } from '../../log-event/log-categories.ts';
import type { OcsfMetadata } from './ocsf-record.ts';
import { latestOcsfVersion } from './ocsf-version.ts';

/**
 * Identity and origin. The product is Auth0, a service without a version; session-enricher's own explains a record's
 * form and stands with what it did: a transformation.
 */
export function toMetadata(
  model: EventModel,
  placed: PlacedLeaves,
  productVersion: string | undefined,
): OcsfMetadata {
  const { uid, type, data, sessionId, tenant } = model;
  const originalTime = readText(data['date']);
  if (tenant !== undefined) placed.set('tenant_name', true);
  if (originalTime !== undefined) placed.set('date', true);
  return {
    version: latestOcsfVersion,
    uid,
    original_event_uid: uid,
    event_code: type,
    correlation_uid: sessionId ?? toReference(model, placed),
    tenant_uid: tenant,
    log_name: 'tenant_logs',
    log_provider: 'Auth0',
    original_time: originalTime,
    labels: toLabels(model),
    product: { name: 'Auth0', vendor_name: 'Okta', uid: 'auth0' },
    transformation_info_list:
      productVersion === undefined
        ? undefined
        : [{ name: 'session-enricher', product: { name: 'session-enricher', version: productVersion } }],
  };
}

/** What ties an event without a session to others, by the application that caused it. */
function toReference({ correlationId, traceId }: EventModel, placed: PlacedLeaves): string | undefined {
  if (correlationId === undefined && traceId === undefined) return undefined;
  addPlaced(placed, ['references', correlationId === undefined ? 'trace_id' : 'correlation_id']);
  return correlationId ?? traceId;
}

/** Facets that no version of OCSF has an attribute for, each in every version and in a table's list of texts. */
function toLabels({ type, signals, agentId, externalAgentId }: EventModel): string[] | undefined {
  const labels = signals?.raised.map((name) => `signal:${name}`) ?? [];
  if (type !== undefined) labels.push(`category:${toLogCategory(type)}`);
  if (agentId !== undefined) labels.push(`ai_agent:${agentId}`);
  if (externalAgentId !== undefined) labels.push(`external_ai_agent:${externalAgentId}`);
  return labels.length === 0 ? undefined : labels;
}
