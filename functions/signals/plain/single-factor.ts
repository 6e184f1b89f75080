import { type AuthStrength, isDoneElsewhere } from '../reading/authentication-methods.ts';
import type { SignalSession } from '../reading/signal-session.ts';
import type { Known } from '../three-valued.ts';

const moreThanOne: ReadonlySet<AuthStrength> = new Set(['phishing_resistant', 'mfa_strong', 'mfa_weak']);

/** Was a password, or a code sent somewhere, all that was asked for? */
export function singleFactor(session: SignalSession): Known {
  if (!session.methods) return undefined;
  const { methods, isComplete } = session.methods;
  if (methods.some(({ strength }) => moreThanOne.has(strength))) return false;
  return isComplete && !methods.some(isDoneElsewhere) ? true : undefined;
}
