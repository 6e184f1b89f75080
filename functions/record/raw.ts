import type { JsonObject } from '../log-event/log-event.ts';
import type { EventModel } from './event-model.ts';
import { toNetworkList } from './reading/read-networks.ts';

/**
 * Auth0's own shape, `{log_id, data}`, with what we know in `data.details.session_enricher`: parsers that read Auth0
 * events go on working, and those that flatten `details` find the session there.
 *
 * Where an event has no `details`, or something that is no object, an object takes its place; what stood there is kept
 * in its `value`.
 */
export function toRaw(model: EventModel, productVersion: string | undefined): JsonObject {
  const { data, details, session, observed, enrichment, networks, signals, uid } = model;
  const before = data['details'];
  const session_enricher = {
    ...(productVersion !== undefined && { version: productVersion }),
    ...enrichment,
    ...(session !== undefined && { session: session.session }),
    ...(observed !== undefined && { observed }),
    ...(networks !== undefined && { networks: toNetworkList(networks) }),
    ...(signals !== undefined && { signals }),
  };
  const around = details ?? (before === undefined || before === null ? {} : { value: before });
  return { log_id: uid, data: { ...data, details: { ...around, session_enricher } } };
}
