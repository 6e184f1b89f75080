import { isTokenExchange } from '../reading/event-types.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import type { SignalStep } from '../signal-step.ts';

/** Was a device code exchanged for tokens? Whoever sent the code to the user has them now. */
export const deviceCodeExchanged: SignalStep = ({ type, event }, { allow }) => {
  if (type !== 'sede') return isTokenExchange(type) ? false : undefined;
  return {
    fields: ['type', 'user_agent'],
    before: 'device code',
    after: event.userAgent?.label ?? 'unknown program',
    allowed: toAllowedClient(allow, event.clientId),
  };
};
