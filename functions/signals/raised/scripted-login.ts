import { toProgramFields } from '../reading/program-fields.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/** Was the session, which somebody at a browser begins, begun by a script? */
export const scriptedLogin: SignalStep = (reading, { allow }) => {
  const { isSessionUse, origin, event } = reading;
  const program = origin.userAgent;
  if (!isSessionUse || !program || program.kind === 'unreadable') return undefined;
  return toAnswer(program.kind === 'script', () => ({
    fields: toProgramFields(reading).slice(0, 1),
    before: 'browser',
    after: program.label,
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
