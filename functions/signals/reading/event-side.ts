import type { Known } from '../three-valued.ts';
import { isSameNetwork } from './same-network.ts';
import type { DeviceReading } from './signal-session.ts';
import { isSameProgram } from './user-agent.ts';

/** Where an event stands between what its session began with and what it was last used by. */
export type LegSide = 'both' | 'initial' | 'last' | 'neither';
export type EventSide = LegSide | 'mixed';

/** Both legs of an event; undefined: not known, or not a browser's event. */
export interface EventLegs {
  readonly network: LegSide | undefined;
  readonly client: LegSide | undefined;
  readonly side: EventSide | undefined;
}

export const withoutLegs: EventLegs = { network: undefined, client: undefined, side: undefined };

/** Compares the event's own network and program with the session's first and, where that held at the event, last ones. */
export function toEventLegs(here: DeviceReading, initial: DeviceReading, last: DeviceReading): EventLegs {
  const network = toLeg(isSameNetwork(here, initial), isSameNetwork(here, last), last.address !== undefined);
  const client = toLeg(
    isSameProgram(here.userAgent, initial.userAgent),
    isSameProgram(here.userAgent, last.userAgent),
    last.userAgent !== undefined,
  );
  return { network, client, side: toSide(network, client) };
}

function toLeg(isInitial: Known, isLast: Known, hasLast: boolean): LegSide | undefined {
  if (isInitial === undefined) return undefined;
  if (!hasLast) return isInitial ? 'initial' : 'neither';
  if (isLast === undefined) return undefined;
  if (isLast) return isInitial ? 'both' : 'last';
  return isInitial ? 'initial' : 'neither';
}

/** A leg that is the same on both sides takes the other's. What left the beginning in one leg alone is `mixed`. */
function toSide(network: LegSide | undefined, client: LegSide | undefined): EventSide | undefined {
  if (network === undefined || client === undefined) return undefined;
  if (network === client || client === 'both') return network;
  if (network === 'both') return client;
  if (network === 'initial' || client === 'initial') return 'mixed';
  return 'neither';
}
