/** What bounds a look-up in time and memory. */
export interface LookUpLimits {
  /** For how long an answer serves events that happened after it. @default 30_000 */
  readonly cacheTtlMs: number;
  /** Answers that are kept. @default 100_000 */
  readonly cacheMaxEntries: number;
  /** Bytes of memory that they may take. @default 29_360_128 */
  readonly cacheMaxBytes: number;
  /** For one attempt, its body included. @default 3_000 */
  readonly attemptTimeoutMs: number;
  /** How long an event waits that has no deadline of its own. @default 120_000 */
  readonly patienceMs: number;
  /** What an answer needs at least: nothing is asked later than this before the deadline. @default 250 */
  readonly answerMarginMs: number;
  /** Failed attempts after which a look-up ends; waiting for the budget is none. @default 3 */
  readonly maxFailures: number;
  /** For how long nothing is asked with a token that Auth0 answered 403 to. @default 300_000 */
  readonly forbiddenForMs: number;
}

export const defaultLimits: LookUpLimits = {
  cacheTtlMs: 30_000,
  cacheMaxEntries: 100_000,
  cacheMaxBytes: 29_360_128,
  attemptTimeoutMs: 3_000,
  patienceMs: 120_000,
  answerMarginMs: 250,
  maxFailures: 3,
  forbiddenForMs: 300_000,
};
