import { type AuthStrength, authStrengths } from '../reading/authentication-methods.ts';
import type { SignalSession } from '../reading/signal-session.ts';

/** The strongest of what the user completed. Unknown while a method that cannot be read might be stronger. */
export function authStrength(session: SignalSession): AuthStrength | undefined {
  if (!session.methods) return undefined;
  const { methods, isComplete } = session.methods;
  const strongest = authStrengths.find((strength) => methods.some((method) => method.strength === strength));
  return isComplete || strongest === authStrengths[0] ? strongest : undefined;
}
