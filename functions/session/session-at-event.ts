import { readTimeMs } from '../log-event/read-time.ts';
import { rememberByObject } from '../log-event/remember-by-object.ts';
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
  return project(session, toSpan(readTimes(session), fetchedAtMs, event));
}

export type SessionAtEvent = typeof toSessionAtEvent;

/** So many pasts of one session are remembered: a session has a few, whatever the number of its events. */
const mostPasts = 16;

/**
 * {@link toSessionAtEvent} for a worker: reads a session's times once for all of its events, and events that know the same of it
 * get the same object, so that whoever reads that may remember what it has read.
 */
export function createSessionAtEvent(): SessionAtEvent {
  const toKnown = rememberByObject((session: Auth0Session) => ({
    times: readTimes(session),
    pasts: new Map<string, Auth0Session>(),
  }));

  return function toSessionAtEvent({ session, fetchedAtMs }, event) {
    const { times, pasts } = toKnown(session);
    const span = toSpan(times, fetchedAtMs, event);
    const key = toSpanKey(span);
    const past = pasts.get(key) ?? project(session, span);
    if (pasts.size < mostPasts) pasts.set(key, past);
    return past;
  };
}

/** A session's own times, in epoch milliseconds; undefined where it has none that can be read. */
interface SessionTimes {
  readonly authenticatedAtMs: number | undefined;
  /** When it was last used or changed. */
  readonly movedAtMs: number | undefined;
  /** Of each method in its place; undefined without a list of methods. */
  readonly methods: readonly (number | undefined)[] | undefined;
}

/** What of a session holds at an event. */
interface Span {
  readonly isOlder: boolean;
  readonly hasMovedOn: boolean;
  readonly isLaterLogin: boolean;
  readonly hasNoMethods: boolean;
  /** How each method stands to the event. */
  readonly methods: readonly MethodStanding[] | undefined;
}

/** `unknown`: it may have been completed at any time. */
type MethodStanding = 'kept' | 'later' | 'unknown';

function readTimes(session: Auth0Session): SessionTimes {
  const methods: unknown = session.authentication?.methods;
  return {
    authenticatedAtMs: readTimeMs(session.authenticated_at),
    movedAtMs: readTimeMs(session.last_interacted_at) ?? readTimeMs(session.updated_at),
    methods: Array.isArray(methods)
      ? methods.map((method: AuthenticationMethod | null) => readTimeMs(method?.timestamp))
      : undefined,
  };
}

function toSpan(times: SessionTimes, fetchedAtMs: number, event: EventMoment): Span {
  const { type, occurredAtMs } = event;
  const { authenticatedAtMs } = times;
  const isOlder = fetchedAtMs < occurredAtMs;
  const latestMs = occurredAtMs + methodToleranceMs;
  return {
    isOlder,
    hasMovedOn: isOlder || !isStill(times, event),
    isLaterLogin: authenticatedAtMs !== undefined && authenticatedAtMs > latestMs,
    hasNoMethods: isWithoutMethods(type),
    methods: times.methods?.map((completedAtMs) =>
      completedAtMs === undefined ? 'unknown' : completedAtMs <= latestMs ? 'kept' : 'later',
    ),
  };
}

function toSpanKey({ isOlder, hasMovedOn, isLaterLogin, hasNoMethods, methods }: Span): string {
  const flags =
    Number(isOlder) + 2 * Number(hasMovedOn) + 4 * Number(isLaterLogin) + 8 * Number(hasNoMethods);
  return methods === undefined ? `${flags}` : `${flags}:${methods.join()}`;
}

function project(session: Auth0Session, span: Span): Auth0Session {
  const { isOlder, hasMovedOn, isLaterLogin } = span;
  const changes: { -readonly [key in keyof Auth0Session]?: Auth0Session[key] } = {};
  const absent = new Set<string>();
  if (hasMovedOn) {
    for (const field of ['clients', 'last_interacted_at', 'idle_expires_at', 'updated_at']) absent.add(field);
    if (session.device) changes.device = toInitialDevice(session.device);
  }
  if (isOlder || isLaterLogin) absent.add('authenticated_at');
  const authentication = session.authentication && toAuthentication(session.authentication, span);
  if (authentication === undefined) absent.add('authentication');
  else if (authentication !== session.authentication) changes.authentication = authentication;

  const isAbsent = ([field]: [string, unknown]) => !absent.has(field);
  const isAsItWas =
    Object.keys(changes).length === 0 && !Object.keys(session).some((field) => absent.has(field));
  if (isAsItWas) return session;
  return Object.fromEntries(Object.entries({ ...session, ...changes }).filter(isAbsent));
}

/** Known not to have been used, nor changed, after the event. Unknown counts as moved on. */
function isStill(
  { movedAtMs = Infinity }: SessionTimes,
  { occurredAtMs, usedAgainAtMs }: EventMoment,
): boolean {
  return Math.max(movedAtMs, usedAgainAtMs ?? -Infinity) <= occurredAtMs + moveToleranceMs;
}

function toInitialDevice(device: NonNullable<Auth0Session['device']>): NonNullable<Auth0Session['device']> {
  return Object.fromEntries(Object.entries(device).filter(([field]) => !field.startsWith('last_')));
}

type Authentication = NonNullable<Auth0Session['authentication']>;

function toAuthentication(
  authentication: Authentication,
  { isOlder, hasNoMethods, methods }: Span,
): Authentication | undefined {
  if (hasNoMethods) return undefined;
  if (methods === undefined) return authentication;
  const entries = authentication.methods as readonly AuthenticationMethod[];
  const kept = entries.flatMap((method, index): AuthenticationMethod[] => {
    // An older answer had it before the event, whenever that was.
    if (methods[index] === 'unknown') return [isOlder ? method : unknownMethod];
    return methods[index] === 'kept' ? [method] : [];
  });
  // What was completed since is not in it.
  if (isOlder) kept.push(unknownMethod);
  if (kept.length === entries.length && kept.every((method, index) => method === entries[index]))
    return authentication;
  return { ...authentication, methods: kept };
}
