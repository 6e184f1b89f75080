import { readList, readObject } from '../../log-event/read-value.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { differs } from '../three-valued.ts';

/**
 * Does the session belong to another user than the event names?
 *
 * On single sign-on (`prompts: []`), and where the session's user answered a prompt of this login, linked accounts explain
 * it: two user IDs of one person. Then it is Low.
 */
export const userMismatch: SignalStep = ({ session, event }) => {
  const owner = session?.userId;
  return toAnswer(differs(owner, event.userId), () => {
    const prompts = readList(event.details?.['prompts']);
    const isLinked = prompts?.some((prompt) => readObject(prompt)?.['user_id'] === owner) ?? false;
    const isExplained = prompts?.length === 0 || isLinked;
    return {
      fields: ['session.user_id', 'user_id'],
      before: owner ?? '',
      after: event.userId ?? '',
      severity: isExplained ? severityIds.low : severityIds.medium,
      ...(isLinked && { more: { linked: true } }),
    };
  });
};
