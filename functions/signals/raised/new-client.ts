import { toAllowedClient } from '../settings/allow-list.ts';
import { toClientsText } from './clients-text.ts';
import { isAmong } from '../reading/signal-session.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf } from '../three-valued.ts';

/** Has the session been extended to this application since an earlier event of the same session? */
export const newClient: SignalStep = (
  { isSessionUse, past, session, event: { clientId, atMs } },
  { allow },
) => {
  const history = past?.session;
  if (!isSessionUse || !history?.isKnown || clientId === undefined || atMs === undefined) return undefined;
  const known: string[] = [];
  for (const client of history.view.clients) if (client.atMs < atMs) known.push(client.clientId);
  if (known.length === 0) return undefined;
  return toAnswer(allOf(!known.includes(clientId), isAmong(clientId, session?.clients)), () => ({
    fields: ['clients', 'client_id'],
    before: toClientsText(known),
    after: clientId,
    allowed: toAllowedClient(allow, clientId),
  }));
};
