import { type CompletedMethod, isMfa, toMethodText } from '../reading/authentication-methods.ts';
import { type SessionStep, toAnswer } from '../signal-step.ts';
import { anyOf, type Known } from '../three-valued.ts';

/** Was a recovery code the second factor? It is what is left when the real one is lost, or in other hands. */
export const recoveryCodeUsed: SessionStep = (session) => {
  if (!session.methods) return undefined;
  const { methods, isComplete } = session.methods;
  return toAnswer(anyOf(...methods.map(isRecoveryCode), isComplete ? false : undefined), () => ({
    fields: ['authentication.methods'],
    before: methods
      .filter((method) => !isRecoveryCode(method))
      .map(toMethodText)
      .join(', '),
    after: 'mfa/recovery-code',
  }));
};

/** A second factor of untold type may have been one. */
function isRecoveryCode(method: CompletedMethod): Known {
  if (!isMfa(method)) return false;
  return method.type === undefined ? undefined : method.type === 'recovery-code';
}
