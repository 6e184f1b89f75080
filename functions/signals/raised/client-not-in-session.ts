import { toAllowedClient } from '../settings/allow-list.ts';
import { toClientsText } from './clients-text.ts';
import { isFromSessionClient } from '../reading/event-types.ts';
import { isAmong } from '../reading/signal-session.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { not } from '../three-valued.ts';

/** Does an application act in this session that Auth0 does not count among the session's applications? */
export const clientNotInSession: SignalStep = ({ type, isCurrent, session, event }, { allow }) => {
  if (!isCurrent || !isFromSessionClient(type)) return undefined;
  return toAnswer(not(isAmong(event.clientId, session?.clients)), () => ({
    fields: ['clients', 'client_id'],
    before: toClientsText(session?.clients?.ids),
    after: event.clientId ?? '',
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
