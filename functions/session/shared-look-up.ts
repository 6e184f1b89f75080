import type { CircuitBreaker, Passage } from './circuit-breaker.ts';
import { sleep } from './clock.ts';
import type { Clock } from './clock.ts';
import type { ForbiddenPause } from './forbidden-pause.ts';
import type { LookUpEvent } from './look-up-event.ts';
import type { LookUpLimits } from './look-up-limits.ts';
import type { Permit, RequestBudget, Turn, TurnWish } from './request-budget.ts';
import type { AskAuth0, SessionAnswer } from './session-client.ts';
import type { Knowledge } from './session-cache.ts';
import type { SessionOutcome } from './session-outcome.ts';
import type { SessionStatus } from './session-status.ts';
import type { TokenSupply } from './token-supply.ts';

/** One question to Auth0 that all who need this session share: at the budget, on its way, or between two attempts. */
export interface SharedLookUp {
  /** Never rejects. Whoever waits keeps an eye on the deadline: a token that does not come holds this up. */
  readonly result: Promise<SharedResult>;
  /** What to tell somebody whose time is up before the result is there. */
  readonly outcomeSoFar: SessionOutcome;
  /** One more waits for it: it becomes as urgent, and as patient, as the most demanding of them. */
  hurry(wish: TurnWish): void;
}

export type SharedResult =
  | { readonly knowledge: Knowledge; readonly failure?: undefined }
  | { readonly knowledge?: undefined; readonly failure: SessionOutcome };

export interface SharedLookUpTools {
  readonly ask: AskAuth0;
  readonly budget: RequestBudget;
  readonly breaker: CircuitBreaker;
  readonly token: TokenSupply;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (event: LookUpEvent) => void;
  readonly forbidden: ForbiddenPause;
  readonly limits: Pick<LookUpLimits, 'attemptTimeoutMs' | 'answerMarginMs' | 'maxFailures'>;
}

const firstRetryMs = 200;
const longestRetryMs = 2_000;
/** `ask` never rejects, but a permit that is not settled would block everybody. */
const noAnswer: SessionAnswer = { status: 'unavailable', reason: 'no_answer' };

