import { setTimeout as delay } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { JsonObject } from '../log-event/log-event.ts';
import type { Auth0Session } from '../session/session-outcome.ts';
import { createAccessTokens } from './auth0/access-tokens.ts';
import { type ErrorBody, errorBodies } from './auth0/error-body.ts';
import { type Fault, type FaultScope, type SimulatorRoute, createFaults } from './auth0/fault.ts';
import { type Sleep, answerFaulty } from './auth0/faulty-answer.ts';
import { createLogHistory } from './auth0/log-history.ts';
import { type TenantLimit, type RateLimitAnswer, createTenantBucket } from './auth0/rate-limit.ts';
import { type SimulatedClient, createTokenEndpoint } from './auth0/token-endpoint.ts';

export interface Auth0SimulatorOptions {
  /** Decides the audience of tokens. @default 'example-tenant.eu.auth0.com' */
  readonly domain?: string;
  /** @default an Enterprise production tenant: burst 50, 16 per second */
  readonly rateLimit?: TenantLimit;
  /** @default none: only `issueToken` gives tokens then */
  readonly clients?: readonly SimulatedClient[];
  readonly sessions?: readonly Auth0Session[];
  /** @default 86400 */
  readonly tokenLifetimeSeconds?: number;
  /** How long an answer takes; asked for each request when it is a function. @default 0 */
  readonly latencyMs?: number | (() => number);
  readonly now?: () => number;
  readonly random?: () => number;
  readonly sleep?: Sleep;
  /** Told of every answered request, for plots and assertions. */
  readonly onRequest?: (request: SimulatorRequest) => void;
}

export interface SimulatorRequest {
  readonly route: SimulatorRoute;
  readonly atMs: number;
  /** What was answered; 0 when a fault cut the connection instead. */
  readonly status: number;
  readonly fault?: Fault['kind'];
  readonly sessionId?: string;
  /** Tokens left in the tenant's bucket afterwards; absent for the token endpoint, which does not draw on it. */
  readonly remaining?: number;
}

/** An Auth0 tenant in this process: `app` answers HTTP, everything else plays the tenant's other side. */
export interface Auth0Simulator {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  /** Adds the session, or replaces the one with its ID. */
  setSession(session: Auth0Session): void;
  /** From now on the session answers 404. */
  revokeSession(sessionId: string): void;
  hasSession(sessionId: string): boolean;
  /** The session as it is now, without a request and so without a turn in the bucket. */
  findSession(sessionId: string): Auth0Session | undefined;
  clearSessions(): void;
  addLogs(events: readonly JsonObject[]): void;
  issueToken(options?: { readonly scopes?: readonly string[]; readonly lifetimeSeconds?: number }): string;
  /** Every token issued so far is refused as expired, but for `except`. */
  expireTokens(except?: string): void;
  forgetTokens(): void;
  /** Returns the switch that turns the fault off. */
  inject(fault: Fault, scope?: FaultScope): () => void;
  clearFaults(): void;
  /** Takes tokens out of the tenant's bucket, as a neighbour would. */
  drain(requests: number): void;
  setLatency(latencyMs: number | (() => number)): void;
  /** Moves Auth0's clock against ours. */
  setClockSkew(skewMs: number): void;
  /** Requests answered so far, by route and then by status. */
  readonly counts: { readonly [route in SimulatorRoute]: ReadonlyMap<number, number> };
}

const enterpriseProduction: TenantLimit = { burst: 50, ratePerSecond: 16 };

/**
 * Auth0 as session-enricher sees it: `POST /oauth/token`, `GET /api/v2/sessions/{id}` and `GET /api/v2/logs`, behind
 * one tenant-wide rate limit, with the real headers and error bodies.
 *
 * Faults need a real socket to cut connections; all else works through `app.request()` too.
 */
