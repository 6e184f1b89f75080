import type { Sighting } from '../../ledger/fact.ts';
import type { SessionView } from '../../ledger/session-view.ts';
import type { SignalReading } from './signal-reading.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** The browser events before this one, in order of time; none when log events are not remembered. */
export function toEarlierSightings({ past }: SignalReading): readonly Sighting[] {
  return past?.earlierSightings ?? [];
}

/** The program that the session began with and those of the browser events before this one; one that stayed counts once. */
export function toEarlierPrograms(reading: SignalReading): readonly UserAgent[] {
  const { origin, past } = reading;
  const programs = origin.userAgent === undefined ? [] : [origin.userAgent];
  const view = past?.session?.view;
  if (view === undefined) return programs;
  let lastAgent: string | undefined;
  for (const { agent } of toEarlierSightings(reading)) {
    if (agent === lastAgent) continue;
    lastAgent = agent;
    const program = toProgram(view, agent);
    if (program !== undefined && program !== programs.at(-1)) programs.push(program);
  }
  return programs;
}

/** The program of a sighting; undefined where none is known, as where a privacy rule hides it. */
export function toProgram(view: SessionView, agent: string | undefined): UserAgent | undefined {
  return agent === undefined ? undefined : parseUserAgent(view.agents.get(agent));
}
