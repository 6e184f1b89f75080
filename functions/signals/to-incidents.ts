import type { SessionView } from '../ledger/session-view.ts';
import { toAnswers, unanswered } from './answer-rows.ts';
import type { SignalHistory } from './history.ts';
import { toLaterMoments, type Moment, withoutEvent } from './reading/moments.ts';
import type { SignalReading } from './reading/signal-reading.ts';
import type { ReadySettings } from './settings/ready-settings.ts';
import { severityIds } from './severity.ts';
import type { SignalEvidence, SignalIncident } from './signal.ts';
import { toEvidence } from './to-evidence.ts';

/**
 * What later events of the session raise only now that this one has come: their own records could not tell it. Empty
 * whenever events come in order.
 */
export function toIncidents(
  reading: SignalReading,
  history: SignalHistory,
  settings: ReadySettings,
): readonly SignalIncident[] {
  const { session, sessionId } = history;
  const { atMs } = reading.event;
  if (session === undefined || sessionId === undefined || atMs === undefined || isUniform(session)) return [];
  const moments = toLaterMoments(reading, history, session, atMs);
  if (moments.length === 0) return [];
  const without = withoutEvent(session, history, atMs);
  // Nor is it known what of its user was known without it; telling an incident again does no harm.
  const unknowing: SignalHistory = { ...history, userAt: () => undefined };
  return moments.flatMap((moment) => {
    const told = toEvidenceOf(moment, history, session, settings).filter(isTold);
    // Most later events raise nothing, and then it does not matter what they would raise without this one.
    if (told.length === 0) return [];
    const known = new Map(
      toEvidenceOf(moment, unknowing, without, settings).map((one) => [one.signal, one.severity_id]),
    );
    return told
      .filter(({ signal, severity_id }) => severity_id > (known.get(signal) ?? severityIds.informational))
      .map((one) => ({ ...one, time: new Date(moment.atMs).toISOString(), session_id: sessionId }));
  });
}

/** Whether nothing but uses from one place, by one program, is known: there no event adds to what another one says. */
function isUniform({ sightings, ends, factors, exchanges }: SessionView): boolean {
  if (ends.length > 0 || factors.length > 0 || exchanges.length > 1) return false;
  const [first, ...others] = sightings;
  return others.every(
    ({ ip, agent, tls, place }) =>
      ip === first?.ip && agent === first?.agent && tls === first?.tls && place === first?.place,
  );
}

function isTold({ severity_id }: SignalEvidence): boolean {
  return severity_id >= severityIds.low;
}

function toEvidenceOf(
  moment: Moment,
  history: SignalHistory,
  view: NonNullable<SignalHistory['session']>,
  settings: ReadySettings,
): readonly SignalEvidence[] {
  const reading = moment.read(history, view);
  return toEvidence(toAnswers(reading, unanswered, settings), reading, settings);
}
