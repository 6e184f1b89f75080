import { howToReachAws, isUnreached } from '../aws/aws-unreached.ts';

/** What one check came to. */
export interface CheckResult {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was seen; never a secret or a part of one. */
  readonly detail: string;
  /** What to do about it; given unless all is well. */
  readonly fix?: string;
}

export function ok(check: string, detail: string): CheckResult {
  return { check, status: 'ok', detail };
}

export function warn(check: string, detail: string, fix: string): CheckResult {
  return { check, status: 'warn', detail, fix };
}

export function fail(check: string, detail: string, fix: string): CheckResult {
  return { check, status: 'fail', detail, fix };
}

/**
 * What AWS refuses for want of credentials or permission is the operator's to mend, whatever was checked. `whenAbsent` is
 * the fix where the thing is not there: the stack makes some of them, and others are there before it.
 */
export function failByCode(check: string, what: string, code: string, whenAbsent: string): CheckResult {
  if (/Credentials|Token/.test(code)) {
    return fail(
      check,
      `${what}: ${code}`,
      'sign in to AWS, for example with aws sso login, and set AWS_PROFILE',
    );
  }
  if (/AccessDenied|NotAuthorized/.test(code)) {
    return fail(check, `${what}: ${code}`, 'use a role that may read it');
  }
  if (/NotFound|DoesNotExist|NonExistent/.test(code)) {
    return fail(check, `${what}: there is none`, whenAbsent);
  }
  if (isUnreached(code)) return fail(check, `${what}: AWS is not reached (${code})`, howToReachAws);
  return fail(check, `${what}: ${code}`, 'try again; if it stays, see the AWS Health Dashboard');
}

/** The fix for what the tenant file names by its ARN and is not there. */
export function notOfTheStack(key: string): string {
  return `the stack does not make it: create it, or correct ${key} in the tenant file, and check AWS_REGION`;
}
