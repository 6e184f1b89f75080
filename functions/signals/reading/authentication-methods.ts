import { readList, readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { readTimeMs } from '../../log-event/read-time.ts';

/** From strongest to weakest, as `auth_strength` picks. */
export const authStrengths = [
  'phishing_resistant',
  'mfa_strong',
  'mfa_weak',
  'federated',
  'custom',
  'single_factor',
] as const;

export type AuthStrength = (typeof authStrengths)[number];

/** One step the user completed: an entry of `authentication.methods`. */
export interface CompletedMethod {
  readonly name: string;
  readonly type: string | undefined;
  readonly completedAtMs: number | undefined;
  readonly strength: AuthStrength;
}

export interface CompletedMethods {
  /** At least one. */
  readonly methods: readonly CompletedMethod[];
  /** False when some entry could not be read: what is not among the others may still be there. */
  readonly isComplete: boolean;
  /** Of the newest second factor; undefined when one of them has no time, for that one may be the newest. */
  readonly newestMfaAtMs: number | undefined;
}

const singleFactors = new Set(['pwd', 'sms', 'email', 'tel', 'phone_number']);
const strongMfaTypes = new Set(['push-notification', 'otp', 'totp', 'duo']);
const weakMfaTypes = new Set(['sms', 'voice', 'phone', 'email', 'recovery-code']);

/** Undefined when the session tells of no method that can be read. */
export function readMethods(value: unknown): CompletedMethods | undefined {
  const entries = readList(value) ?? [];
  const methods = entries.map(readMethod).filter((method) => method !== undefined);
  if (methods.length === 0) return undefined;
  const isComplete = methods.length === entries.length;
  // What cannot be read may be a newer one.
  return { methods, isComplete, newestMfaAtMs: isComplete ? toNewest(methods.filter(isMfa)) : undefined };
}

function toNewest(methods: readonly CompletedMethod[]): number | undefined {
  const times = methods.map(({ completedAtMs }) => completedAtMs).filter((timeMs) => timeMs !== undefined);
  return times.length === 0 || times.length < methods.length ? undefined : Math.max(...times);
}

function readMethod(value: unknown): CompletedMethod | undefined {
  const entry = readObject(value);
  const name = readShownText(entry?.['name']);
  if (name === undefined) return undefined;
  const type = readShownText(entry?.['type']);
  const completedAtMs = readTimeMs(entry?.['timestamp']);
  return { name, type, completedAtMs, strength: toStrength(name, type) };
}

/** `name` is an open list: a URL or a name not listed is a method of the customer's own. */
function toStrength(name: string, type: string | undefined): AuthStrength {
  if (name === 'mfa') {
    if (type?.startsWith('webauthn')) return 'phishing_resistant';
    return type !== undefined && strongMfaTypes.has(type) ? 'mfa_strong' : 'mfa_weak';
  }
  if (name === 'passkey' || name.startsWith('webauthn')) return 'phishing_resistant';
  if (name === 'federated') return 'federated';
  return singleFactors.has(name) ? 'single_factor' : 'custom';
}

export function isMfa({ name }: CompletedMethod): boolean {
  return name === 'mfa';
}

/** A second factor whose type Auth0 did not tell, or one that this project does not know yet. */
export function isUntoldMfa(method: CompletedMethod): boolean {
  const { type, strength } = method;
  return isMfa(method) && strength === 'mfa_weak' && !(type !== undefined && weakMfaTypes.has(type));
}

/** Somebody else authenticated the user, and may have asked for more than is told here. */
export function isDoneElsewhere({ strength }: CompletedMethod): boolean {
  return strength === 'federated' || strength === 'custom';
}

/** `pwd`, or `mfa/push-notification`. */
export function toMethodText({ name, type }: CompletedMethod): string {
  return type === undefined ? name : `${name}/${type}`;
}
