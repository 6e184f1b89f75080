import type { Auth0Session, AuthenticationMethod } from '../../session/session-outcome.ts';
import { readTimeMs } from '../../log-event/read-time.ts';
import { readAsn, readObject } from '../../log-event/read-value.ts';
import { readText } from './read-values.ts';

/** One authentication step of a session, in Auth0's words. */
export interface MethodReading {
  /** Empty when Auth0 gave none. */
  readonly name: string;
  readonly type: string | undefined;
}

/** Not one that stands for steps of which nothing is known: that the list is incomplete is all it says. */
export function isTold({ name, type }: MethodReading): boolean {
  return name !== '' || type !== undefined;
}

/** What formats need of a session beside the session itself. */
export interface SessionReading {
  readonly session: Auth0Session;
  readonly userId: string | undefined;
  /** Epoch milliseconds. */
  readonly createdMs: number | undefined;
  readonly expiresMs: number | undefined;
  readonly initialIp: string | undefined;
  readonly lastIp: string | undefined;
  readonly lastUserAgent: string | undefined;
  readonly initialAsn: number | undefined;
  readonly lastAsn: number | undefined;
  /** Who acts as the user, on a delegated session. */
  readonly delegate: string | undefined;
  /** In the order in which the steps were completed. */
  readonly methods: readonly MethodReading[];
  /** Undefined when it cannot be told: nothing known, or the other side may have asked for a second factor. */
  readonly isMfa: boolean | undefined;
}

export function readSession(session: Auth0Session): SessionReading {
  const device = readObject(session.device);
  const methods = readMethods(session);
  return {
    session,
    userId: readText(session.user_id),
    createdMs: readTimeMs(session.created_at),
    expiresMs: readTimeMs(session.expires_at),
    initialIp: readText(device?.['initial_ip']),
    lastIp: readText(device?.['last_ip']),
    lastUserAgent: readText(device?.['last_user_agent']),
    initialAsn: readAsn(device?.['initial_asn']),
    lastAsn: readAsn(device?.['last_asn']),
    delegate: readText(readObject(session.actor)?.['sub']),
    methods,
    isMfa: toIsMfa(methods),
  };
}

/** Names after which "no second factor" can be said; any other may stand for a step whose strength nobody told. */
const plainMethods: ReadonlySet<string> = new Set([
  'pwd',
  'passkey',
  'webauthn',
  'webauthn-platform',
  'sms',
  'email',
  'phone_number',
  'tel',
]);

function toIsMfa(methods: readonly MethodReading[]): boolean | undefined {
  if (methods.some(({ name }) => name === 'mfa')) return true;
  return methods.length > 0 && methods.every(({ name }) => plainMethods.has(name)) ? false : undefined;
}

function readMethods(session: Auth0Session): MethodReading[] {
  const list: unknown = readObject(session.authentication)?.['methods'];
  if (!Array.isArray(list)) return [];
  const steps = [];
  for (const entry of list as unknown[]) {
    const method: AuthenticationMethod | undefined = readObject(entry);
    if (method === undefined) continue;
    const atMs = readTimeMs(method.timestamp);
    steps.push({ name: readText(method.name) ?? '', type: readText(method.type), atMs });
  }
  // Steps without a readable time stay where Auth0 put them.
  steps.sort((a, b) => (a.atMs === undefined || b.atMs === undefined ? 0 : a.atMs - b.atMs));
  return steps;
}
