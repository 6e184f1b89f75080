import type { LogEvent } from '../log-event/log-event.ts';
import { riskLevels, type RiskLevel } from '../signals/risk-level.ts';
import type { SignalBlock } from '../signals/signal.ts';
import type { EventHistory } from './event-history.ts';

/**
 * The signals of which this event creates the incident: the first to claim it, and that one again on its redelivery.
 * Undefined where nobody keeps that: then each finding says that it is a new one.
 */
export async function toCreated(
  event: LogEvent,
  { evidence, incidents = [] }: SignalBlock,
  { history, findingFrom }: { readonly history?: EventHistory; readonly findingFrom?: RiskLevel },
): Promise<ReadonlySet<string> | undefined> {
  const { sessionId, logId } = event;
  if (history === undefined || findingFrom === undefined) return undefined;
  const least = riskLevels.indexOf(findingFrom) + 1;
  const told = new Map<string, string>();
  for (const { signal, severity_id } of evidence) {
    if (severity_id >= least && sessionId !== undefined) told.set(signal, sessionId);
  }
  for (const { signal, severity_id, session_id } of incidents) {
    if (severity_id >= least) told.set(signal, session_id);
  }
  if (told.size === 0) return undefined;
  const created = new Set<string>();
  for (const [signal, session] of told) if (await history.claim(session, signal, logId)) created.add(signal);
  return created;
}
