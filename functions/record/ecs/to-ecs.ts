import { toLogCategory } from '../../log-event/log-categories.ts';
import type { EventModel } from '../event-model.ts';
import { placeIdentity, placeSessionId } from '../place-identity.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { toNetworkList } from '../reading/read-networks.ts';
import type { SessionReading } from '../reading/read-session.ts';
import { copyRest } from './copy-rest.ts';
import { toEventFields } from './event-fields.ts';
import { toHttp, toUrl, toUserAgent } from './http.ts';
import { toNamed, toRelated, toUser } from './people.ts';
import { toClient, toSource, toTls } from './source.ts';
import { toThreat } from './threat.ts';

export interface EcsOptions {
  /** The event itself as JSON text, in `event.original`. */
  readonly rawData: boolean;
  readonly productVersion: string | undefined;
  /** How a session is written, so that whoever has many events of one may remember it. */
  readonly toSession: (session: SessionReading) => object;
}

/**
 * One event as a document of the Elastic Common Schema 9.4, ready to be indexed. What is not ECS's is under `auth0`.
 * Fields without a value are `undefined`, which JSON leaves out.
 */
export function toEcs(
  model: EventModel,
  { rawData, productVersion, toSession }: EcsOptions,
): Record<string, unknown> {
  const { data, hostname, ip, signals } = model;
  const placed: PlacedLeaves = new Map();
  const timestamp = new Date(model.timeMs).toISOString();
  placeIdentity(model, placed);
  // Auth0 answers with the session that was asked for; should it be another, both IDs are kept.
  const ownId = model.session?.session.id;
  if ((ownId ?? model.sessionId) === model.sessionId) placeSessionId(model, placed);
  if (data['date'] === timestamp) placed.set('date', true);

  return {
    '@timestamp': timestamp,
    ecs: { version: '9.4.0' },
    message: model.message,
    tags: ['auth0', ...(signals?.raised.map((name) => `signal:${name}`) ?? [])],
    event: toEventFields(model, rawData),
    user: toUser(model, placed),
    organization: toNamed(model.organization, placed),
    source: toSource(model, placed),
    client: toClient(model, placed),
    network: ip === undefined ? undefined : { type: ip.includes(':') ? 'ipv6' : 'ipv4' },
    tls: toTls(model, placed),
    user_agent: toUserAgent(model, placed),
    url: toUrl(model, placed),
    http: toHttp(model, placed),
    trace: toTrace(model, placed),
    gen_ai: toAiAgent(model, placed),
    service: toNamed(model.client, placed),
    observer: {
      vendor: 'Okta',
      product: 'Auth0',
      type: 'idp',
      hostname,
    },
    agent: productVersion === undefined ? undefined : toAgent(productVersion),
    related: toRelated(model),
    threat: toThreat(signals?.evidence ?? []),
    // After all others have said which leaves they took.
    auth0: toAuth0(model, placed, toSession),
  };
}

/** What made the document: session-enricher, not Auth0. */
function toAgent(version: string): object {
  return { name: 'session-enricher', type: 'session-enricher', version };
}

/** An AI agent that takes part, by Auth0's ID of it, else by its own. */
function toAiAgent({ agentId, externalAgentId }: EventModel, placed: PlacedLeaves): object | undefined {
  const id = agentId ?? externalAgentId;
  if (id === undefined) return undefined;
  placed.set(agentId === undefined ? 'external_agent_id' : 'agent_id', true);
  return { agent: { id } };
}

/** What ties the event to others, by the application that caused it. */
function toTrace({ traceId, correlationId }: EventModel, placed: PlacedLeaves): object | undefined {
  if (traceId === undefined && correlationId === undefined) return undefined;
  addPlaced(placed, ['references', traceId === undefined ? 'correlation_id' : 'trace_id']);
  return { id: traceId ?? correlationId };
}

/** What ECS has no field for. Custom fields stay under this one name. */
function toAuth0(
  { data, type, targets, enrichment, sessionId, session, observed, networks, signals }: EventModel,
  placed: PlacedLeaves,
  toSession: EcsOptions['toSession'],
): object {
  return {
    category: type === undefined ? undefined : toLogCategory(type),
    targets:
      targets.length === 0 ? undefined : targets.map(({ kind, ...named }) => ({ type: kind, ...named })),
    event: copyRest(data, placed),
    enrichment,
    session:
      session !== undefined
        ? { id: sessionId, ...toSession(session) }
        : sessionId !== undefined
          ? { id: sessionId }
          : undefined,
    observed,
    networks: networks && toNetworkList(networks),
    signals,
  };
}