/** Starts the question: token, turn in the budget, request, and again as long as that may help and time allows. */
export function startSharedLookUp(sessionId: string, wish: TurnWish, tools: SharedLookUpTools): SharedLookUp {
  const { ask, budget, breaker, forbidden, clock, random, report } = tools;
  const { attemptTimeoutMs, answerMarginMs, maxFailures } = tools.limits;
  let { deadlineMs, priority } = wish;
  let turn: Turn | undefined;
  let outcomeSoFar: SessionOutcome = { status: 'unauthorized', reason: 'token_unavailable' };
  let failures = 0;
  let hasRenewedToken = false;
  let isRepeated = false;
  let isThrottled = false;

  async function run(): Promise<SharedResult> {
    for (;;) {
      const result = await attempt();
      if (result !== 'again') return result;
      isRepeated = true;
    }
  }

  async function attempt(): Promise<SharedResult | 'again'> {
    // Before queueing, so that nobody waits for a turn that would be of no use.
    const before = await findToken();
    if ('refusal' in before) return fail(before.refusal);

    const permit = await awaitTurn();
    if (permit === undefined) return fail(outcomeSoFar);
    // Once more, for all of it may have changed while we waited.
    const passage = await breaker.enter();
    const found = await findToken();
    const isTooLate = clock.now() + answerMarginMs / 2 > deadlineMs;
    if (passage !== undefined && 'token' in found && !isTooLate && permit.isGood()) {
      return await send(found.token, permit, passage);
    }
    permit.unused();
    passage?.inconclusive();
    if ('refusal' in found) return fail(found.refusal);
    if (passage === undefined) return fail(toCircuitOpen());
    return isTooLate ? fail(outcomeSoFar) : queueAgain();
  }

  /** The token to ask with, or why nobody should. */
  async function findToken(): Promise<{ readonly token: string } | { readonly refusal: SessionOutcome }> {
    const state = await tools.token.get();
    if ('reason' in state) return { refusal: { status: 'unauthorized', reason: state.reason } };
    const refusal = forbidden.find(state.token);
    if (refusal !== undefined) return { refusal };
    return breaker.state === 'open' ? { refusal: toCircuitOpen() } : state;
  }

  /** After a 429, to this request or to another one. */
  function queueAgain(): 'again' {
    isThrottled = true;
    outcomeSoFar = throttled;
    return 'again';
  }

  async function awaitTurn(): Promise<Permit | undefined> {
    const askedAtMs = clock.now();
    if (failures === 0) outcomeSoFar = isThrottled ? throttled : { status: 'rate_limited' };
    turn = budget.ask({ deadlineMs: deadlineMs - answerMarginMs, priority }, isRepeated ? 'front' : 'end');
    const permit = await turn.permit;
    turn = undefined;
    report({ type: 'wait', durationMs: clock.now() - askedAtMs, isGranted: permit !== undefined });
    return permit;
  }

  async function send(token: string, permit: Permit, passage: Passage): Promise<SharedResult | 'again'> {
    const startedAtMs = clock.now();
    const timeoutMs = Math.min(attemptTimeoutMs, deadlineMs - startedAtMs);
    outcomeSoFar = { status: 'timeout' };
    const answer = await ask(sessionId, token, timeoutMs).catch(() => noAnswer);
    permit.answered(answer.rateLimit, answer.status === 'rate_limited');
    settle(passage, answer, timeoutMs);
    report(toRequestEvent(answer, clock.now() - startedAtMs));

    switch (answer.status) {
      case 'found':
        return { knowledge: { session: answer.session, fetchedAtMs: startedAtMs } };
      case 'not_found':
        return { knowledge: { session: undefined, fetchedAtMs: startedAtMs } };
      case 'unauthorized':
        return await renewToken(token, answer);
      case 'forbidden':
        forbidden.begin(token, answer.reason);
        report({ type: 'refused', status: 'forbidden', ...(answer.reason && { reason: answer.reason }) });
        return fail(toOutcome('forbidden', answer));
      case 'rate_limited':
        return queueAgain();
      case 'timeout':
      case 'unavailable':
        return await pause(toOutcome(answer.status, answer));
      case 'invalid_response':
        return fail(toOutcome('invalid_response', answer));
    }
  }

  function settle(passage: Passage, { status }: SessionAnswer, timeoutMs: number): void {
    if (status === 'timeout' && timeoutMs < attemptTimeoutMs) passage.inconclusive();
    else if (status === 'timeout' || status === 'unavailable') passage.failed();
    else passage.succeeded();
  }

  async function renewToken(token: string, answer: SessionAnswer): Promise<SharedResult | 'again'> {
    if (!hasRenewedToken) {
      hasRenewedToken = true;
      outcomeSoFar = toOutcome('unauthorized', answer);
      if (await tools.token.renew(token)) return 'again';
    } else {
      tools.token.giveUp(token);
    }
    const outcome = toOutcome('unauthorized', answer);
    report({ type: 'refused', ...outcome, status: 'unauthorized' });
    return fail(outcome);
  }

  async function pause(outcome: SessionOutcome): Promise<SharedResult | 'again'> {
    failures += 1;
    outcomeSoFar = outcome;
    const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** failures) * (0.5 + random() / 2);
    if (failures >= maxFailures || clock.now() + delayMs + answerMarginMs > deadlineMs) return fail(outcome);
    await sleep(clock, delayMs);
    return 'again';
  }

  function toCircuitOpen(): SessionOutcome {
    const isFailed = outcomeSoFar.status === 'unavailable' || outcomeSoFar.status === 'timeout';
    return isFailed ? outcomeSoFar : { status: 'unavailable', reason: 'circuit_open' };
  }

  return {
    result: run(),
    get outcomeSoFar() {
      return outcomeSoFar;
    },
    hurry(more) {
      if (more.deadlineMs <= deadlineMs && more.priority >= priority) return;
      deadlineMs = Math.max(deadlineMs, more.deadlineMs);
      priority = more.priority < priority ? more.priority : priority;
      turn?.hurry({ deadlineMs: deadlineMs - answerMarginMs, priority });
    },
  };
}

const throttled: SessionOutcome = { status: 'rate_limited', reason: 'http_429' };

function fail(failure: SessionOutcome): SharedResult {
  return { failure };
}

function toOutcome(status: SessionStatus, { reason }: SessionAnswer): SessionOutcome {
  return { status, ...(reason && { reason }) };
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
