import { isDoneElsewhere, isUntoldMfa } from '../reading/authentication-methods.ts';
import type { SignalSession } from '../reading/signal-session.ts';
import type { Known } from '../three-valued.ts';

/** Was a passkey or a security key among the methods? Nothing else keeps its secret from a look-alike page. */
export function phishingResistant(session: SignalSession): Known {
  if (!session.methods) return undefined;
  const { methods, isComplete } = session.methods;
  if (methods.some(({ strength }) => strength === 'phishing_resistant')) return true;
  const mayHideOne = methods.some((method) => isDoneElsewhere(method) || isUntoldMfa(method));
  return isComplete && !mayHideOne ? false : undefined;
}
