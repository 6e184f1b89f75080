/** Whose turn it is, by what a look-up would change: one before two before three; `spare` is for backfilled events. */
export const turnClasses = ['one', 'two', 'three', 'spare'] as const;
export type TurnClass = (typeof turnClasses)[number];

/** The tenant's budget of look-ups, and what each class may take of it. */
export interface LinePlan {
  readonly ratePerSecond: number;
  /** Look-ups that may go at once. */
  readonly burst: number;
  readonly classes: { readonly [name in TurnClass]: ClassLimit };
}

/**
 * `waitMs`: how far ahead a turn may lie. `burstShare`: turns at once only, and only while no more than this part of the
 * burst is taken: what the worthier classes can spare.
 */
export type ClassLimit = { readonly waitMs: number } | { readonly burstShare: number };

/**
 * A turn to ask Auth0 once. Plain data, so that it can travel in a message; times are those of the line's clock, see
 * {@link LookUpLine.delayMs}. It perishes: {@link LookUpLine.isGood}.
 */
export interface LineTurn {
  readonly atMs: number;
  readonly turnClass: TurnClass;
  /** The first after the line was closed: nobody else asks until its answer is known. */
  readonly isProbe: boolean;
  /** `share`: the table was out of reach, so it is a turn of this worker's own share. */
  readonly from: 'line' | 'share';
}

/** Why nobody may ask. */
export type ClosedReason =
  | 'http_429'
  | 'low_remaining'
  | 'forbidden'
  | 'unauthorized'
  | 'token_unavailable'
  | 'circuit_open';

export type Reserved =
  | { readonly status: 'turn'; readonly turn: LineTurn }
  /** No turn within the limit of the class. */
  | { readonly status: 'full' }
  /** Nobody asks before then: come back after `forMs`, or do without. */
  | { readonly status: 'closed'; readonly reason: ClosedReason; readonly forMs: number };

export type TurnState =
  | { readonly status: 'good' }
  /** Older than 3 s, or delivered twice: reserve anew. */
  | { readonly status: 'perished' }
  | { readonly status: 'closed'; readonly reason: ClosedReason; readonly forMs: number };

/** What came of a turn. */
export interface TurnAnswer {
  /** `refused`: 429. `inconclusive`: no answer, or a server's fault; says nothing of the limit. */
  readonly status: 'answered' | 'refused' | 'inconclusive';
  /** `x-ratelimit-remaining` less what is left to others; below 0, the line has to wait. */
  readonly spare?: number | undefined;
  /** How long Auth0 says to wait, by `retry-after` or `x-ratelimit-reset`. */
  readonly retryInMs?: number | undefined;
}

/**
 * The tenant's one line of look-ups, for all workers: at most `burst` turns and `ratePerSecond` new ones a second, whatever the
 * number of workers, their clocks and their cold starts. Never rejects.
 */
export interface LookUpLine {
  /** Turns for these, the worthiest first, as many as there are: one answer each, in their order. One update for all. */
  reserve(wants: readonly TurnClass[]): Promise<readonly Reserved[]>;
  /** Milliseconds of the local clock until the turn may be used; 0: now. */
  delayMs(turn: LineTurn): number;
  /** Whether it may be used now, as far as this worker knows. Ask right before the request. */
  isGood(turn: LineTurn): boolean;
  /**
   * The same for a turn that has waited in a queue: looks whether the line was closed meanwhile. `deliveries`: how often its
   * message has been delivered; from the second on, nobody knows whether the turn was used.
   */
  redeem(turn: LineTurn, deliveries: number): Promise<TurnState>;
  /** Tells what came of it: a 429 or a low remaining closes the line for all, an answer to a probe opens it. */
  settle(turn: LineTurn, answer: TurnAnswer): Promise<void>;
  /** Nobody asks for so long. */
  close(reason: ClosedReason, forMs: number): Promise<void>;
}
