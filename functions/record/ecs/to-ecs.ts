import type { EventModel } from '../event-model.ts';
import { placeIdentity, placeSessionId } from '../place-identity.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { copyRest } from './copy-rest.ts';
import { toEventFields } from './event-fields.ts';
import { toNamed, toRelated, toUser } from './people.ts';
import { toEcsSession } from './session.ts';
import { toSource } from './source.ts';
import { toThreat } from './threat.ts';

export interface EcsOptions {
  /** The event itself as JSON text, in `event.original`. */
  readonly rawData: boolean;
  readonly productVersion: string | undefined;
}

/**
 * One event as a document of the Elastic Common Schema 9.4, ready to be indexed. What is not ECS's is under `auth0`.
 * Fields without a value are `undefined`, which JSON leaves out.
 */
export function toEcs(model: EventModel, { rawData, productVersion }: EcsOptions): Record<string, unknown> {
  const { data, hostname, userAgent, signals } = model;
  const placed: PlacedLeaves = new Map();
  const timestamp = new Date(model.timeMs).toISOString();
  placeIdentity(model, placed);
  // Auth0 answers with the session that was asked for; should it be another, both IDs are kept.
  const ownId = model.session?.session.id;
  if ((ownId ?? model.sessionId) === model.sessionId) placeSessionId(model, placed);
  if (data['date'] === timestamp) placed.set('date', true);
  if (userAgent !== undefined) placed.set('user_agent', true);
  if (hostname !== undefined) placed.set('hostname', true);

  return {
    '@timestamp': timestamp,
    ecs: { version: '9.4.0' },
    message: model.message,
    tags: ['auth0', ...(signals?.raised.map((name) => `signal:${name}`) ?? [])],
    event: toEventFields(model, rawData),
    user: toUser(model, placed),
    organization: toNamed(model.organization, 'organization_id', 'organization_name', placed),
    source: toSource(model, placed),
    user_agent: userAgent === undefined ? undefined : { original: userAgent },
    url: hostname === undefined ? undefined : { domain: hostname },
    service: toNamed(model.client, 'client_id', 'client_name', placed),
    observer: {
      vendor: 'Okta',
      product: 'Auth0',
      type: 'idp',
      hostname,
      version: productVersion,
    },
    related: toRelated(model),
    threat: toThreat(signals),
    // After all others have said which leaves they took.
    auth0: toAuth0(model, placed),
  };
}

/** What ECS has no field for. Custom fields stay under this one name. */
function toAuth0(
  { data, enrichment, sessionId, session, observed, signals }: EventModel,
  placed: PlacedLeaves,
): object {
  return {
    event: copyRest(data, placed),
    enrichment,
    session:
      session !== undefined
        ? { id: sessionId, ...toEcsSession(session) }
        : sessionId !== undefined
          ? { id: sessionId }
          : undefined,
    observed,
    signals,
  };
}
