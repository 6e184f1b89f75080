import { parseJson } from '../log-event/parse-json.ts';
import { parseSession } from './auth0-session.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import { createHttpGet } from './http-get.ts';
import type { HttpAnswer, HttpGet } from './http-get.ts';
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
  /** @default Node's own client */
  readonly get?: HttpGet;
  /** Sessions have a few kilobytes; more than this is refused. @default 1_048_576 */
  readonly maxBodyBytes?: number;
  /** @default the system's */
  readonly clock?: Clock;
}

/**
 * `GET /api/v2/sessions/{id}`, one request each: the request budget decides whether to try again.
 *
 * By hand rather than with Auth0's own client, which takes `fetch` and 28 kB along into every cold start for one
 * request without parameters. The caller has checked the ID: see `isUsableSessionId`.
 */
export function createSessionClient(options: SessionClientOptions): AskAuth0 {
  const { baseUrl, get = createHttpGet(), maxBodyBytes = 1_048_576, clock = systemClock } = options;

  return async function askAuth0(sessionId, token, timeoutMs) {
    // What is no header value would make the request throw.
    if (!/^[\x21-\x7e]+$/.test(token)) return { status: 'unauthorized', reason: 'token_malformed' };
    const url = `${baseUrl}/api/v2/sessions/${encodeURIComponent(sessionId)}`;
    const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
    const abort = new AbortController();
    const cancel = clock.setTimer(() => abort.abort(), timeoutMs);
    try {
      const answered = await get(url, headers, { signal: abort.signal, maxBodyBytes });
      return toAnswer(answered, sessionId, clock.now());
    } catch (error) {
      if (abort.signal.aborted) return { status: 'timeout' };
      return answer('unavailable', undefined, toCode(error));
    } finally {
      cancel();
    }
  };
}

function toAnswer({ status, headers, text }: HttpAnswer, sessionId: string, nowMs: number): SessionAnswer {
  // Followed, it would carry the token to wherever it points.
  if (status >= 300 && status < 400) return answer('invalid_response', undefined, 'redirect');
  if (text === undefined) return answer('invalid_response', undefined, 'body_too_large');
  const rateLimit = parseRateLimit(headers, nowMs);
  if (status >= 200 && status < 300) {
    const parsed = parseJson(text);
    const session = parsed.ok ? parseSession(parsed.value, sessionId) : undefined;
    if (session === undefined) return answer('invalid_response', rateLimit, 'not_the_session');
    return { status: 'found', session, ...(rateLimit && { rateLimit }) };
  }
  if (status === 401) return answer('unauthorized', rateLimit);
  if (status === 403) return answer('forbidden', rateLimit, toForbiddenReason(text));
  if (status === 404) return answer('not_found', rateLimit);
  if (status === 429) return answer('rate_limited', rateLimit);
  const isPassing = status >= 500 || status === 408;
  return answer(isPassing ? 'unavailable' : 'invalid_response', rateLimit, `http_${status}`);
}

function answer(
  status: Exclude<SessionAnswer['status'], 'found'>,
  rateLimit?: RateLimit,
  reason?: string,
): SessionAnswer {
  return { status, ...(reason && { reason }), ...(rateLimit && { rateLimit }) };
}

/** What to mend. Only JSON says it: an edge's page may quote anything. */
function toForbiddenReason(body: string): string | undefined {
  return parseJson(body).ok ? forbiddenReasons.find((code) => body.includes(`"${code}"`)) : undefined;
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
