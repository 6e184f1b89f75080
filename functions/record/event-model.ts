import {
  type Activity,
  type LogType,
  lookUpLogType,
  resolveActivity,
  sessionEventType,
} from '../log-event/catalogue.ts';
import type { JsonObject, LogEvent } from '../log-event/log-event.ts';
import type { Auth0Session, SessionOutcome } from '../session/session-outcome.ts';
import type { RiskLevel } from '../signals/risk-level.ts';
import type { SignalBlock } from '../signals/signal.ts';
import type { AddressNetwork } from './reading/address-network.ts';
import { readEnrichment, type EnrichmentReading } from './reading/read-enrichment.ts';
import type { Networks } from './reading/read-networks.ts';
import { isObservedMfa, type ObservedReading, readObserved } from './reading/read-observed.ts';
import { readPeople, type People } from './reading/read-people.ts';
import { readPlace, type Place } from './reading/read-place.ts';
import { beginsSession } from './reading/begins-session.ts';
import { type RequestReading, readRequest } from './reading/read-request.ts';
import { readTargets, type Target } from './reading/read-targets.ts';
import type { SessionReading } from './reading/read-session.ts';
import { readBoolean, readFingerprint, readHostname, readIp, readText } from './reading/read-values.ts';
import { readObject } from '../log-event/read-value.ts';
import { toPlausibleMs } from '../log-event/read-time.ts';
import { isOnlyLogged } from './only-logged.ts';
import { toRecordTimeMs, toRecordUid } from './record-identity.ts';

export interface ModelInput {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
  readonly signals: SignalBlock;
  /** The signals whose incident this event is the first to tell; undefined: all of them. */
  readonly created?: ReadonlySet<string>;
}

/**
 * One event with its session and signals, read once: what every format then only arranges.
 *
 * Values are in their final form (an address is an address, a host name a host name); what could not be read is
 * absent here and stays with the rest of `data`.
 */
export interface EventModel extends People {
  readonly uid: string;
  readonly timeMs: number;
  /** Undefined for a bare session event. */
  readonly type: string | undefined;
  /** Undefined for a type that is not in the catalogue. */
  readonly logType: LogType | undefined;
  readonly activity: Activity;
  /** OCSF: 0 Unknown, 1 Success (of a detection: New), 2 Failure, 99 with words of ours. */
  readonly statusId: number;
  readonly status: string;
  /** The catalogue's severity, raised to the risk level's: OCSF 1 Informational to 4 High. */
  readonly severityId: number;
  readonly message: string;
  readonly data: JsonObject;
  readonly details: JsonObject | undefined;
  readonly sessionId: string | undefined;
  readonly tenant: string | undefined;
  readonly hostname: string | undefined;
  readonly ip: string | undefined;
  /** Of a server that asked for its user, whose address `ip` then is. */
  readonly clientIp: string | undefined;
  /** Fingerprints of the client's TLS. */
  readonly ja3: string | undefined;
  readonly ja4: string | undefined;
  /** An AI agent that takes part, by Auth0's ID and by its own. */
  readonly agentId: string | undefined;
  readonly externalAgentId: string | undefined;
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  /** The autonomous system of the event's address, as Auth0 told it of the session, else by the tenant's database. */
  readonly asn: number | undefined;
  /** What the tenant's database says of that address; of another system than `asn`, its country alone. */
  readonly network: AddressNetwork | undefined;
  /** Of every address in the record. */
  readonly networks: Networks | undefined;
  readonly userAgent: string | undefined;
  readonly isMobile: boolean | undefined;
  readonly place: Place | undefined;
  /** The call that an audit event tells of, and what it was about. */
  readonly request: RequestReading | undefined;
  readonly targets: readonly Target[];
  /** A login that began its session, not one that joined it. */
  readonly beginsSession: boolean;
  readonly session: SessionReading | undefined;
  /** What log events tell of it, where Auth0 did not. */
  readonly observed: ObservedReading | undefined;
  /** Undefined when it cannot be told. */
  readonly isMfa: boolean | undefined;
  readonly enrichment: EnrichmentReading;
  readonly fetchedAtMs: number | undefined;
  /** Undefined when nothing at all could be said. */
  readonly signals: SignalBlock | undefined;
  readonly created: ReadonlySet<string> | undefined;
}

const unknownActivity: Activity = { id: 99, name: 'Other' };

