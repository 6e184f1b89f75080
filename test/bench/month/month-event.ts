import type { Auth0Session } from '../../../functions/session/session-outcome.ts';
import { isAlive, type LiveSession, type Seen, toAuth0Session, useSession } from './live-session.ts';

/** A log event of the month, and what Auth0 would have answered had it been asked then. */
export interface MonthEvent {
  readonly atMs: number;
  readonly sessionId: string | undefined;
  readonly data: { readonly [field: string]: unknown };
  readonly answer: Auth0Session | undefined;
  /** Of this attack; undefined: harmless. */
  readonly attack: number | undefined;
}

export interface Telling {
  readonly type: string;
  readonly atMs: number;
  readonly session: LiveSession;
  readonly seen: Seen;
  readonly client: string;
  readonly ja4?: string | undefined;
  readonly details?: { readonly [field: string]: unknown };
  readonly more?: { readonly [field: string]: unknown };
  /** The event is none of the session's: a password change has no session ID. */
  readonly isApart?: boolean;
  readonly isThief?: boolean;
}

const uses: ReadonlySet<string> = new Set(['s', 'ssa']);

export const toUserId = (person: number) => `auth0|${String(person).padStart(24, '0')}`;
export const toClientId = (application: number) => `Application${String(application).padStart(21, '0')}`;

/** Tells it, and moves the session on where the event is a use of it. */
export function tellEvent(telling: Telling): MonthEvent {
  const { type, atMs, session, seen, client, ja4, details = {}, more, isApart, isThief } = telling;
  if (uses.has(type)) useSession(session, atMs, seen, client);
  const { place, agent } = seen;
  const { name, latitude, longitude } = place.city;
  return {
    atMs,
    sessionId: isApart ? undefined : session.id,
    data: {
      date: new Date(atMs).toISOString(),
      type,
      client_id: client,
      ip: place.ip,
      user_agent: agent,
      user_id: session.userId,
      hostname: 'login.example.com',
      tenant_name: 'example-tenant',
      connection: 'Username-Password-Authentication',
      location_info: { city_name: name, latitude, longitude },
      ...(ja4 !== undefined && { security_context: { ja4 } }),
      details: {
        ...(uses.has(type) && { prompts: [] }),
        ...(!isApart && { session_id: session.id }),
        ...details,
      },
      ...more,
    },
    answer: isAlive(session, atMs) ? toAuth0Session(session) : undefined,
    attack: isThief ? session.attack : undefined,
  };
}

/** A login at a prompt, with Auth0's own view of it. */
export function toLoginDetails(atMs: number, isDoubted: boolean, codes: readonly string[] = []) {
  const prompts = [{ name: 'prompt-authenticate', completedAt: atMs - 8_000, strategy: 'auth0' }];
  const [device = isDoubted ? 'no_match' : 'match', travel = 'minimal_travel_from_last_login', address] =
    codes;
  const assessments = {
    NewDevice: { code: device },
    ImpossibleTravel: { code: travel },
    UntrustedIP: { code: address ?? 'not_found_on_deny_list' },
  };
  const riskAssessment = { confidence: isDoubted ? 'low' : 'high', version: '1', assessments };
  return { prompts, initiatedAt: atMs - 20_000, completedAt: atMs, riskAssessment };
}
