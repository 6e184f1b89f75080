import { randomBytes } from 'node:crypto';
import type { AskAuth0, SessionAnswer } from '../../session/session-client.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';

export interface Auth0CheckOptions {
  readonly ask: AskAuth0;
  readonly token: string;
  readonly baseUrl: string;
  /** Burst of the tenant's plan, as the tenant file has it. */
  readonly expectedLimit: number | undefined;
}

/** Looks a made-up session up: only 404 shows that token, permission and plan are in order. */
export async function checkAuth0(options: Auth0CheckOptions): Promise<readonly CheckResult[]> {
  const { ask, token, baseUrl, expectedLimit } = options;
  const answer = await ask(randomBytes(24).toString('base64url'), token, 10_000);
  return [toResult(answer, baseUrl), ...checkRateLimit(answer, expectedLimit)];
}

function toResult({ status, reason }: SessionAnswer, baseUrl: string): CheckResult {
  const check = 'Sessions API';
  const why = reason === undefined ? status : `${status} (${reason})`;
  switch (status) {
    case 'not_found':
    case 'found':
      return ok(check, 'answers; token, permission and plan are in order');
    case 'unauthorized':
      return fail(
        check,
        'refuses the token (401)',
        "renew the token; auth0.domain has to be the tenant's own domain",
      );
    case 'forbidden':
      return fail(
        check,
        'refuses the look-up (403)',
        'give the application the permission read:sessions; the Sessions API needs an Enterprise plan',
      );
    case 'rate_limited':
      return warn(check, 'the rate limit is spent (429)', 'lower auth0.share, or find who else spends it');
    case 'timeout':
    case 'unavailable':
    case 'invalid_response':
      return fail(check, why, `is ${baseUrl} the tenant? See https://status.auth0.com`);
  }
}

function* checkRateLimit(
  { rateLimit }: SessionAnswer,
  expectedLimit: number | undefined,
): Generator<CheckResult> {
  const { limit, remaining } = rateLimit ?? {};
  if (limit === undefined || remaining === undefined) return;
  const seen = `${remaining} of ${limit} requests left`;
  if (remaining < limit / 5) {
    yield warn(
      'rate limit',
      seen,
      'something spends the tenant’s budget: lower auth0.share, or find out who',
    );
  } else {
    yield ok('rate limit', seen);
  }
  if (expectedLimit !== undefined && expectedLimit !== limit) {
    yield warn(
      'plan',
      `the tenant file counts on a burst of ${expectedLimit}, Auth0 gives ${limit}`,
      'correct auth0.plan or auth0.budget in the tenant file and deploy',
    );
  }
}
