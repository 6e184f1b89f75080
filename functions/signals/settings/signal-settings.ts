import { isAsn } from '../../log-event/read-value.ts';
import { parseAddressRange } from '../../log-event/network-address.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import { factNames, plainAnswerNames, type SignalName, signalNames } from '../signal-names.ts';
import { type SignalSeverity, signalSeverities } from './signal-severities.ts';

/** What a tenant may switch, tune and allow. Every key is optional; `{}` is the default behaviour. */
export interface SignalSettings {
  /** Signals, answers and facts to leave out of the record, by name. What is built on them still is. */
  readonly disabled?: readonly string[];
  /** Applications in one session from which on `client_fanout` is raised. @default 10 */
  readonly clientFanoutThreshold?: number;
  /** Distance and speed from which on travel is impossible. @default 500 km, 1,000 km/h */
  readonly impossibleTravel?: { readonly km?: number; readonly kmh?: number };
  /** A 404 read later than this after the event says nothing about the event. @default 300 */
  readonly sessionGoneWithinSeconds?: number;
  /** Turns `auth_too_old` on. @default off */
  readonly authTooOldSeconds?: number;
  /** Turns `mfa_too_old` on. @default off */
  readonly mfaTooOldSeconds?: number;
  /** Turns `session_too_old` on. @default off */
  readonly sessionTooOldSeconds?: number;
  /** Turns `idle_too_long` on. @default off */
  readonly idleTooLongSeconds?: number;
  /** Autonomous systems of hosting providers and anonymisers; turns `hosting_or_anonymous_network` on. @default off */
  readonly hostingAsns?: readonly number[];
  /** Texts that a managed browser has in its user agent; turns `session_marker_missing` on. @default off */
  readonly sessionMarkers?: readonly string[];
  /** Severities in place of those of docs/signals.md; what an allow-list explains stays Informational. */
  readonly severity?: { readonly [name in SignalName]?: SignalSeverity };
  /**
   * Signals that weigh nothing where the browser event before this one raised them as well: only the step counts. Needs the
   * memory of log events; without it, each event counts.
   */
  readonly transitionOnly?: readonly string[];
  /** What explains a change. The signal stays true, is Informational, and names the entry. */
  readonly allow?: {
    /** Networks that a session may move to: office VPN, SASE egress, relays. */
    readonly asns?: readonly number[];
    /** Two networks between which sessions move, in either direction: Wi-Fi and mobile carrier. */
    readonly asnPairs?: readonly (readonly [number, number])[];
    /** Addresses that a session may move to, as CIDR or single addresses. */
    readonly prefixes?: readonly string[];
    /** Applications with embedded web views, or run by scripts. */
    readonly clientIds?: readonly string[];
  };
}

type Check = { readonly expected: string; readonly isRight: (value: unknown) => boolean };

const isPositive = (value: unknown) => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isAsnNumber = (value: unknown) => typeof value === 'number' && isAsn(value);
const listOf = (isRight: (entry: unknown) => boolean) => (value: unknown) =>
  readList(value)?.every(isRight) === true;

const names: ReadonlySet<unknown> = new Set([...signalNames, ...plainAnswerNames, ...factNames]);
const ofSignals: ReadonlySet<unknown> = new Set(signalNames);
const severity: Check = {
  expected: 'informational, low, medium or high',
  isRight: (value) => signalSeverities.includes(value as SignalSeverity),
};
const seconds: Check = { expected: 'a number of seconds above 0', isRight: isPositive };
const asns: Check = { expected: 'a list of numbers from 1 to 4294967294', isRight: listOf(isAsnNumber) };

const checks: Readonly<Record<string, Check>> = {
  disabled: { expected: 'a list of names from docs/signals.md', isRight: listOf((name) => names.has(name)) },
  clientFanoutThreshold: { expected: 'a number above 0', isRight: isPositive },
  'impossibleTravel.km': { expected: 'a number above 0', isRight: isPositive },
  'impossibleTravel.kmh': { expected: 'a number above 0', isRight: isPositive },
  sessionGoneWithinSeconds: seconds,
  authTooOldSeconds: seconds,
  mfaTooOldSeconds: seconds,
  sessionTooOldSeconds: seconds,
  idleTooLongSeconds: seconds,
  hostingAsns: asns,
  sessionMarkers: {
    expected: 'a list of texts of user agents',
    isRight: listOf((text) => typeof text === 'string' && text.trim() !== ''),
  },
  ...Object.fromEntries(signalNames.map((name) => [`severity.${name}`, severity])),
  transitionOnly: {
    expected: 'a list of names of signals from docs/signals.md',
    isRight: listOf((name) => ofSignals.has(name)),
  },
  'allow.asns': asns,
  'allow.asnPairs': {
    expected: 'a list of pairs of numbers from 1 to 4294967294',
    isRight: listOf((pair) => readList(pair)?.length === 2 && listOf(isAsnNumber)(pair)),
  },
  'allow.prefixes': {
    expected: 'a list of CIDR such as 203.0.113.0/24, or addresses',
    isRight: listOf((prefix) => typeof prefix === 'string' && parseAddressRange(prefix) !== undefined),
  },
  'allow.clientIds': {
    expected: 'a list of client IDs',
    isRight: listOf((id) => typeof id === 'string' && id !== ''),
  },
};

const groups = new Set(['impossibleTravel', 'severity', 'allow']);

/**
 * Settings from outside. Throws one error that names every wrong key and no value; a key that is not known is wrong,
 * for it is a typo that would leave a signal on, or off, in silence.
 */
export function parseSignalSettings(value: unknown): SignalSettings {
  const settings = readObject(value);
  const problems = settings ? toProblems(settings, '') : ['expected an object'];
  if (problems.length > 0) throw new Error(`wrong signal settings: ${problems.join('; ')}`);
  return settings as SignalSettings;
}

function toProblems(settings: object, path: string): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const name = `${path}${key}`;
    if (path === '' && groups.has(key)) {
      const group = readObject(value);
      return group ? toProblems(group, `${key}.`) : [`${name}: expected an object`];
    }
    const check = Object.hasOwn(checks, name) && !key.includes('.') ? checks[name] : undefined;
    if (!check) return [`${name}: not known`];
    return check.isRight(value) ? [] : [`${name}: expected ${check.expected}`];
  });
}
