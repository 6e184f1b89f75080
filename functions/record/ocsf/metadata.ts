import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { readText } from '../reading/read-values.ts';
import type { OcsfMetadata } from './ocsf-record.ts';
import { latestOcsfVersion } from './ocsf-version.ts';

/**
 * Identity and origin. `product.version` is session-enricher's own version: Auth0, a service, has none to put there,
 * and consumers look for the version that explains a record's form in this very attribute.
 */
export function toMetadata(
  model: EventModel,
  placed: PlacedLeaves,
  productVersion: string | undefined,
): OcsfMetadata {
  const { uid, type, data, sessionId, tenant, signals } = model;
  const originalTime = readText(data['date']);
  if (tenant !== undefined) placed.set('tenant_name', true);
  if (originalTime !== undefined) placed.set('date', true);
  return {
    version: latestOcsfVersion,
    uid,
    original_event_uid: uid,
    event_code: type,
    correlation_uid: sessionId,
    tenant_uid: tenant,
    log_name: 'tenant_logs',
    log_provider: 'Auth0',
    original_time: originalTime,
    labels:
      signals === undefined || signals.raised.length === 0
        ? undefined
        : signals.raised.map((name) => `signal:${name}`),
    product: { name: 'Auth0', vendor_name: 'Okta', uid: 'auth0', version: productVersion },
  };
}
