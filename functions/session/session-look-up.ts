import { createCircuitBreaker } from './circuit-breaker.ts';
import { systemClock, timeIsUp, waitUntil } from './clock.ts';
import type { Clock } from './clock.ts';
import { createForbiddenPause } from './forbidden-pause.ts';
import type { HttpGet } from './http-get.ts';
import type { LookUpEvent } from './look-up-event.ts';
import { defaultLimits } from './look-up-limits.ts';
import type { LookUpLimits } from './look-up-limits.ts';
import { createRequestBudget } from './request-budget.ts';
import type { BudgetShare } from './budget-plan.ts';
import { createSessionCache } from './session-cache.ts';
import type { Knowledge } from './session-cache.ts';
import { createSessionClient } from './session-client.ts';
import type { AskAuth0 } from './session-client.ts';
import { isUsableSessionId } from './session-id.ts';
import { startSharedLookUp } from './shared-look-up.ts';
import type { SharedLookUp, SharedLookUpTools } from './shared-look-up.ts';
import type { LookUpOptions, LookUpSession, SessionOutcome } from './session-outcome.ts';
import { createTokenSupply } from './token-supply.ts';
import type { TokenSource } from './token-supply.ts';

/** Each of the limits may be left to `defaultLimits`. */
export interface SessionLookUpOptions extends Partial<LookUpLimits> {
  /** Scheme and host, for example `https://acme.eu.auth0.com`. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** This worker's share: see `toWorkers` in budget-plan.ts. */
  readonly budget: BudgetShare;
  /** @default Node's own client */
  readonly get?: HttpGet;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default Node's timers */
  readonly setTimer?: Clock['setTimer'];
  /** From 0 up to 1, for jitter. @default Math.random */
  readonly random?: () => number;
  /** Told of every look-up and request: never a session ID, never a token. */
  readonly onEvent?: (event: LookUpEvent) => void;
}

/** Looks sessions up at Auth0, within the budget, and never twice for the same knowledge. */
export function createSessionLookUp(options: SessionLookUpOptions): LookUpSession {
  const clock = toClock(options);
  const { baseUrl, get } = options;
  return composeSessionLookUp({
    ...options,
    ask: createSessionClient({ baseUrl, clock, ...(get && { get }) }),
  });
}

export interface ComposeOptions extends Omit<SessionLookUpOptions, 'baseUrl' | 'get'> {
  readonly ask: AskAuth0;
}

/** The look-up around any way of asking Auth0: a simulation's, for one. */
export function composeSessionLookUp(options: ComposeOptions): LookUpSession {
  const { ask, budget, random = Math.random, onEvent } = options;
  const limits: LookUpLimits = { ...defaultLimits, ...options };
  const { patienceMs, answerMarginMs } = limits;
  const clock = toClock(options);
  const { now } = clock;
  /** A fault in somebody's metrics must not cost an enrichment. */
  function report(event: LookUpEvent): void {
    try {
      onEvent?.(event);
    } catch {
      // Theirs to find: nothing of ours went wrong.
    }
  }
  const tools: SharedLookUpTools = {
    ask,
    clock,
    random,
    report,
    budget: createRequestBudget({ ...budget, clock, random }),
    breaker: createCircuitBreaker({ clock, random, onChange: (state) => report({ type: 'breaker', state }) }),
    token: createTokenSupply({ source: options.token, clock }),
    forbidden: createForbiddenPause(clock, limits.forbiddenForMs),
    limits,
  };
  const cache = createSessionCache({
    now,
    ttlMs: limits.cacheTtlMs,
    maxEntries: limits.cacheMaxEntries,
    maxBytes: limits.cacheMaxBytes,
  });
  const underWay = new Map<string, SharedLookUp>();

  function start(sessionId: string, wish: { deadlineMs: number; priority: 0 | 1 | 2 }): SharedLookUp {
    const shared = startSharedLookUp(sessionId, wish, tools);
    underWay.set(sessionId, shared);
    const { result } = shared;
    // Registered before anybody waits: who wakes up next finds the answer in the cache and nothing under way.
    void result.then(({ knowledge }) => {
      underWay.delete(sessionId);
      if (knowledge) cache.add(sessionId, knowledge);
    });
    return shared;
  }

  async function lookUp(
    sessionId: string,
    occurredAtMs: number,
    { deadlineMs = now() + patienceMs, priority = 1, mode = 'fetch' }: LookUpOptions,
  ): Promise<Found> {
    for (;;) {
      const known = cache.find(sessionId, occurredAtMs);
      if (known) return { outcome: toOutcome(known, 'cache'), source: 'cache' };

      let shared = underWay.get(sessionId);
      const isFirst = shared === undefined;
      if (mode === 'cache_only' && shared === undefined) return skipped;
      if (now() + answerMarginMs > deadlineMs) return mode === 'cache_only' ? skipped : tooLate;
      shared ??= start(sessionId, { deadlineMs, priority });
      if (!isFirst && mode === 'fetch') shared.hurry({ deadlineMs, priority });

      const joinedAtMs = now();
      const result = await waitUntil(clock, deadlineMs, shared.result);
      if (result === timeIsUp) return mode === 'cache_only' ? skipped : fail(shared.outcomeSoFar);
      const { knowledge, failure } = result;
      if (failure) return mode === 'cache_only' ? skipped : fail(failure);
      // Sent after we had joined: nothing could be fresher. Otherwise the rule decides, and a later event asks anew.
      if (knowledge.fetchedAtMs >= joinedAtMs || cache.isFresh(knowledge, occurredAtMs)) {
        return isFirst
          ? { outcome: toOutcome(knowledge, 'api'), source: 'api' }
          : { outcome: toOutcome(knowledge, 'cache'), source: 'shared' };
      }
    }
  }

  return async function lookUpSession(sessionId, occurredAtMs, lookUpOptions = {}) {
    const { outcome, source } = await (sessionId === ''
      ? noSessionId
      : isUsableSessionId(sessionId)
        ? lookUp(sessionId, occurredAtMs, lookUpOptions)
        : malformed);
    report({
      type: 'look_up',
      status: outcome.status,
      source,
      ...(outcome.reason && { reason: outcome.reason }),
    });
    return outcome;
  };
}

interface Found {
  readonly outcome: SessionOutcome;
  readonly source: 'api' | 'cache' | 'shared' | 'none';
}

const skipped = fail({ status: 'skipped', reason: 'cache_only' });
const tooLate = fail({ status: 'rate_limited', reason: 'too_late' });
const noSessionId = fail({ status: 'no_session_id' });
/** No session can have such an ID, and asking would put a stranger's text into a path. Auth0 did not say so: no source. */
const malformed = fail({ status: 'not_found', reason: 'malformed_id' });

function fail(outcome: SessionOutcome): Found {
  return { outcome, source: 'none' };
}

function toOutcome({ session, fetchedAtMs }: Knowledge, source: 'api' | 'cache'): SessionOutcome {
  return session
    ? { status: 'enriched', session, source, fetchedAtMs }
    : { status: 'not_found', source, fetchedAtMs };
}

function toClock({ now, setTimer }: Pick<SessionLookUpOptions, 'now' | 'setTimer'>): Clock {
  return { now: now ?? systemClock.now, setTimer: setTimer ?? systemClock.setTimer };
}
