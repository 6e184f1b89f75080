/**
 * A browser's event, as far as it tells a place and a program. One for each `log_id`.
 *
 * `beginning`: an `s` with an authenticating prompt. `use`: the session was alive then. `other`: a browser event that says
 * nothing about the session's being alive.
 */
export interface Sighting {
  readonly kind: 'beginning' | 'use' | 'other';
  readonly atMs: number;
  /** Stands for the `log_id`. */
  readonly tag: string;
  /** An address, or what stands for it under a privacy rule. */
  readonly ip: string | undefined;
  /** The tag of an {@link Agent}; of a digest of the pull API it begins with `~`. */
  readonly agent: string | undefined;
  /** TLS version and cipher part of the JA4: what is the same for every connection of one program. */
  readonly tls: string | undefined;
  /** `latitude,longitude`, to two decimals. */
  readonly place: string | undefined;
  readonly cookieMode: string | undefined;
  /** When the newest login or mfa prompt of the event was completed. */
  readonly authenticatedAtMs: number | undefined;
  /** Of a beginning: when the login was initiated, so the session is not older. */
  readonly initiatedAtMs: number | undefined;
  /** Auth0 had low confidence that it was the user. */
  readonly isDoubted?: true;
}

/** The text of a user agent, kept once for all that mention it. */
export interface Agent {
  readonly kind: 'agent';
  readonly agent: string;
  readonly text: string;
}

/** An application used the session. */
export interface ClientUse {
  readonly kind: 'client';
  readonly atMs: number;
  readonly clientId: string;
}

/** A step that the user completed, in the words of `authentication.methods`. */
export interface MethodStep {
  readonly kind: 'method';
  readonly atMs: number;
  readonly name: string;
  readonly type: string | undefined;
}

/** `logout`: `slo`. `revoked`: an Action's `session_revoked`. `api`: deleted or revoked through the Management API. */
export interface End {
  readonly kind: 'end';
  readonly atMs: number;
  readonly by: 'logout' | 'revoked' | 'api';
}

/** Somebody acts as the user. */
export interface Delegation {
  readonly kind: 'delegation';
  readonly atMs: number;
  /** A keyed hash of `actor.sub`; undefined where the event named none. */
  readonly actor: string | undefined;
}

/** A refresh token was exchanged. */
export interface Exchange {
  readonly kind: 'exchange';
  readonly atMs: number;
  /** Tag of the client ID. */
  readonly client: string;
  readonly agent: string | undefined;
}

/** Something happened to a second factor. `push`: one was sent. */
export interface FactorStep {
  readonly kind: 'factor';
  readonly atMs: number;
  readonly tag: string;
  readonly step: 'push' | 'rejected' | 'failed' | 'passed' | 'recovered' | 'enrolled' | 'removed';
  readonly type: string | undefined;
}

/** From here on facts were refused for want of room. */
export interface Gap {
  readonly kind: 'gap';
  readonly atMs: number;
}

/** Of a user: was on this network (a keyed hash of its prefix). */
export interface NetworkShown {
  readonly kind: 'network';
  readonly atMs: number;
  readonly network: string;
}

/** Of a user: showed this cipher part at an interactive login on this network. */
export interface CipherShown {
  readonly kind: 'cipher';
  readonly atMs: number;
  readonly network: string;
  readonly tls: string;
}

/** Of a user: went back and forth between two networks on this day (days since 1970). The pair is in order. */
export interface Alternation {
  readonly kind: 'alternation';
  readonly atMs: number;
  readonly networks: readonly [string, string];
}

/** Of a user. */
export interface PasswordChange {
  readonly kind: 'password';
  readonly atMs: number;
}

export type LedgerFact =
  | Sighting
  | Agent
  | ClientUse
  | MethodStep
  | End
  | Delegation
  | Exchange
  | FactorStep
  | Gap
  | NetworkShown
  | CipherShown
  | Alternation
  | PasswordChange;

export const dayMs = 86_400_000;

/** Days since 1970, in UTC. */
export function toDay(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

export function isSighting(fact: LedgerFact): fact is Sighting {
  return fact.kind === 'beginning' || fact.kind === 'use' || fact.kind === 'other';
}
