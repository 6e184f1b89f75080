import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import type { VirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import type { AskAuth0, SessionAnswer } from '../../../functions/session/session-client.ts';
import type { LookUpEvent } from '../../../functions/session/look-up-event.ts';
import { composeSessionLookUp } from '../../../functions/session/session-look-up.ts';
import type { ComposeOptions } from '../../../functions/session/session-look-up.ts';
import type { LookUpSession } from '../../../functions/session/session-outcome.ts';

/** An arbitrary moment, so that nothing rests on time beginning at 0. */
export const startMs = Date.parse('2026-09-14T08:00:00.000Z');

export interface Request {
  readonly sessionId: string;
  readonly token: string;
  readonly atMs: number;
  readonly timeoutMs: number;
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly lookUp: LookUpSession;
  readonly requests: Request[];
  readonly events: LookUpEvent[];
}

/** A look-up in virtual time; `answer` says how Auth0 answers each request, after `latencyMs` or its timeout. */
export function createBench(
  answer: (request: Request, count: number) => SessionAnswer | undefined,
  { latencyMs = 50, ...options }: Partial<ComposeOptions> & { latencyMs?: number } = {},
): Bench {
  const clock = createVirtualClock(startMs);
  const requests: Request[] = [];
  const events: LookUpEvent[] = [];
  const ask: AskAuth0 = (sessionId, token, timeoutMs) =>
    new Promise((resolve) => {
      const request = { sessionId, token, timeoutMs, atMs: clock.now() };
      requests.push(request);
      const given = latencyMs < timeoutMs ? answer(request, requests.length) : undefined;
      clock.setTimer(() => resolve(given ?? { status: 'timeout' }), given ? latencyMs : timeoutMs);
    });
  const lookUp = composeSessionLookUp({
    ask,
    token: { read: async () => 'token', reload: async () => 'token' },
    budget: { ratePerSecond: 100, burst: 100, reserve: 0 },
    now: clock.now,
    setTimer: clock.setTimer,
    random: () => 0.5,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { clock, lookUp, requests, events };
}

export const found: (request: Request) => SessionAnswer = ({ sessionId }) => ({
  status: 'found',
  session: { id: sessionId },
});
