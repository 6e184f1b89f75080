import type { ClosedReason, LineTurn, LookUpLine } from '../../ledger/line.ts';
import type { CircuitBreaker } from '../../session/circuit-breaker.ts';
import type { Clock } from '../../session/clock.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import type { RateLimit } from '../../session/rate-limit.ts';
import type { AskAuth0, SessionAnswer } from '../../session/session-client.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import type { TokenSupply } from '../../session/token-supply.ts';
import { createForbiddenCount } from './forbidden-count.ts';
import type { AnsweredQuestion } from './settled-outcome.ts';

/** What came of one turn. */
export type Asked =
  | { readonly status: 'answered'; readonly knowledge: AnsweredQuestion }
  /** Asked, and no other question would be answered otherwise. */
  | { readonly status: 'final'; readonly outcome: SessionOutcome }
  /** Asked in vain; another turn may bring the answer. */
  | { readonly status: 'failed'; readonly outcome: SessionOutcome }
  /** Not asked: the turn was no longer good, or something stands in the way. */
  | { readonly status: 'not_asked' };

export interface Obstacle {
  readonly reason: ClosedReason;
  readonly forMs: number;
}

export interface SessionQuestion {
  /** Asks with this turn, which is used up whatever comes of it. Never rejects. */
  ask(sessionId: string, turn: LineTurn, deadlineMs: number): Promise<Asked>;
  /** What keeps this worker from asking, so that no turn need be taken; undefined: nothing. */
  findObstacle(): Promise<Obstacle | undefined>;
}

export interface SessionQuestionOptions {
  readonly request: AskAuth0;
  readonly line: LookUpLine;
  readonly token: TokenSupply;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** What is to stay in the tenant's bucket for other callers, in requests. */
  readonly reserve: number;
  readonly report: (event: LookUpEvent) => void;
  /** For one attempt, its body included. @default 2_500 */
  readonly attemptTimeoutMs?: number;
  /** For how long nobody asks after Auth0 has said that scope or plan are missing. @default 300_000 */
  readonly forbiddenForMs?: number;
  /** The same after it has refused the token, and the one in the secret as well. @default 30_000 */
  readonly unauthorizedForMs?: number;
}

/** New tokens that are tried one after the other: a rotation may fall upon the first use of what the one before has made. */
const mostNewTokens = 2;
/** How soon to look again whether a token can be read, or the circuit is closed. */
const lookAgainMs = 250;
/** Answers that Auth0 gives to a token which it takes. */
const takesToken: ReadonlySet<SessionAnswer['status']> = new Set(['found', 'not_found', 'forbidden']);
/** `ask` never rejects, but a turn that is not settled would close the line to a probe. */
const noAnswer: SessionAnswer = { status: 'unavailable', reason: 'no_answer' };

/**
 * One question to Auth0 with a turn of the line, and what follows from its answer for others: the line is closed for
 * all workers after a 429, a low remaining, a refused token and a missing scope; a failing Auth0, and a token
 * that cannot be read, keep this worker alone from asking.
 */
