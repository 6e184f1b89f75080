import type { JsonObject, LogEvent } from '../log-event/log-event.ts';
import { readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';
import type { FactorStep, LedgerFact } from './fact.ts';
import { toTag } from './fact-text.ts';
import { readWord } from './fact-word.ts';

const factorSteps: { readonly [type: string]: FactorStep['step'] } = {
  gd_send_pn: 'push',
  gd_auth_rejected: 'rejected',
  gd_auth_failed: 'failed',
  gd_auth_succeed: 'passed',
  gd_recovery_succeed: 'recovered',
  gd_enrollment_complete: 'enrolled',
  gd_unenroll: 'removed',
};

/** Whether the type tells of a second factor by itself. */
export function isFactorType(type: string): boolean {
  return Object.hasOwn(factorSteps, type);
}

/** What happened to a second factor of the user. */
export function toFactorStep(
  { logId }: LogEvent,
  type: string,
  details: JsonObject | undefined,
  atMs: number,
): FactorStep | undefined {
  const step =
    type === 'my_account_authentication_method_succeeded' ? toAccountStep(details) : factorSteps[type];
  if (step === undefined) return undefined;
  const factor = readWord(
    readObject(details?.['authenticator'])?.['type'] ?? details?.['authentication_method'],
  );
  return { kind: 'factor', atMs, tag: toTag(logId), step, type: factor };
}

/** My Account API: only what adds or takes away a factor. */
function toAccountStep(details: JsonObject | undefined): FactorStep['step'] | undefined {
  const method = readShownText(readObject(details?.['request'])?.['method'])?.toUpperCase();
  const operation = readShownText(details?.['operation'])?.toLowerCase();
  if (method === 'DELETE' || operation === 'delete') return 'removed';
  return method === 'POST' || operation === 'create' ? 'enrolled' : undefined;
}

/** The factor that a prompt does not name. */
export function toFactorMethod(
  type: string,
  details: JsonObject | undefined,
  atMs: number,
): LedgerFact | undefined {
  if (type === 'gd_recovery_succeed') return { kind: 'method', atMs, name: 'mfa', type: 'recovery-code' };
  if (type !== 'gd_auth_succeed') return undefined;
  const factor = readWord(readObject(details?.['authenticator'])?.['type']);
  return { kind: 'method', atMs, name: 'mfa', type: factor };
}
