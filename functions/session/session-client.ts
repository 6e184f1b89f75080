import { SessionsClient } from 'auth0/sessions';
import { parseSession } from './auth0-session.ts';
import { createBoundedFetch, RefusedAnswerError } from './bounded-fetch.ts';
import type { Fetch } from './bounded-fetch.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { parseRateLimit } from './rate-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Auth0Session } from './session-outcome.ts';

/** What one request came to. `reason` is a short code of ours, an HTTP status or Node's error code; never a message. */
export interface SessionAnswer {
  readonly status:
    | 'found'
    | 'not_found' // 404: ended, revoked or never there; normal after a logout
    | 'unauthorized' // 401: the token is no good
    | 'forbidden' // 403: scope or plan is missing
    | 'rate_limited' // 429
    | 'timeout' // no whole answer in time
    | 'unavailable' // 5xx, 408, or no connection
    | 'invalid_response'; // an answer, but no session: asking again would not help
  /** Present exactly when found. */
  readonly session?: Auth0Session;
  readonly reason?: string;
  readonly rateLimit?: RateLimit;
}

/** Asks Auth0 once. Never rejects, and is over, body included, after `timeoutMs`. */
export type AskAuth0 = (sessionId: string, token: string, timeoutMs: number) => Promise<SessionAnswer>;

export interface SessionClientOptions {
  /** Scheme and host, for example `https://acme.eu.auth0.com`. */
  readonly baseUrl: string;
  /** @default globalThis.fetch, which keeps connections alive */
  readonly fetch?: Fetch;
  /** Sessions have a few kilobytes; more than this is refused. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** @default the system's */
  readonly clock?: Clock;
}

/**
 * `GET /api/v2/sessions/{id}` with Auth0's own client, one request each.
 *
 * The client's retries (up to 60 s each, deaf to aborts) are off: the request budget decides. Its timeout ends with the
 * headers, so an abort signal covers the body. The caller has checked the ID: see `isUsableSessionId`.
 */
export function createSessionClient(options: SessionClientOptions): AskAuth0 {
  const { baseUrl, maxBodyBytes = 1_048_576, clock = systemClock } = options;
  const boundedFetch = createBoundedFetch(options.fetch ?? globalThis.fetch, maxBodyBytes);
  const failures = new WeakMap<object, unknown>();
  let client: { readonly token: string; readonly sessions: SessionsClient } | undefined;

  /** Never rejects: the client leaves its timer running after a rejection, which keeps a finished process alive. */
  async function fetch(...request: Parameters<Fetch>): Promise<Response> {
    try {
      return await boundedFetch(...request);
    } catch (error) {
      const response = new Response(null, { status: 599 });
      failures.set(response.headers, error);
      return response;
    }
  }

  function clientFor(token: string): SessionsClient {
    if (client?.token !== token) {
      client = { token, sessions: new SessionsClient({ baseUrl: `${baseUrl}/api/v2`, token, fetch }) };
    }
    return client.sessions;
  }

  return async function askAuth0(sessionId, token, timeoutMs) {
    // What is no header value would make the client throw with the token in its message.
    if (!/^[\x21-\x7e]+$/.test(token)) return { status: 'unauthorized', reason: 'token_malformed' };
    const abort = new AbortController();
    const cancel = clock.setTimer(() => abort.abort(), timeoutMs);
    try {
      const { data, rawResponse } = await clientFor(token)
        .get(sessionId, {
          abortSignal: abort.signal,
          maxRetries: 0,
          timeoutInSeconds: timeoutMs / 1_000 + 1, // after ours
        })
        .withRawResponse();
      const rateLimit = parseRateLimit(rawResponse.headers, clock.now());
      const session = parseSession(data, sessionId);
      if (session === undefined) return answer('invalid_response', rateLimit, 'not_the_session');
      return { status: 'found', session, ...(rateLimit && { rateLimit }) };
    } catch (error) {
      if (abort.signal.aborted) return { status: 'timeout' };
      return toAnswer(error, clock.now(), failures);
    } finally {
      cancel();
    }
  };
}

/** The client's error classes are recognised by their fields: `auth0/sessions` does not export them. */
function toAnswer(error: unknown, nowMs: number, failures: WeakMap<object, unknown>): SessionAnswer {
  const { statusCode, rawResponse, body } = error as {
    statusCode?: number;
    rawResponse?: { headers: Headers };
    body?: unknown;
  };
  const failure = rawResponse && failures.get(rawResponse.headers);
  if (failure instanceof RefusedAnswerError) return answer('invalid_response', undefined, failure.code);
  if (failure !== undefined || statusCode === undefined) {
    return answer('unavailable', undefined, toCode(failure ?? error));
  }
  const rateLimit = parseRateLimit(rawResponse?.headers, nowMs);
  if (statusCode === 401) return answer('unauthorized', rateLimit);
  if (statusCode === 403) return answer('forbidden', rateLimit, toForbiddenReason(body));
  if (statusCode === 404) return answer('not_found', rateLimit);
  if (statusCode === 429) return answer('rate_limited', rateLimit);
  const isPassing = statusCode >= 500 || statusCode === 408;
  return answer(isPassing ? 'unavailable' : 'invalid_response', rateLimit, `http_${statusCode}`);
}

function answer(
  status: Exclude<SessionAnswer['status'], 'found'>,
  rateLimit?: RateLimit,
  reason?: string,
): SessionAnswer {
  return { status, ...(reason && { reason }), ...(rateLimit && { rateLimit }) };
}

/** For the operator alone: what to mend. The decision rests on the status. */
function toForbiddenReason(body: unknown): string | undefined {
  return forbiddenReasons.find((code) => typeof body === 'string' && body.includes(`"${code}"`));
}

const forbiddenReasons = ['insufficient_scope', 'insufficient_entitlement'];

/** `econnreset` and the like, from wherever in the chain of causes Node put it. */
function toCode(error: unknown): string {
  let at = error;
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code.toLowerCase();
    at = cause;
  }
  return 'no_answer';
}