export function createSessionQuestion(options: SessionQuestionOptions): SessionQuestion {
  const { request, line, token, breaker, clock, reserve, report } = options;
  const { attemptTimeoutMs = 2_500, forbiddenForMs = 300_000, unauthorizedForMs = 30_000 } = options;
  const forbidden = createForbiddenCount({ now: clock.now });
  /** Tokens that Auth0 has refused since it last took one. */
  const refusedTokens = new Set<string>();

  async function ask(sessionId: string, turn: LineTurn, deadlineMs: number): Promise<Asked> {
    const found = await token.get();
    if ('reason' in found) return { status: 'not_asked' };
    const passage = await breaker.enter();
    if (passage === undefined) return { status: 'not_asked' };
    const startedAtMs = clock.now();
    if (!line.isGood(turn)) {
      passage.inconclusive();
      return { status: 'not_asked' };
    }
    const timeoutMs = Math.min(attemptTimeoutMs, Math.max(1, deadlineMs - startedAtMs));
    const answer = await request(sessionId, found.token, timeoutMs).catch(() => noAnswer);
    report(toRequestEvent(answer, clock.now() - startedAtMs));
    // Cut short by our own deadline, an attempt says nothing of Auth0.
    if (answer.status === 'timeout' && timeoutMs < attemptTimeoutMs) passage.inconclusive();
    else if (answer.status === 'timeout' || answer.status === 'unavailable') passage.failed();
    else passage.succeeded();
    await line.settle(turn, toTurnAnswer(answer, reserve, clock.now()));
    return await toAsked(answer, { sessionId, token: found.token, startedAtMs });
  }

  async function toAsked(
    answer: SessionAnswer,
    { sessionId, token: used, startedAtMs }: { sessionId: string; token: string; startedAtMs: number },
  ): Promise<Asked> {
    if (takesToken.has(answer.status) && !refusedTokens.has(used)) refusedTokens.clear();
    const outcome: SessionOutcome = {
      status: answer.status === 'found' ? 'enriched' : answer.status,
      ...(answer.reason && { reason: answer.reason }),
    };
    switch (answer.status) {
      case 'found':
      case 'not_found':
        return { status: 'answered', knowledge: { session: answer.session, fetchedAtMs: startedAtMs } };
      case 'invalid_response':
        return { status: 'final', outcome };
      case 'rate_limited':
        return { status: 'failed', outcome: { status: 'rate_limited', reason: 'http_429' } };
      case 'timeout':
      case 'unavailable':
        return { status: 'failed', outcome };
      case 'unauthorized':
        refusedTokens.add(used);
        if (refusedTokens.size <= mostNewTokens && (await token.renew(used))) {
          return { status: 'failed', outcome };
        }
        refusedTokens.clear();
        token.giveUp(used);
        report({ type: 'refused', ...outcome, status: 'unauthorized' });
        await line.close('unauthorized', unauthorizedForMs);
        return { status: 'failed', outcome };
      case 'forbidden':
        if (forbidden.add(sessionId, answer.reason)) {
          report({ type: 'refused', ...outcome, status: 'forbidden' });
          await line.close('forbidden', forbiddenForMs);
        }
        return { status: 'failed', outcome };
    }
  }

  return {
    ask,
    async findObstacle() {
      if (breaker.state === 'open') return { reason: 'circuit_open', forMs: lookAgainMs };
      const found = await token.get();
      if (!('reason' in found)) return undefined;
      return {
        reason: found.reason === 'token_refused' ? 'unauthorized' : 'token_unavailable',
        forMs: lookAgainMs,
      };
    },
  };
}

function toTurnAnswer({ status, rateLimit }: SessionAnswer, reserve: number, nowMs: number) {
  if (status === 'rate_limited')
    return { status: 'refused' as const, retryInMs: toRetryInMs(rateLimit, nowMs) };
  if (status === 'timeout' || status === 'unavailable') return { status: 'inconclusive' as const };
  const { remaining, limit } = rateLimit ?? {};
  if (remaining === undefined) return { status: 'answered' as const };
  // A tenant with a smaller bucket than its plan says must not starve for ever.
  const left = Math.min(reserve, Math.floor((limit || Infinity) / 2));
  return { status: 'answered' as const, spare: remaining - left };
}

function toRetryInMs(rateLimit: RateLimit | undefined, nowMs: number): number | undefined {
  const atMs = rateLimit?.retryAtMs ?? rateLimit?.resetAtMs;
  return atMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

function toRequestEvent(answer: SessionAnswer, durationMs: number): LookUpEvent {
  const { status, reason, rateLimit } = answer;
  return {
    type: 'request',
    answer: status,
    durationMs,
    ...(reason && { reason }),
    ...(rateLimit && { rateLimit }),
  };
}
