import type { ClientUse } from '../../ledger/fact.ts';
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
  const isEarlier = (client: ClientUse) => client.atMs < atMs;
  const { clients } = history.view;
  if (!clients.some(isEarlier)) return undefined;
  const isKnown = clients.some((client) => client.clientId === clientId && isEarlier(client));
  return toAnswer(allOf(!isKnown, isAmong(clientId, session?.clients)), () => ({
    fields: ['clients', 'client_id'],
    before: toClientsText(clients.filter(isEarlier).map((client) => client.clientId)),
    after: clientId,
    allowed: toAllowedClient(allow, clientId),
  }));
};
