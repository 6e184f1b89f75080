import { isSameNetwork } from '../reading/same-network.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { isSameProgram } from '../reading/user-agent.ts';

/**
 * What the session has moved in since this event of its first place: `network`, `client` or `network_and_client`. A fact
 * and no verdict, for it depends on when the session was read: the move is told by the events that made it.
 */
export function movedLater({ legs, asRead, origin }: SignalReading): string | undefined {
  if (asRead === undefined || (legs.side !== 'initial' && legs.side !== 'both')) return undefined;
  const { last } = asRead;
  const network = isSameNetwork(last, origin) === false;
  const client = isSameProgram(last.userAgent, origin.userAgent) === false;
  if (network) return client ? 'network_and_client' : 'network';
  return client ? 'client' : undefined;
}