const severityOfRisk: Readonly<Record<RiskLevel, number>> = { info: 1, low: 2, medium: 3, high: 4 };

/** `read`: how a session is read, so that whoever has many events of one may remember it. */
export function toEventModel(
  { event, outcome, signals, created }: ModelInput,
  read: (session: Auth0Session) => SessionReading,
  networks?: Networks,
): EventModel {
  const { data } = event;
  const session = outcome.session === undefined ? undefined : read(outcome.session);
  const type = readText(event.type);
  const isSessionEvent = event.type === undefined;
  const logType = isSessionEvent ? sessionEventType : lookUpLogType(event.type);
  const details = readObject(data['details']);
  const request = readRequest(details);
  // A bare session event says little itself: the session's latest device is what it is about.
  const ip = readIp(data['ip']) ?? request?.ip ?? (isSessionEvent ? readIp(session?.lastIp) : undefined);
  const userAgent =
    readText(data['user_agent']) ??
    request?.userAgent ??
    (isSessionEvent ? session?.lastUserAgent : undefined);

  const classUid = logType?.classUid ?? 0;
  const people = readPeople({ data, type, classUid, details, request, session });
  const security = readObject(data['security_context']);
  const references = readObject(data['references']);
  const isLogged = isOnlyLogged(type, data, details);
  const timeMs = toRecordTimeMs(event);
  const observed = readObserved(outcome.observed, details);
  const network = ip === undefined ? undefined : networks?.get(ip);
  const toldAsn = toAsn(ip, session);

  // Spelled out: spreading `people` here costs more than all the rest together.
  return {
    user: people.user,
    caller: people.caller,
    organization: people.organization,
    client: people.client,
    connection: people.connection,
    delegate: people.delegate,
    uid: toRecordUid(event.logId),
    timeMs,
    type,
    logType,
    activity: logType === undefined ? unknownActivity : resolveActivity(logType, data),
    statusId: isLogged ? 99 : (logType?.statusId ?? 0),
    status: isLogged ? 'Logged' : (logType?.status ?? 'Unknown'),
    severityId: Math.max(isLogged ? 1 : (logType?.severityId ?? 1), severityOfRisk[signals.risk_level]),
    message: readText(data['description']) ?? logType?.description ?? 'Auth0 log event of an unknown type',
    data,
    details,
    sessionId: readText(event.sessionId),
    tenant: readText(data['tenant_name']),
    hostname: readHostname(data['hostname']),
    ip,
    clientIp: readIp(data['client_ip']),
    ja3: readFingerprint(security?.['ja3']),
    ja4: readFingerprint(security?.['ja4']),
    agentId: readText(data['agent_id']),
    externalAgentId: readText(data['external_agent_id']),
    correlationId: readText(references?.['correlation_id']),
    traceId: readText(references?.['trace_id']),
    asn: toldAsn ?? network?.asn,
    network: toldAsn === undefined ? network : ofSystem(network, toldAsn),
    networks,
    userAgent,
    isMobile: readBoolean(data['isMobile'] ?? data['is_mobile']),
    place: readPlace(data['location_info']),
    request,
    targets: classUid === 6003 ? readTargets(request) : [],
    beginsSession: logType?.statusId === 1 && beginsSession(type, details, session, timeMs),
    session,
    observed,
    isMfa: session === undefined ? isObservedMfa(observed) : session.isMfa,
    enrichment: readEnrichment(outcome, event.occurredAtMs),
    fetchedAtMs: toPlausibleMs(outcome.fetchedAtMs),
    signals: saysNothing(signals) ? undefined : signals,
    created,
  };
}

/** The session's network, when the event came from an address the session knows: otherwise it is another's. */
function toAsn(ip: string | undefined, session: SessionReading | undefined): number | undefined {
  if (ip === undefined || session === undefined) return undefined;
  if (session.lastIp === ip) return session.lastAsn;
  return session.initialIp === ip ? session.initialAsn : undefined;
}

/** Two sources may differ; the name of another system would be wrong. */
function ofSystem(network: AddressNetwork | undefined, asn: number): AddressNetwork | undefined {
  return network === undefined || network.asn === asn ? network : { country: network.country };
}

function saysNothing({ raised, values, facts, history_full, incidents }: SignalBlock): boolean {
  if (raised.length > 0 || history_full !== undefined || incidents !== undefined) return false;
  for (const _ in values) return false;
  for (const _ in facts) return false;
  return true;
}
