import { isDoneElsewhere, isMfa } from '../reading/authentication-methods.ts';
import type { SignalSession } from '../reading/signal-session.ts';
import type { Known } from '../three-valued.ts';

/** Did the user pass a second factor at Auth0? Where somebody else authenticated, that side may have asked for one. */
export function mfaUsed(session: SignalSession): Known {
  if (!session.methods) return undefined;
  const { methods, isComplete } = session.methods;
  if (methods.some(isMfa)) return true;
  return isComplete && !methods.some(isDoneElsewhere) ? false : undefined;
}
