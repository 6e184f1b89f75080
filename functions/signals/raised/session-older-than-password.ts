import type { SignalStep } from '../signal-step.ts';
import { toTimeText } from './time-text.ts';

/** Clocks differ, and a change may end other sessions a moment later. */
const toleranceMs = 60_000;

/** Is a session used whose last login was before the same user's password was changed? */
export const sessionOlderThanPassword: SignalStep = ({ isSessionUse, session, past, event }) => {
  const begunAtMs = session?.authenticatedAtMs ?? session?.createdAtMs ?? past?.session?.beginning?.atMs;
  const user = past?.user;
  if (!isSessionUse || begunAtMs === undefined || user === undefined || event.atMs === undefined)
    return undefined;
  const usedAtMs = event.atMs;
  // The last one: of changes that are long past, an item keeps the first and the last.
  const change = user.view.passwordChanges.findLast(
    ({ atMs }) => atMs > begunAtMs && atMs < usedAtMs - toleranceMs,
  );
  if (change === undefined) return user.isKnown ? false : undefined;
  return {
    fields: ['authenticated_at', 'date'],
    before: `password changed at ${toTimeText(change.atMs)}`,
    after: `logged in at ${toTimeText(begunAtMs)}, used at ${toTimeText(usedAtMs)}`,
    more: { since: toTimeText(change.atMs) },
  };
};
