import type { SessionOutcome } from '../../session/session-outcome.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { describeNetworkFault } from '../terminal/network-fault.ts';

/** Look-ups that failed for one reason: `reason` is a short code, absent where the status says it all. */
export interface LookUpFailure {
  readonly status: SessionStatus;
  readonly reason?: string;
  readonly events: number;
}

export interface LookUpFailures {
  add(outcome: SessionOutcome): void;
  /** The most frequent first; those that only followed from others last. */
  list(): readonly LookUpFailure[];
  /** Look-ups were wanted, and Auth0 answered none of them. */
  readonly hasNoneWorked: boolean;
}

const failedStatuses: ReadonlySet<SessionStatus> = new Set([
  'forbidden',
  'unauthorized',
  'rate_limited',
  'timeout',
  'unavailable',
  'invalid_response',
]);
/** No look-up was wanted, or none was to be had. */
const unaskedStatuses: ReadonlySet<SessionStatus> = new Set(['no_session_id', 'observed', 'skipped']);

const circuitOpen = 'circuit_open';

/** Counts why look-ups failed. */
export function createLookUpFailures(): LookUpFailures {
  const failures = new Map<string, LookUpFailure>();
  let hasWorked = false;
  return {
    add({ status, reason }) {
      // No session can have such an ID, so nobody was asked.
      if (reason === 'malformed_id') return;
      if (!failedStatuses.has(status)) hasWorked ||= !unaskedStatuses.has(status);
      else {
        const key = `${status} ${reason ?? ''}`;
        const events = (failures.get(key)?.events ?? 0) + 1;
        failures.set(key, { status, ...(reason !== undefined && { reason }), events });
      }
    },
    list: () => [...failures.values()].toSorted((a, b) => toRank(a) - toRank(b) || b.events - a.events),
    get hasNoneWorked() {
      return !hasWorked && failures.size > 0;
    },
  };
}

function toRank({ reason }: LookUpFailure): number {
  return reason === circuitOpen ? 1 : 0;
}

/** A line each: how many, why, and what to do. */
export function toFailureLines(failures: LookUpFailures, baseUrl: string | undefined): readonly string[] {
  // Without an address sessions come from a file, and nothing of this happens.
  const host = baseUrl === undefined ? 'Auth0' : new URL(baseUrl).host;
  const counts = new Map<string, number>();
  for (const { status, reason, events } of failures.list()) {
    const { cause, fix } = explain(status, reason, host);
    const text = `without a session: ${cause}; ${fix}`;
    counts.set(text, (counts.get(text) ?? 0) + events);
  }
  const lines = [...counts].map(([text, events]) => `${formatMany(events, 'event')} ${text}`);
  return failures.hasNoneWorked ? [...lines, 'no look-up worked'] : lines;
}

interface Explained {
  readonly cause: string;
  readonly fix: string;
}

/** `host` is that of the Management API. */
function explain(status: SessionStatus, reason: string | undefined, host: string): Explained {
  switch (status) {
    case 'unauthorized':
      return {
        cause: 'Auth0 refused the token (401)',
        fix: 'it has expired, or is of another tenant: take a new one',
      };
    case 'forbidden':
      return {
        cause: `Auth0 refused the look-up (403${reason ? `, ${reason}` : ''})`,
        fix: toForbiddenFix(reason),
      };
    case 'rate_limited':
      return {
        cause: "the tenant's rate limit is spent (429)",
        fix: 'ask for fewer a second, or find who else spends it',
      };
    case 'timeout':
      return { cause: `${host} did not answer in time`, fix: 'see https://status.auth0.com, or try again' };
    case 'invalid_response':
      return {
        cause: `${host} answers, but not as the Sessions API does${reason ? ` (${reason})` : ''}`,
        fix: "is it the tenant's own domain?",
      };
    case 'unavailable':
    // The others did not fail.
    case 'enriched':
    case 'no_session_id':
    case 'not_found':
    case 'observed':
    case 'skipped':
      return explainUnavailable(reason, host);
  }
}

function toForbiddenFix(reason: string | undefined): string {
  const scope = "the token's application needs the permission read:sessions";
  const plan = 'the Sessions API needs an Enterprise plan';
  if (reason === 'insufficient_scope') return scope;
  return reason === 'insufficient_entitlement' ? plan : `${scope}, and ${plan}`;
}

function explainUnavailable(reason: string | undefined, host: string): Explained {
  const status = /^http_(\d+)$/.exec(reason ?? '')?.[1];
  if (status !== undefined) {
    return {
      cause: `${host} answers HTTP status ${status}`,
      fix: 'see https://status.auth0.com, or try again',
    };
  }
  if (reason === circuitOpen) {
    return { cause: `${host} was not asked any more after too many failures`, fix: 'mend what stands above' };
  }
  return describeNetworkFault(
    reason === undefined || reason === 'no_answer' ? 'unknown' : reason.toUpperCase(),
    host,
  );
}
