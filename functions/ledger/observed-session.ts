import { toIsoTime } from './iso-time.ts';
import { findBeginning, isDigestSighting, type SessionView } from './session-view.ts';
import type { MethodStep, Sighting } from './fact.ts';

/**
 * How sure a field is. `login`: the session's own beginning was seen. `first_seen`: the earliest event that was.
 * `approximate`: within seconds. `bracket`: between `from` and `value`. `lower_bound`: at least this; newer ones may not have
 * been seen. `presence`: these are there, others may be. `exact`: as Auth0 said.
 */
export type Basis = 'login' | 'first_seen' | 'approximate' | 'bracket' | 'lower_bound' | 'presence' | 'exact';

export interface Observed<Value> {
  readonly value: Value;
  readonly basis: Basis;
}

/** A completed step, as `authentication.methods` has it. */
export interface ObservedMethod {
  readonly name: string;
  readonly type?: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/**
 * What log events tell of a session, by the names of Auth0's API; times are ISO 8601. Absent is unknown, never no: events
 * tell nothing of ASNs, expiry, `updated_at` and metadata, and that something did not happen they cannot tell at all.
 */
export interface ObservedSession {
  readonly initial_ip?: Observed<string>;
  readonly initial_user_agent?: Observed<string>;
  readonly last_ip?: Observed<string>;
  readonly last_user_agent?: Observed<string>;
  readonly last_interacted_at?: Observed<string>;
  readonly authenticated_at?: Observed<string>;
  /** Not after `value`, nor before `from`. */
  readonly created_at?: Observed<string> & { readonly from: string };
  readonly clients?: Observed<readonly string[]>;
  readonly methods?: Observed<readonly ObservedMethod[]>;
  readonly cookie_mode?: Observed<string>;
  /** Keyed hash of `actor.sub`; the event that is being told about has the name, if it is a delegated one. */
  readonly actor?: Observed<string>;
  /** Somebody acts as the user. */
  readonly delegated?: Observed<true>;
  readonly ended_at?: Observed<string> & { readonly by: 'logout' | 'revoked' | 'api' };
}

/** Reads it from the view as it was at the event. Undefined when events told nothing. */
export function toObservedSession(view: SessionView): ObservedSession | undefined {
  const uses = view.sightings.filter(({ kind }) => kind !== 'other');
  const observed: ObservedSession = {
    ...toInitial(view, uses),
    ...toLast(view, uses),
    ...toAuthenticatedAt(view),
    ...toCreatedAt(view),
    ...(view.clients.length > 0 && {
      clients: { value: view.clients.map(({ clientId }) => clientId), basis: 'lower_bound' },
    }),
    ...toMethods(view),
    ...toCookieMode(view),
    ...toActor(view),
    ...toEnd(view),
  };
  return Object.keys(observed).length === 0 ? undefined : observed;
}

function toInitial(view: SessionView, uses: readonly Sighting[]): ObservedSession {
  const beginning = findBeginning(view);
  const first = beginning ?? uses[0];
  if (first === undefined) return {};
  const basis = beginning === undefined ? 'first_seen' : 'login';
  const userAgent = toAgentText(view, first);
  return {
    ...(first.ip !== undefined && { initial_ip: { value: first.ip, basis } }),
    ...(userAgent !== undefined && { initial_user_agent: { value: userAgent, basis } }),
  };
}

function toLast(view: SessionView, uses: readonly Sighting[]): ObservedSession {
  const last = uses.at(-1);
  if (last === undefined) return {};
  const userAgent = toAgentText(view, last);
  return {
    ...(last.ip !== undefined && { last_ip: { value: last.ip, basis: 'lower_bound' } }),
    ...(userAgent !== undefined && { last_user_agent: { value: userAgent, basis: 'lower_bound' } }),
    last_interacted_at: { value: toIsoTime(last.atMs), basis: 'lower_bound' },
  };
}

/** The pull API's digest is no user agent, so it is none of the session's either. */
function toAgentText(view: SessionView, sighting: Sighting): string | undefined {
  const { agent } = sighting;
  return agent === undefined || isDigestSighting(sighting) ? undefined : view.agents.get(agent);
}

function toAuthenticatedAt({ sightings }: SessionView): ObservedSession {
  const newest = sightings.findLast(({ authenticatedAtMs }) => authenticatedAtMs !== undefined);
  if (newest?.authenticatedAtMs === undefined) return {};
  return { authenticated_at: { value: toIsoTime(newest.authenticatedAtMs), basis: 'approximate' } };
}

function toCreatedAt(view: SessionView): ObservedSession {
  const beginning = findBeginning(view);
  if (beginning?.authenticatedAtMs === undefined || beginning.initiatedAtMs === undefined) return {};
  const value = toIsoTime(Math.max(beginning.authenticatedAtMs, beginning.initiatedAtMs));
  return { created_at: { value, from: toIsoTime(beginning.initiatedAtMs), basis: 'bracket' } };
}

/** A prompt says that there was a second factor, an event of the factor says which: one step of both. */
const sameStepMs = 60_000;

function toMethods({ methods }: SessionView): ObservedSession {
  const isNamed = ({ name, type }: MethodStep) => name === 'mfa' && type !== undefined;
  const named = methods.filter(isNamed);
  const told = methods.filter(
    (method) =>
      method.name !== 'mfa' ||
      isNamed(method) ||
      !named.some(({ atMs }) => Math.abs(atMs - method.atMs) <= sameStepMs),
  );
  if (told.length === 0) return {};
  const value = told.map(({ name, type, atMs }) => ({
    name,
    ...(type !== undefined && { type }),
    timestamp: toIsoTime(atMs),
  }));
  return { methods: { value, basis: 'presence' } };
}

function toCookieMode({ sightings }: SessionView): ObservedSession {
  const mode = sightings.findLast(({ cookieMode }) => cookieMode !== undefined)?.cookieMode;
  if (mode === undefined) return {};
  const value = mode === 'p' ? 'persistent' : mode === 'n' ? 'non-persistent' : mode;
  return { cookie_mode: { value, basis: 'exact' } };
}

function toActor({ delegations }: SessionView): ObservedSession {
  if (delegations.length === 0) return {};
  const actor = delegations.find((one) => one.actor !== undefined)?.actor;
  return {
    delegated: { value: true, basis: 'exact' },
    ...(actor !== undefined && { actor: { value: actor, basis: 'exact' } }),
  };
}

function toEnd({ ends }: SessionView): ObservedSession {
  const end = ends[0];
  return end === undefined ? {} : { ended_at: { value: toIsoTime(end.atMs), basis: 'exact', by: end.by } };
}
