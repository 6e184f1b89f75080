import { anyOf, type Known } from '../three-valued.ts';
import type { SignalReading } from './signal-reading.ts';

const recentMs = 10 * 60_000;

/** Whether the user was never on this network before this event. Unknown of a user of whom nothing else is known. */
export function isNewToUser({ past, event, here }: SignalReading): Known {
  const key = here.address && past?.toNetworkKey(here.address.text);
  if (key === undefined || event.atMs === undefined || past?.user === undefined) return undefined;
  const { networks } = past.user.view;
  const atMs = event.atMs;
  const firstAtMs = networks.get(key);
  if (firstAtMs !== undefined && firstAtMs < atMs) return false;
  const knowsOthers = [...networks.values()].some((otherAtMs) => otherAtMs < atMs);
  return knowsOthers && past.user.isKnown ? true : undefined;
}

/**
 * Whether the user was on this network before the session began, so that whoever took the session cannot have brought it.
 * Unknown while it is not known when that was, or what the user had done by then.
 */
export function isFromBeforeSession({ past, event, here, session }: SignalReading): Known {
  const key = here.address && past?.toNetworkKey(here.address.text);
  const beganAtMs = session?.createdAtMs ?? past?.session?.beginning?.atMs;
  if (key === undefined || beganAtMs === undefined || event.atMs === undefined) return undefined;
  const firstAtMs = past?.user?.view.networks.get(key);
  if (firstAtMs !== undefined && firstAtMs < beganAtMs) return true;
  return past?.user?.isKnown === true ? false : undefined;
}

const troublingSteps: ReadonlySet<string> = new Set(['enrolled', 'removed', 'recovered']);

/**
 * Whether a factor was enrolled or removed, a password changed or a recovery code used in the ten minutes before. A
 * challenge that was passed is none of these.
 */
export function hasRecentTrouble({ past, event, session }: SignalReading): Known {
  const { atMs } = event;
  if (atMs === undefined) return undefined;
  const isRecent = (otherMs: number | undefined) =>
    otherMs !== undefined && otherMs <= atMs + 5_000 && otherMs >= atMs - recentMs;
  const factors = [...(past?.session?.view.factors ?? []), ...(past?.user?.view.factors ?? [])];
  const isTroubled =
    factors.some((factor) => troublingSteps.has(factor.step) && isRecent(factor.atMs)) ||
    past?.user?.view.passwordChanges.some((change) => isRecent(change.atMs)) === true ||
    past?.session?.view.methods.some(({ type, atMs: at }) => type === 'recovery-code' && isRecent(at)) ===
      true ||
    session?.methods?.methods.some(
      ({ name, type, completedAtMs }) =>
        name === 'mfa' && type === 'recovery-code' && isRecent(completedAtMs),
    ) === true;
  const isAllKnown = past?.session?.isKnown === true && past.user?.isKnown === true;
  return anyOf(isTroubled, isAllKnown ? false : undefined);
}
