import { allPlans } from '../../../functions/session/budget-plan.ts';
import { toEventFeed, toWholeBudget } from '../../../functions/session/queue-settings.ts';

/** What both sides call their resources. */
export const names = {
  stream: 'records',
  table: 'session-ledger',
  ledgerKey: 'ledger-key',
  token: 'token',
} as const;

const plan = allPlans.enterprise;
/** As the stack of an Enterprise production tenant has it. */
export const feed = toEventFeed(plan);
/** Lambda begins with so many pollers, and so with so many workers at once. */
export const pollers = 5;

export interface CloudInput {
  readonly sessions: number;
  /** How long Auth0 takes. @default 50 */
  readonly latencyMs?: number;
  /** Of Auth0. @default an Enterprise production tenant's */
  readonly rateLimit?: { readonly ratePerSecond: number; readonly burst: number };
}

export interface CloudAddresses {
  readonly awsUrl: string;
  readonly env: { readonly [name: string]: string };
  readonly auth0Url: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Answers what has come since it was last asked: {@link News}. Workers post there which events they were handed. */
  readonly newsUrl: string;
}

/** Moments in epoch milliseconds, by the `log_id` of their event. */
export type Moments = readonly (readonly [logId: string, atMs: number])[];

export interface News {
  /** When a worker's handler was called with it. */
  readonly handed: Moments;
  /** When Firehose took its record. */
  readonly taken: Moments;
}

/** The environment of a worker, as the stack sets it. */
export function toWorkerEnv(
  addresses: CloudAddresses,
  hasLedger: boolean,
): { readonly [name: string]: string } {
  return {
    ...addresses.env,
    NEWS_URL: addresses.newsUrl,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    TENANT: 'bench',
    AUTH0_DOMAIN: 'bench.eu.auth0.com',
    AUTH0_BASE_URL: addresses.auth0Url,
    TOKEN_SECRET_ID: names.token,
    BUDGET: JSON.stringify(toWholeBudget(plan)),
    MOST_WORKERS: String(pollers),
    QUEUE_URL: addresses.queueUrl,
    DESTINATIONS: JSON.stringify([{ type: 'firehose', streamName: names.stream, joinLines: false }]),
    ...(hasLedger && { LEDGER_TABLE: names.table, LEDGER_KEY_SECRET_ID: names.ledgerKey }),
  };
}
