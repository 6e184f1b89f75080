import type { Sighting } from '../../ledger/fact.ts';
import type { SessionView } from '../../ledger/session-view.ts';
import type { SignalReading } from './signal-reading.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/**
 * The browser events before this one, in order of time; none when log events are not remembered, nor when some were refused
 * for want of room: which of them are left is then a matter of their order.
 */
export function toEarlierSightings({ past }: SignalReading): readonly Sighting[] {
  if (past?.session === undefined || past.session.isFull) return [];
  return past.session.view.sightings.filter(({ tag }) => tag !== past.tag);
}

/** The programs of the browser events before this one, each once. */
export function toEarlierPrograms(reading: SignalReading): readonly UserAgent[] {
  const { past } = reading;
  if (past?.session === undefined) return [];
  const { view } = past.session;
  const agents = new Set(toEarlierSightings(reading).map(({ agent }) => agent));
  return [...agents]
    .map((agent) => toProgram(view, agent))
    .filter((one): one is UserAgent => one !== undefined);
}

/** The program of a sighting; undefined where none is known, as where a privacy rule hides it. */
export function toProgram(view: SessionView, agent: string | undefined): UserAgent | undefined {
  return agent === undefined ? undefined : parseUserAgent(view.agents.get(agent));
}
