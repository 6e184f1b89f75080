import { type CompletedMethod, isMfa, toMethodText } from '../reading/authentication-methods.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { anyOf, type Known } from '../three-valued.ts';

/**
 * Was a recovery code the second factor? It is what is left when the real one is lost, or in other hands: the more so away
 * from the network that the session began in.
 */
export const recoveryCodeUsed: SignalStep = ({ session, legs }) => {
  if (!session?.methods) return undefined;
  const { methods, isComplete } = session.methods;
  return toAnswer(anyOf(...methods.map(isRecoveryCode), isComplete ? false : undefined), () => {
    const isElsewhere = legs.network === 'last' || legs.network === 'neither';
    return {
      fields: ['authentication.methods'],
      before: methods
        .filter((method) => !isRecoveryCode(method))
        .map(toMethodText)
        .join(', '),
      after: 'mfa/recovery-code',
      severity: isElsewhere ? severityIds.medium : severityIds.low,
      ...(isElsewhere && { more: { elsewhere: true } }),
    };
  });
};

/** A second factor of untold type may have been one. */
function isRecoveryCode(method: CompletedMethod): Known {
  if (!isMfa(method)) return false;
  return method.type === undefined ? undefined : method.type === 'recovery-code';
}
