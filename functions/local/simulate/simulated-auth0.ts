import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import type { RateLimit } from '../../session/rate-limit.ts';
import type { SessionAnswer } from '../../session/session-client.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import { createTenantBucket } from '../auth0/rate-limit.ts';
import { toAddress, toAgentText, toClientId, toSessionId, toUserId } from './auth0-log-event.ts';
import type { SimulationOptions } from './options.ts';
import type { SessionLife } from './traffic.ts';
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

const dayMs = 86_400_000;

/** The tenant's bucket with all who draw on it, some latency, and outages by schedule. */
export function createSimulatedAuth0(
  options: SimulationOptions,
  lives: ReadonlyMap<number, SessionLife>,
  clock: VirtualClock,
): SimulatedAuth0 {
  const plan = allPlans[options.plan];
  const bucket = createTenantBucket(plan, clock.now);
  const random = createRandom(options.seed + 1);
  /** Of sessions that are only in the backlog. */
  const fromBefore: SessionLife = { beganAtMs: options.startMs - dayMs, endsAtMs: Infinity };
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
    const { beganAtMs, endsAtMs } = lives.get(session) ?? fromBefore;
    if (endsAtMs <= nowMs) return { status: 'not_found', rateLimit };
    return { status: 'found', session: toSession(session, beganAtMs, nowMs), rateLimit };
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

/** As long as those that Auth0 sends. Its last use is told as being now: nothing here rests on it. */
function toSession(session: number, beganAtMs: number, nowMs: number): Auth0Session {
  const toDate = (atMs: number) => new Date(atMs).toISOString();
  const [initial_ip, initial_user_agent] = [toAddress(session, 0), toAgentText(session, 0)];
  const initial_asn = String(64_496 + (session % 16));
  return {
    id: toSessionId(session),
    user_id: toUserId(session),
    created_at: toDate(beganAtMs),
    updated_at: toDate(nowMs),
    authenticated_at: toDate(beganAtMs),
    idle_expires_at: toDate(nowMs + 3 * dayMs),
    expires_at: toDate(beganAtMs + 30 * dayMs),
    last_interacted_at: toDate(nowMs),
    device: {
      initial_user_agent,
      initial_ip,
      initial_asn,
      last_user_agent: initial_user_agent,
      last_ip: initial_ip,
      last_asn: initial_asn,
    },
    clients: [{ client_id: toClientId(session, 'a') }, { client_id: toClientId(session, 'b') }],
    authentication: { methods: [{ name: 'pwd', timestamp: toDate(beganAtMs) }] },
    cookie: { mode: 'persistent' },
    session_metadata: null,
  };
}
