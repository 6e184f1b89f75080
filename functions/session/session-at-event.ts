import { readTimeMs } from '../log-event/read-time.ts';
import type { Auth0Session, AuthenticationMethod } from './session-outcome.ts';

/** What Auth0 answered, and when it was asked. */
export interface SessionAnswered {
  readonly session: Auth0Session;
  /** Epoch milliseconds at which the request was sent. */
  readonly fetchedAtMs: number;
}

/** The event that the session is told about. */
export interface EventMoment {
  readonly type: string | undefined;
  readonly occurredAtMs: number;
  /** When log events show that the session was used later than this one; undefined: none does. */
  readonly usedAgainAtMs?: number | undefined;
}

/** Clocks differ: a method completed so shortly after an event was part of it. */
const methodToleranceMs = 5_000;
/** The event itself usually counts as interaction, a moment later. */
const moveToleranceMs = 2_000;

/** Steps that failed, were refused or are not done: whatever the session has, they did not add to it. */
const stepsWithoutMethods: ReadonlySet<string> = new Set([
  'f',
  'fco',
  'fcoa',
  'fp',
  'fu',
  'fsa',
  'fs',
  'fdelsa',
  'fdeac',
  'fdecc',
  'scv',
  'pla',
  'passkey_challenge_started',
  'gd_auth_failed',
  'gd_auth_rejected',
  'gd_otp_rate_limit_exceed',
  'gd_recovery_failed',
  'gd_webauthn_challenge_failed',
  'gd_webauthn_enrollment_failed',
]);

/** Whether no factor counts for an event of this type, whatever its session has completed by then. */
export function isWithoutMethods(type: string | undefined): boolean {
  return type !== undefined && stepsWithoutMethods.has(type);
}

/**
 * An entry of `authentication.methods` of which nothing is known, not even whether it is there. Readers take a list with
 * one in it for incomplete: from it follows what was there, never what was not.
 */
const unknownMethod: AuthenticationMethod = Object.freeze({});

/**
 * The session as it was at the event: what records and signals may say of it.
 *
 * Methods count if they were completed at most 5 seconds after the event, and on a failed step none does. What an older
 * answer cannot know is absent, and so are `last_*` and `clients`, unless they were read at or after the event and nothing
 * has moved on since. What holds for a session's whole life stays: how it began, whose it is, when it ends at the latest.
 *
 * Gives the session itself back when all of it holds.
 */
export function toSessionAtEvent(answered: SessionAnswered, event: EventMoment): Auth0Session {
  const { session, fetchedAtMs } = answered;
  const { occurredAtMs } = event;
  const isOlder = fetchedAtMs < occurredAtMs;
  const hasMovedOn = isOlder || !isStill(session, event);
  const authenticatedAtMs = readTimeMs(session.authenticated_at);
  const isLaterLogin =
    authenticatedAtMs !== undefined && authenticatedAtMs > occurredAtMs + methodToleranceMs;

  const changes: { -readonly [key in keyof Auth0Session]?: Auth0Session[key] } = {};
  const absent = new Set<string>();
  if (hasMovedOn) {
    for (const field of ['clients', 'last_interacted_at', 'idle_expires_at', 'updated_at']) absent.add(field);
    if (session.device) changes.device = toInitialDevice(session.device);
  }
  if (isOlder || isLaterLogin) absent.add('authenticated_at');
  const authentication = session.authentication && toAuthentication(session.authentication, event, isOlder);
  if (authentication === undefined) absent.add('authentication');
  else if (authentication !== session.authentication) changes.authentication = authentication;

  const isAbsent = ([field]: [string, unknown]) => !absent.has(field);
  const isAsItWas =
    Object.keys(changes).length === 0 && !Object.keys(session).some((field) => absent.has(field));
  if (isAsItWas) return session;
  return Object.fromEntries(Object.entries({ ...session, ...changes }).filter(isAbsent));
}

/** Known not to have been used, nor changed, after the event. Unknown counts as moved on. */
function isStill(session: Auth0Session, { occurredAtMs, usedAgainAtMs }: EventMoment): boolean {
  const movedAtMs = readTimeMs(session.last_interacted_at) ?? readTimeMs(session.updated_at) ?? Infinity;
  return Math.max(movedAtMs, usedAgainAtMs ?? -Infinity) <= occurredAtMs + moveToleranceMs;
}

function toInitialDevice(device: NonNullable<Auth0Session['device']>): NonNullable<Auth0Session['device']> {
  return Object.fromEntries(Object.entries(device).filter(([field]) => !field.startsWith('last_')));
}

type Authentication = NonNullable<Auth0Session['authentication']>;

function toAuthentication(
  authentication: Authentication,
  { type, occurredAtMs }: EventMoment,
  isOlder: boolean,
): Authentication | undefined {
  if (isWithoutMethods(type)) return undefined;
  const methods: unknown = authentication.methods;
  if (!Array.isArray(methods)) return authentication;
  const entries = methods as readonly AuthenticationMethod[];
  const kept = entries.flatMap((method): AuthenticationMethod[] => {
    const completedAtMs = readTimeMs((method as AuthenticationMethod | null)?.timestamp);
    // An older answer had it before the event, whenever that was.
    if (completedAtMs === undefined) return [isOlder ? method : unknownMethod];
    return completedAtMs <= occurredAtMs + methodToleranceMs ? [method] : [];
  });
  // What was completed since is not in it.
  if (isOlder) kept.push(unknownMethod);
  if (kept.length === entries.length && kept.every((method, index) => method === entries[index]))
    return authentication;
  return { ...authentication, methods: kept };
}