export function createAuth0Simulator(options: Auth0SimulatorOptions = {}): Auth0Simulator {
  const { domain = 'example-tenant.eu.auth0.com', rateLimit = enterpriseProduction, clients = [] } = options;
  const {
    tokenLifetimeSeconds = 86_400,
    random = Math.random,
    sleep = sleepUntilAborted,
    onRequest,
  } = options;
  const realNow = options.now ?? Date.now;
  let latencyMs = options.latencyMs ?? 0;
  let clockSkewMs = 0;
  const now = () => realNow() + clockSkewMs;

  const bucket = createTenantBucket(rateLimit, now);
  const tokens = createAccessTokens(domain, now);
  const faults = createFaults(random);
  const history = createLogHistory();
  const sessions = new Map<string, Auth0Session>();
  const counts = { token: new Map<number, number>(), sessions: new Map(), logs: new Map() };
  const answerTokenRequest = createTokenEndpoint({ domain, clients, tokens, tokenLifetimeSeconds, now });
  for (const session of options.sessions ?? []) setSession(session);

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.notFound((c) => c.json(errorBodies.noRoute, 404));
  app.post('/oauth/token', (c) => answerAs('token', c, undefined, () => answerTokenRequest(c.req.raw)));
  app.get('/api/v2/sessions/:id', (c) => {
    const limit = bucket.take();
    return answerAs('sessions', c, limit, () => limited(c, limit, ['read:sessions'], () => getSession(c)));
  });
  app.get('/api/v2/logs', (c) => {
    const limit = bucket.take();
    return answerAs('logs', c, limit, () => {
      return limited(c, limit, ['read:logs', 'read:logs_users'], () => getLogs(c));
    });
  });

  async function answerAs(
    route: SimulatorRoute,
    c: Context<{ Bindings: HttpBindings }>,
    limit: RateLimitAnswer | undefined,
    answer: () => Response | Promise<Response>,
  ): Promise<Response> {
    const { signal } = c.req.raw;
    const waitMs = typeof latencyMs === 'function' ? latencyMs() : latencyMs;
    if (waitMs > 0) await sleep(waitMs, signal);
    const fault = faults.next(route);
    const response = fault
      ? await answerFaulty({
          fault,
          answer: async () => answer(),
          rateLimitHeaders: limit ? toHeaders({ ...limit, remaining: 0 }) : {},
          socket: c.env,
          signal,
          sleep,
        })
      : await answer();
    const status = isCut(fault, c.env) ? 0 : response.status;
    counts[route].set(status, (counts[route].get(status) ?? 0) + 1);
    const sessionId = c.req.param('id');
    onRequest?.({
      route,
      atMs: realNow(),
      status,
      ...(limit && { remaining: limit.remaining }),
      ...(fault && { fault: fault.kind }),
      ...(sessionId !== undefined && { sessionId }),
    });
    return response;
  }

  function limited(c: Context, limit: RateLimitAnswer, scopes: readonly string[], answer: () => Response) {
    const refusal = tokens.check(c.req.header('authorization'), scopes);
    const response = limit.isAllowed
      ? refusal
        ? toResponse(refusal)
        : answer()
      : toResponse(errorBodies.globalLimit);
    for (const [name, value] of Object.entries(toHeaders(limit))) response.headers.set(name, value);
    return response;
  }

  function getSession(c: Context): Response {
    const session = sessions.get(c.req.param('id') ?? '');
    return session ? Response.json(session) : toResponse(errorBodies.noSession);
  }

  function getLogs(c: Context): Response {
    const { from = '', take = '50' } = c.req.query();
    const count = Number(take);
    if (!Number.isInteger(count) || count < 1 || count > 100) {
      return toResponse(errorBodies.badQuery('take must be an integer from 1 to 100'));
    }
    const { logs, nextFrom } = history.readPage(from, count);
    const next = new URL(c.req.url);
    next.search = new URLSearchParams({ from: nextFrom, take: String(count) }).toString();
    return Response.json(logs, { headers: { link: `<${next.href}>; rel="next"` } });
  }

  function setSession(session: Auth0Session): void {
    if (typeof session.id === 'string') sessions.set(session.id, session);
  }

  return {
    app,
    counts,
    setSession,
    revokeSession: (sessionId) => void sessions.delete(sessionId),
    hasSession: (sessionId) => sessions.has(sessionId),
    findSession: (sessionId) => sessions.get(sessionId),
    clearSessions: () => sessions.clear(),
    addLogs: (events) => history.add(events),
    issueToken: ({ scopes = ['read:sessions'], lifetimeSeconds = tokenLifetimeSeconds } = {}) =>
      tokens.issue({ clientId: 'simulator', scopes, lifetimeSeconds }),
    expireTokens: (except) => tokens.expireAll(except),
    forgetTokens: () => tokens.forgetAll(),
    inject: (fault, scope) => faults.inject(fault, scope),
    clearFaults: () => faults.clear(),
    drain: (requests) => bucket.drain(requests),
    setLatency(next) {
      latencyMs = next;
    },
    setClockSkew(skewMs) {
      clockSkewMs = skewMs;
    },
  };
}

function isCut(fault: Fault | undefined, socket: Partial<HttpBindings> | undefined): boolean {
  return fault?.kind === 'reset' || (fault?.kind === 'reset_body' && socket?.outgoing !== undefined);
}

function toResponse(body: ErrorBody): Response {
  return Response.json(body, { status: body.statusCode });
}

function toHeaders({ limit, remaining, resetSeconds }: RateLimitAnswer): { readonly [name: string]: string } {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(resetSeconds),
  };
}

async function sleepUntilAborted(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
