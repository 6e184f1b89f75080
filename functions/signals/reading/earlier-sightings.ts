import type { Sighting } from '../../ledger/fact.ts';
import type { SessionView } from '../../ledger/session-view.ts';
import type { SignalReading } from './signal-reading.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** The browser events before this one, in order of time; none when log events are not remembered. */
export function toEarlierSightings({ past }: SignalReading): readonly Sighting[] {
  return past?.earlierSightings ?? [];
}

/** The programs of the browser events before this one, each once. */
export function toEarlierPrograms(reading: SignalReading): readonly UserAgent[] {
  const view = reading.past?.session?.view;
  if (view === undefined) return [];
  const agents = new Set<string | undefined>();
  for (const { agent } of toEarlierSightings(reading)) agents.add(agent);
  const programs: UserAgent[] = [];
  for (const agent of agents) {
    const program = toProgram(view, agent);
    if (program !== undefined) programs.push(program);
  }
  return programs;
}

/** The program of a sighting; undefined where none is known, as where a privacy rule hides it. */
export function toProgram(view: SessionView, agent: string | undefined): UserAgent | undefined {
  return agent === undefined ? undefined : parseUserAgent(view.agents.get(agent));
}
