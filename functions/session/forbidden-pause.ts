import type { Clock } from './clock.ts';
import type { SessionOutcome } from './session-outcome.ts';

/** After a 403: nothing is asked for a while, for scope or plan are missing and somebody has to act. */
export interface ForbiddenPause {
  /** Auth0 answered 403 to a request with this token. `reason` says what is missing, where the answer does. */
  begin(token: string, reason: string | undefined): void;
  /** What every look-up with this token comes to while the pause lasts; undefined: ask. */
  find(token: string): SessionOutcome | undefined;
}

/** One for all look-ups of a worker. A pause is for one token: a new one may have what the old one lacked. */
export function createForbiddenPause(clock: Clock, forbiddenForMs: number): ForbiddenPause {
  let pause:
    | { readonly token: string; readonly untilMs: number; readonly outcome: SessionOutcome }
    | undefined;

  return {
    begin(token, reason) {
      const outcome: SessionOutcome = { status: 'forbidden', ...(reason && { reason }) };
      pause = { token, untilMs: clock.now() + forbiddenForMs, outcome };
    },
    find(token) {
      return pause?.token === token && clock.now() < pause.untilMs ? pause.outcome : undefined;
    },
  };
}
