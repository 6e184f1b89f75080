import { type FactText, joinFact, parseTime, splitFact, spellTime } from './fact-text.ts';

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

const sightingLetters = { beginning: 'B', use: 'U', other: 'V' } as const;
const sightingKinds = { B: 'beginning', U: 'use', V: 'other' } as const;
const endLetters = { logout: 'l', revoked: 'r', api: 'a' } as const;
const endKinds: { readonly [letter: string]: End['by'] } = { l: 'logout', r: 'revoked', a: 'api' };
const stepLetters = {
  push: 'p',
  rejected: 'r',
  failed: 'f',
  passed: 's',
  recovered: 'c',
  enrolled: 'e',
  removed: 'd',
} as const;
const steps: { readonly [letter: string]: FactorStep['step'] } = Object.fromEntries(
  Object.entries(stepLetters).map(([step, letter]) => [letter, step as FactorStep['step']]),
);

const toDelta = (atMs: number, otherMs: number | undefined) =>
  otherMs === undefined ? undefined : spellTime(atMs - otherMs);

/** The same fact always gives the same text: repeats disappear in a set. */
export function encodeFact(fact: LedgerFact): FactText {
  if (fact.kind === 'agent') return joinFact('A', [fact.agent, fact.text]);
  const at = spellTime(fact.atMs);
  switch (fact.kind) {
    case 'beginning':
    case 'use':
    case 'other':
      return joinFact(sightingLetters[fact.kind], [
        at,
        fact.tag,
        fact.ip,
        fact.agent,
        fact.tls,
        fact.place,
        fact.cookieMode,
        toDelta(fact.atMs, fact.authenticatedAtMs),
        toDelta(fact.atMs, fact.initiatedAtMs),
        fact.isDoubted && 'l',
      ]);
    case 'client':
      return joinFact('C', [at, fact.clientId]);
    case 'method':
      return joinFact('M', [at, fact.name, fact.type]);
    case 'end':
      return joinFact('E', [at, endLetters[fact.by]]);
    case 'delegation':
      return joinFact('D', [at, fact.actor]);
    case 'exchange':
      return joinFact('X', [at, fact.client, fact.agent]);
    case 'factor':
      return joinFact('F', [at, fact.tag, stepLetters[fact.step], fact.type]);
    case 'gap':
      return joinFact('Z', [at]);
    case 'network':
      return joinFact('N', [at, fact.network]);
    case 'cipher':
      return joinFact('J', [at, fact.network, fact.tls]);
    case 'alternation':
      return joinFact('Y', [spellTime(toDay(fact.atMs)), ...fact.networks]);
    case 'password':
      return joinFact('W', [at]);
  }
}

/** Undefined for what a newer version wrote, or what no version did. */
export function decodeFact(text: FactText): LedgerFact | undefined {
  const fields = splitFact(text);
  const letter = text[0] ?? '';
  if (letter === 'A') {
    const [agent = '', agentText = ''] = fields;
    return agent === '' || agentText === '' ? undefined : { kind: 'agent', agent, text: agentText };
  }
  const atMs = parseTime(fields[0]);
  return atMs === undefined ? undefined : decodeTimed(letter, atMs, fields);
}

function decodeTimed(letter: string, atMs: number, fields: readonly string[]): LedgerFact | undefined {
  const first = fields[1] || undefined;
  switch (letter) {
    case 'B':
    case 'U':
    case 'V':
      if (first === undefined) return undefined;
      return {
        kind: sightingKinds[letter],
        atMs,
        tag: first,
        ip: fields[2] || undefined,
        agent: fields[3] || undefined,
        tls: fields[4] || undefined,
        place: fields[5] || undefined,
        cookieMode: fields[6] || undefined,
        authenticatedAtMs: toEarlier(atMs, fields[7]),
        initiatedAtMs: toEarlier(atMs, fields[8]),
        ...(fields[9] === 'l' && { isDoubted: true }),
      };
    case 'C':
      return first === undefined ? undefined : { kind: 'client', atMs, clientId: first };
    case 'M':
      return first === undefined
        ? undefined
        : { kind: 'method', atMs, name: first, type: fields[2] || undefined };
    case 'E': {
      const by = endKinds[first ?? ''];
      return by && { kind: 'end', atMs, by };
    }
    case 'D':
      return { kind: 'delegation', atMs, actor: first };
    case 'X':
      return first === undefined
        ? undefined
        : { kind: 'exchange', atMs, client: first, agent: fields[2] || undefined };
    case 'F': {
      const step = steps[fields[2] ?? ''];
      return first && step
        ? { kind: 'factor', atMs, tag: first, step, type: fields[3] || undefined }
        : undefined;
    }
    case 'Z':
      return { kind: 'gap', atMs };
    case 'N':
      return first === undefined ? undefined : { kind: 'network', atMs, network: first };
    case 'J': {
      const tls = fields[2] || undefined;
      return first && tls ? { kind: 'cipher', atMs, network: first, tls } : undefined;
    }
    case 'Y': {
      const other = fields[2] || undefined;
      return first && other
        ? { kind: 'alternation', atMs: atMs * dayMs, networks: [first, other] }
        : undefined;
    }
    case 'W':
      return { kind: 'password', atMs };
    default:
      return undefined;
  }
}

function toEarlier(atMs: number, delta: string | undefined): number | undefined {
  const deltaMs = delta ? parseTime(delta) : undefined;
  return deltaMs === undefined ? undefined : atMs - deltaMs;
}

const dayMs = 86_400_000;

/** Days since 1970, in UTC. */
export function toDay(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

export function isSighting(fact: LedgerFact): fact is Sighting {
  return fact.kind === 'beginning' || fact.kind === 'use' || fact.kind === 'other';
}
