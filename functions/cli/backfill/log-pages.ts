import { setTimeout as delay } from 'node:timers/promises';
import { parseRateLimit } from '../../session/rate-limit.ts';
import type { SecretReader } from '../../secret/secret-reader.ts';
import { createPace } from '../terminal/pace.ts';
import { describeNetworkFault, readNetworkCode } from '../terminal/network-fault.ts';
import { InputError } from '../terminal/user-error.ts';

export interface LogPage {
  /** The answer's body: a JSON array of events of the pull API. */
  readonly body: string;
  /** Where the next page begins; the same place again when there is nothing new. */
  readonly next: string;
}

export interface LogPagesOptions {
  readonly baseUrl: string;
  readonly token: SecretReader;
  readonly requestsPerSecond: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** Told before each wait that a failure makes, so that nobody sits before a silent terminal. */
  readonly onWait?: (waiting: { readonly reason: string; readonly waitMs: number }) => void;
}

const eventsPerPage = 100;
const timeoutMs = 30_000;
const maxAttempts = 7;
const longestWaitMs = 60_000;

/**
 * One page of `GET /api/v2/logs` after another, by checkpoint: `from` is a log ID.
 *
 * Waits for the rate limit and repeats what failed by chance. Rejects with InputError when repeating is of no use, or
 * has been of none for a minute; what was read before stays read.
 */
export function createLogPages(options: LogPagesOptions): (from: string) => Promise<LogPage> {
  const {
    baseUrl,
    token,
    requestsPerSecond,
    fetch = globalThis.fetch,
    now = Date.now,
    sleep = delay,
    onWait,
  } = options;
  const pace = createPace(requestsPerSecond, now, sleep);
  let isReloaded = false;

  async function ask(from: string): Promise<Response | string> {
    const query = new URLSearchParams({ from, take: String(eventsPerPage) });
    try {
      return await fetch(`${baseUrl}/api/v2/logs?${query.toString()}`, {
        headers: { authorization: `Bearer ${await token.read()}`, accept: 'application/json' },
        // A redirect would carry the token to wherever it points.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      return readNetworkCode(error);
    }
  }

  return async function readPage(from) {
    for (let attempt = 1; ; attempt += 1) {
      await pace();
      const answer = await ask(from);
      const response = typeof answer === 'string' ? undefined : answer;
      const status = response?.status;
      const body = await response?.text().catch(() => undefined);
      const elements = status === 200 && body !== undefined ? parseArray(body) : undefined;
      if (response && body !== undefined && elements) {
        isReloaded = false;
        return { body, next: parseNext(response.headers.get('link')) ?? findNext(elements) ?? from };
      }
      if (status === 401 && !isReloaded) {
        isReloaded = true;
        await token.reload();
        continue;
      }
      refuse(status);
      const reason = typeof answer === 'string' ? `no answer (${answer})` : toRefusal(answer.status);
      if (attempt >= maxAttempts) {
        const { cause, fix } =
          typeof answer === 'string'
            ? describeNetworkFault(answer, new URL(baseUrl).host)
            : { cause: `last ${reason}`, fix: 'see https://status.auth0.com' };
        throw new InputError(`Auth0 gives no log events: ${cause}`, {
          fix: `${fix}; then run the same command again, which goes on from here`,
        });
      }
      const waitMs = toWaitMs(response, attempt, now());
      onWait?.({ reason, waitMs });
      await sleep(waitMs);
    }
  };
}

function toRefusal(status: number): string {
  return status === 200 ? 'an answer that is no list of events' : `HTTP status ${status}`;
}

/** Throws where asking again would not help. */
function refuse(status: number | undefined): void {
  if (status === 400)
    throw new InputError('Auth0 refused the query (400): is --from within the log retention?');
  if (status === 401)
    throw new InputError('Auth0 refused the token (401): it has expired, or is of another tenant');
  if (status === 403) {
    throw new InputError('Auth0 refused the token (403): its application needs the permission read:logs');
  }
}

function toWaitMs(response: Response | undefined, attempt: number, nowMs: number): number {
  const { retryAtMs, resetAtMs } = parseRateLimit(response?.headers, nowMs) ?? {};
  const toldMs = response?.status === 429 ? (retryAtMs ?? resetAtMs) : undefined;
  const waitMs = toldMs === undefined ? 500 * 2 ** attempt : toldMs - nowMs;
  return Math.min(longestWaitMs, Math.max(100, waitMs));
}

function parseArray(body: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The place after the last event, for an answer whose link a proxy took away; undefined when there is nothing new.
 *
 * Throws where events came and none says where it stands: to end there would leave out all that follows.
 */
function findNext(elements: readonly unknown[]): string | undefined {
  if (elements.length === 0) return undefined;
  const { log_id: logId, _id: id } = Object(elements.at(-1)) as { log_id?: unknown; _id?: unknown };
  const place = [logId, id].find((one) => typeof one === 'string' && one !== '');
  if (typeof place === 'string') return place;
  throw new InputError(
    "Auth0's answer does not say where the next page begins: expected a link header, or a log_id in its last event",
  );
}

/** Only the place is taken from the link, never its host: the token goes where we were told to send it. */
function parseNext(link: string | null): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1];
  if (target === undefined || !URL.canParse(target, 'https://localhost')) return undefined;
  return new URL(target, 'https://localhost').searchParams.get('from') ?? undefined;
}
