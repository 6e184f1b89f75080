import type { Sighting } from '../../ledger/fact.ts';
import { toDayNumber } from '../reading/day-number.ts';
import { parseAddress } from '../../log-event/network-address.ts';
import { toEarlierSightings, toProgram } from '../reading/earlier-sightings.ts';
import { type SignalReading, toAsn } from '../reading/signal-reading.ts';
import { unknownDevice } from '../reading/signal-session.ts';
import { isSameProgram, type UserAgent } from '../reading/user-agent.ts';
import { toAllowedMove } from '../settings/allow-list.ts';
import { toRelay } from '../settings/relays.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep } from '../signal-step.ts';
import { toTimeText } from './time-text.ts';

const withinMs = 60 * 60_000;

interface Stay {
  readonly network: string;
  readonly address: string;
  readonly program: UserAgent | undefined;
  readonly atMs: number;
}

/**
 * Do two networks take turns in one session within the hour: A, B, A, B, or A, B, A with another program at B? A VPN that
 * is switched on and off is A, B, A; two people with one cookie go on. Phones change networks all day.
 *
 * Addresses of the event's own family are compared: a household has one of each, which says nothing about its network.
 */
export const networkAlternates: SignalStep = (reading, { allow }) => {
  const { isFromBrowser, event, here, past } = reading;
  if (!isFromBrowser || !past?.session || event.address === undefined || event.atMs === undefined)
    return undefined;
  const recent = toRecent(reading);
  // Nearly always the session stays where it is.
  const isStill = recent.every(({ ip }) => ip === event.address?.text);
  if (isStill) return past.session.isKnown ? false : undefined;
  const stays = toStays(reading, recent);
  const [first, second, third, last] = [stays.at(-4), stays.at(-3), stays.at(-2), stays.at(-1)];
  const isBack = second !== undefined && last !== undefined && second.network === last.network;
  const hasOtherProgram =
    isBack && third !== undefined && isSameProgram(third.program, last.program) === false;
  const isTwice = isBack && first !== undefined && third !== undefined && first.network === third.network;
  if (!isTwice && !hasOtherProgram) return past.session.isKnown ? false : undefined;
  if (!past.session.isKnown || third === undefined || last === undefined) return undefined;
  const isUsual = isUsualPair(reading, third.address, last.address);
  const isPhone = last.program?.isMobile === true && third.program?.isMobile !== false;
  const severity = hasOtherProgram ? severityIds.high : severityIds.medium;
  return {
    fields: ['ip', 'user_agent', 'date'],
    before: `${toText(third)} at ${toTimeText(third.atMs)}`,
    after: `${toText(last)} at ${toTimeText(last.atMs)}`,
    severity: isUsual || (isPhone && !hasOtherProgram) ? severityIds.informational : severity,
    more: {
      other_program: hasOtherProgram,
      ...(isUsual && { usual: true }),
      since: toTimeText((isTwice ? first : second)?.atMs ?? last.atMs),
    },
    allowed:
      toAllowedMove(allow, here, toAsnOf(reading, third.address)) ??
      (hasOtherProgram ? undefined : toRelay(toDevice(reading, third), here)),
  };
};

/** Where the session was within the hour, each stay once, the event's own last. */
function toStays(reading: SignalReading, recent: readonly Sighting[]): readonly Stay[] {
  const { event } = reading;
  const view = reading.past?.session?.view;
  const stays: Stay[] = [];
  const add = (address: string | undefined, program: UserAgent | undefined, atMs: number) => {
    const network = toNetwork(reading, address);
    if (address === undefined || network === undefined) return;
    const stay = { network, address, program, atMs };
    const before = stays.at(-1);
    // What came last before the move is what the next one is compared with.
    if (before?.network === network) stays[stays.length - 1] = { ...stay, atMs: before.atMs };
    else stays.push(stay);
  };
  for (const sighting of recent) {
    add(sighting.ip, view && toProgram(view, sighting.agent), sighting.atMs);
  }
  add(event.address?.text, event.userAgent, event.atMs ?? 0);
  return stays;
}

function toRecent(reading: SignalReading): readonly Sighting[] {
  const fromMs = (reading.event.atMs ?? 0) - withinMs;
  return toEarlierSightings(reading).filter(({ atMs }) => atMs >= fromMs);
}

function toNetwork(reading: SignalReading, text: string | undefined): string | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  const asn = toAsnOf(reading, text);
  const own = reading.event.address;
  const isComparable =
    address.version === own?.version || (asn !== undefined && toAsnOf(reading, own?.text) !== undefined);
  if (!isComparable) return undefined;
  return asn === undefined ? address.prefix : `AS${asn}`;
}

function toAsnOf({ session, origin }: SignalReading, text: string | undefined): number | undefined {
  return toAsn(parseAddress(text), session?.last ?? unknownDevice, origin);
}

function toDevice(reading: SignalReading, { address, program }: Stay) {
  return { address: parseAddress(address), asn: toAsnOf(reading, address), userAgent: program };
}

/** Whether the user went back and forth between these two on two earlier days. */
function isUsualPair({ past, event }: SignalReading, one: string, other: string): boolean {
  const first = past?.toNetworkKey(one);
  const second = past?.toNetworkKey(other);
  if (first === undefined || second === undefined || event.atMs === undefined) return false;
  const pair = first < second ? `${first}|${second}` : `${second}|${first}`;
  const days = past?.user?.view.alternations.get(pair) ?? [];
  const today = toDayNumber(event.atMs);
  return days.filter((day) => day < today).length >= 2;
}

function toText({ address, program }: Stay): string {
  return program === undefined ? address : `${address} with ${program.label}`;
}
