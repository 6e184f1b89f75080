import { randomBytes } from 'node:crypto';
import type { AskAuth0, SessionAnswer } from '../session/session-client.ts';
import { RotationError } from './errors.ts';
import { neededScope } from './management-token.ts';
import type { Retry } from './retry.ts';

export interface TokenTrialOptions {
  /** The client that will use the token. */
  readonly askAuth0: AskAuth0;
  readonly retry: Retry;
  /** Of one attempt. @default 5_000 */
  readonly timeoutMs?: number;
}

/** Resolves when the token may look sessions up; else rejects with a RotationError that says what to do. */
export type TryToken = (accessToken: string, deadlineMs: number) => Promise<void>;

/** Looks a session up that cannot exist: only 404 shows that token, permission and plan are all in order. */
export function createTokenTrial({ askAuth0, retry, timeoutMs = 5_000 }: TokenTrialOptions): TryToken {
  return async function tryToken(accessToken, deadlineMs) {
    const sessionId = randomBytes(24).toString('base64url');
    const answer = await retry(async (leftMs) => {
      const result = await askAuth0(sessionId, accessToken, Math.ceil(Math.min(timeoutMs, leftMs)));
      return { result, isPassing: isPassing(result), rateLimit: result.rateLimit };
    }, deadlineMs);
    if (answer?.status !== 'not_found') throw toError(answer);
  };
}

function isPassing({ status }: SessionAnswer): boolean {
  return status === 'rate_limited' || status === 'timeout' || status === 'unavailable';
}

function toError(answer: SessionAnswer | undefined): RotationError {
  if (answer === undefined) {
    return new RotationError('passing', 'there was no time left for the trial of the new token');
  }
  const { status, reason } = answer;
  const got = `the trial of the new token, a look-up of a made-up session, ended with ${status}`;
  const why = reason === undefined ? got : `${got} (${reason})`;
  if (isPassing(answer)) return new RotationError('passing', `${why}: Auth0 is busy or down`);
  return new RotationError('configuration', `${why}: ${toHint(status)}`);
}

function toHint(status: SessionAnswer['status']): string {
  if (status === 'unauthorized')
    return "check that AUTH0_DOMAIN is the tenant's own domain, not a custom one";
  if (status === 'forbidden') {
    return `the application lacks the permission ${neededScope}, or the tenant's plan the Sessions API (Enterprise only)`;
  }
  return 'check that AUTH0_DOMAIN is an Auth0 tenant';
}
