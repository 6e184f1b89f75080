import { createHash } from 'node:crypto';
import { readTimeMs } from '../log-event/read-time.ts';
import { type RiskLevel, riskLevels } from '../signals/risk-level.ts';
import type { SignalEvidence, SignalIncident } from '../signals/signal.ts';
import { type SignalRow, signalTable } from '../signals/signal-table.ts';
import type { EventModel } from './event-model.ts';

/** One incident that an event tells of: a signal in a session. */
export interface Finding {
  /** The same for every event of the incident. */
  readonly uid: string;
  /** Of the finding's own record: the same on every delivery of the event. */
  readonly recordUid: string;
  readonly evidence: SignalEvidence;
  readonly riskLevel: RiskLevel;
  /** When the event happened that raises it: later than this record's own for an incident told afterwards. */
  readonly timeMs: number;
  /** When it began, as far as evidence tells; an incident that goes on may have begun before. */
  readonly firstSeenMs: number | undefined;
  readonly isCreated: boolean;
  readonly title: string;
}

/** The incidents that call for a record of their own: of that risk level at least, each signal once. */
export function toFindings(model: EventModel, threshold: RiskLevel | undefined): readonly Finding[] {
  const { signals } = model;
  if (signals === undefined || threshold === undefined) return [];
  if (riskLevels.indexOf(signals.risk_level) < riskLevels.indexOf(threshold) && !signals.incidents) return [];
  const told = new Map<string, Finding>();
  const isTold = ({ signal, severity_id }: SignalEvidence) =>
    severity_id - 1 >= riskLevels.indexOf(threshold) && !told.has(signal);
  for (const one of signals.evidence) if (isTold(one)) told.set(one.signal, toFinding(model, one));
  for (const one of signals.incidents ?? []) if (isTold(one)) told.set(one.signal, toIncident(model, one));
  return [...told.values()];
}

function toFinding(model: EventModel, evidence: SignalEvidence): Finding {
  const { signal, severity_id, since } = evidence;
  const isCreated = model.created === undefined || model.created.has(signal);
  return {
    uid: toIncidentUid(model.sessionId ?? model.uid, signal),
    recordUid: toFindingUid(model.uid, signal),
    evidence,
    riskLevel: riskLevels[severity_id - 1] ?? 'info',
    timeMs: model.timeMs,
    firstSeenMs: readTimeMs(since) ?? (isCreated ? model.timeMs : undefined),
    isCreated,
    title: toFindingTitle(signal),
  };
}

function toIncident(model: EventModel, incident: SignalIncident): Finding {
  const { time, session_id, ...evidence } = incident;
  const finding = toFinding(model, evidence as SignalEvidence);
  const timeMs = readTimeMs(time) ?? model.timeMs;
  const uid = toIncidentUid(session_id, incident.signal);
  return { ...finding, uid, timeMs, firstSeenMs: readTimeMs(incident['since']) ?? model.timeMs };
}

/** A hash, so that whoever only sees findings does not learn session IDs. */
function toIncidentUid(sessionId: string, signal: string): string {
  return createHash('sha256').update(`${sessionId}\n${signal}`).digest('hex').slice(0, 32);
}

/** The same event gives the same findings. */
export function toFindingUid(uid: string, signal: string): string {
  return `${uid}:finding:${signal}`;
}

function toFindingTitle(signal: string): string {
  const rows: { readonly [name: string]: SignalRow } = signalTable;
  return rows[signal]?.title ?? `Session signal: ${signal}`;
}
