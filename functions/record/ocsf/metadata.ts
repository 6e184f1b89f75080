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
  const metadata: OcsfMetadata = {
    version: latestOcsfVersion,
    uid,
    original_event_uid: uid,
    log_name: 'tenant_logs',
    log_provider: 'Auth0',
    product: { name: 'Auth0', vendor_name: 'Okta', uid: 'auth0' },
  };
  if (productVersion !== undefined) metadata.product.version = productVersion;
  if (type !== undefined) metadata.event_code = type;
  if (sessionId !== undefined) metadata.correlation_uid = sessionId;
  if (tenant !== undefined) {
    metadata.tenant_uid = tenant;
    placed.set('tenant_name', true);
  }
  const originalTime = readText(data['date']);
  if (originalTime !== undefined) {
    metadata.original_time = originalTime;
    placed.set('date', true);
  }
  if (signals !== undefined && signals.raised.length > 0)
    metadata.labels = signals.raised.map((name) => `signal:${name}`);
  return metadata;
}
