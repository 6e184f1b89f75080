import type { Auth0Session } from '../../../functions/session/session-outcome.ts';
import type { Place } from './places.ts';
import { idleMs, lifetimeMs } from './rates.ts';

/** A session as Auth0 holds it: each use moves it. */
export interface LiveSession {
  readonly id: string;
  readonly userId: string;
  readonly beganAtMs: number;
  readonly initial: Seen;
  last: Seen;
  usedAtMs: number;
  readonly clients: Set<string>;
  readonly methods: { readonly name: string; readonly type?: string; readonly timestamp: string }[];
  hasEnded: boolean;
  /** The attack on it; undefined: none. */
  attack?: number;
}

/** A network and a program. */
export interface Seen {
  readonly place: Place;
  readonly agent: string;
}

const toIso = (atMs: number) => new Date(atMs).toISOString();

export function beginSession(
  id: string,
  userId: string,
  { atMs, seen, client }: { readonly atMs: number; readonly seen: Seen; readonly client: string },
): LiveSession {
  return {
    id,
    userId,
    beganAtMs: atMs,
    initial: seen,
    last: seen,
    usedAtMs: atMs,
    clients: new Set([client]),
    methods: [{ name: 'pwd', timestamp: toIso(atMs - 8_000) }],
    hasEnded: false,
  };
}

export function useSession(session: LiveSession, atMs: number, seen: Seen, client: string): void {
  session.last = seen;
  session.usedAtMs = atMs;
  session.clients.add(client);
}

export function isAlive({ hasEnded, usedAtMs, beganAtMs }: LiveSession, atMs: number): boolean {
  return !hasEnded && atMs < usedAtMs + idleMs && atMs < beganAtMs + lifetimeMs;
}

/** What Auth0 answers now. */
export function toAuth0Session(session: LiveSession): Auth0Session {
  const { initial, last, beganAtMs, usedAtMs } = session;
  return {
    id: session.id,
    user_id: session.userId,
    created_at: toIso(beganAtMs),
    updated_at: toIso(usedAtMs),
    authenticated_at: toIso(beganAtMs),
    last_interacted_at: toIso(usedAtMs),
    idle_expires_at: toIso(usedAtMs + idleMs),
    expires_at: toIso(beganAtMs + lifetimeMs),
    device: {
      initial_ip: initial.place.ip,
      initial_asn: String(initial.place.asn),
      initial_user_agent: initial.agent,
      last_ip: last.place.ip,
      last_asn: String(last.place.asn),
      last_user_agent: last.agent,
    },
    clients: [...session.clients].map((client_id) => ({ client_id })),
    authentication: { methods: [...session.methods] },
    cookie: { mode: 'persistent' },
  };
}
