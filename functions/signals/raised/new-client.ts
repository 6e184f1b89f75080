import { toAllowedClient } from '../settings/allow-list.ts';
import { toClientsText } from './clients-text.ts';
import { readList } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { isAmong } from '../reading/signal-session.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf } from '../three-valued.ts';

/** Has the session been extended to this application since an earlier event of the same session? */
export const newClient: SignalStep = ({ earlier, session, event: { clientId } }, { allow }) => {
  const known = readList(earlier?.clientIds)?.filter((id) => readShownText(id) !== undefined) as
    | string[]
    | undefined;
  if (!known || clientId === undefined) return undefined;
  return toAnswer(allOf(!known.includes(clientId), isAmong(clientId, session?.clients)), () => ({
    fields: ['clients', 'client_id'],
    before: toClientsText(known),
    after: clientId,
    allowed: toAllowedClient(allow, clientId),
  }));
};
