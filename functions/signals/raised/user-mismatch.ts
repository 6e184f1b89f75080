import { readList, readObject } from '../../log-event/read-value.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { differs } from '../three-valued.ts';

/**
 * Does the session belong to another user than the event names?
 *
 * Linked accounts explain it: the user who answered a prompt of this login may be the other half of the same person.
 */
export const userMismatch: SignalStep = ({ session, event }) => {
  const owner = session?.userId;
  const value = differs(owner, event.userId);
  if (value && isLinked(owner, event.details?.['prompts'])) return false;
  return toAnswer(value, () => ({
    fields: ['session.user_id', 'user_id'],
    before: owner ?? '',
    after: event.userId ?? '',
  }));
};

function isLinked(owner: string | undefined, prompts: unknown): boolean {
  return readList(prompts)?.some((prompt) => readObject(prompt)?.['user_id'] === owner) ?? false;
}
