/** What holds where nobody says otherwise; `test/time-limits.test.ts` adds it up. */
export const defaultPatience = {
  classOneMs: 60_000,
  inlineMs: 1_000,
  callMs: 3_000,
  obstacleMs: 3_000,
  isTryingAgain: false,
} as const satisfies Required<Patience>;

/** How long events wait, in milliseconds. It bounds waiting, not asking: an old event for which a turn is free is asked for. */
export interface Patience {
  /** Events of class one, from when an enricher first had them; how long others wait says the line's plan. @default 60_000 */
  readonly classOneMs?: number;
  /** A turn further ahead than this is waited for in the queue of look-ups, where there is one. @default 1_000 */
  readonly inlineMs?: number;
  /** No call waits longer, whatever the class. @default 3_000 */
  readonly callMs?: number;
  /**
   * Nor for what may not pass by itself: a refused token or look-up, an open circuit, no token. Of use where a call may wait
   * long for its turn. @default 3_000
   */
  readonly obstacleMs?: number;
  /** Whether who finds no turn free tries again as long as the call may wait. @default false */
  readonly isTryingAgain?: boolean;
}
