import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import type { RateLimit } from '../../session/rate-limit.ts';
import type { SessionAnswer } from '../../session/session-client.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import { createTenantBucket } from '../auth0/rate-limit.ts';
import { toAddress, toSessionId, toAgentText, toUserId } from './auth0-log-event.ts';
import type { SimulationOptions } from './options.ts';
import { createRandom, pause } from './random.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface SimulatedAuth0 {
  ask(session: number, timeoutMs: number): Promise<SessionAnswer>;
  /** The neighbour asks from now on, until `isOver`. */
  startNeighbour(isOver: () => boolean): void;
  readonly counts: {
    requests: number;
    /** Requests that told something: a session, or that there is none. */
    answered: number;
    throttled: number;
    /** Requests of ours that found no more in the bucket than what is reserved for others. */
    fromReserve: number;
    neighbourRequests: number;
    neighbourThrottled: number;
  };
}

/** The tenant's bucket with all who draw on it, some latency, and outages by schedule. */
export function createSimulatedAuth0(
  options: SimulationOptions,
  endsAtMs: ReadonlyMap<number, number>,
  clock: VirtualClock,
): SimulatedAuth0 {
  const plan = allPlans[options.plan];
  const bucket = createTenantBucket(plan, clock.now);
  const random = createRandom(options.seed + 1);
  const neighbourRandom = createRandom(options.seed + 2);
  const { reserve } = toWorkers(plan, options.share).perWorker;
  const counts = {
    requests: 0,
    answered: 0,
    throttled: 0,
    fromReserve: 0,
    neighbourRequests: 0,
    neighbourThrottled: 0,
  };

  function answerNow(session: number): SessionAnswer | undefined {
    const nowMs = clock.now();
    const outage = options.outages.find(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
    if (outage?.kind === 'timeout') return undefined;
    if (outage) return { status: 'unavailable', reason: outage.kind === 'reset' ? 'econnreset' : 'http_503' };

    const { isAllowed, limit, remaining, resetSeconds } = bucket.take();
    const rateLimit: RateLimit = { limit, remaining, resetAtMs: Math.max(nowMs, resetSeconds * 1_000) };
    if (!isAllowed) {
      counts.throttled += 1;
      return { status: 'rate_limited', rateLimit };
    }
    counts.answered += 1;
    if (remaining < reserve) counts.fromReserve += 1;
    if ((endsAtMs.get(session) ?? Infinity) <= nowMs) return { status: 'not_found', rateLimit };
    return { status: 'found', session: toSession(session), rateLimit };
  }

  function toLatencyMs(): number {
    return 40 + pause(random, 40) + (random() < 0.005 ? 1_000 : 0);
  }

  return {
    counts,

    ask(session, timeoutMs) {
      counts.requests += 1;
      const answer = answerNow(session);
      const latencyMs = answer === undefined ? Infinity : toLatencyMs();
      return new Promise((resolve) => {
        clock.setTimer(
          () => resolve(answer !== undefined && latencyMs < timeoutMs ? answer : { status: 'timeout' }),
          Math.min(latencyMs, timeoutMs),
        );
      });
    },

    startNeighbour(isOver) {
      const perMs = (options.neighbour * plan.ratePerSecond) / 1_000 / options.neighbourBurst;
      if (perMs === 0) return;
      function next(): void {
        clock.setTimer(
          () => {
            if (isOver()) return;
            for (let count = 0; count < options.neighbourBurst; count++) {
              counts.neighbourRequests += 1;
              if (!bucket.take().isAllowed) counts.neighbourThrottled += 1;
            }
            next();
          },
          pause(neighbourRandom, 1 / perMs),
        );
      }
      next();
    },
  };
}

function toSession(session: number): Auth0Session {
  const initial_ip = toAddress(session, 0);
  const initial_user_agent = toAgentText(session, 0);
  return { id: toSessionId(session), user_id: toUserId(session), device: { initial_ip, initial_user_agent } };
}
