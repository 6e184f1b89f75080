import { createRandom, type Random } from '../../../functions/local/simulate/random.ts';
import { type Browser, browsers, currentVersion, desktopSites, toAgent, toJa4 } from './browsers.ts';
import type { LiveSession, Seen } from './live-session.ts';
import {
  cities,
  type City,
  type Place,
  toHome,
  toHomeByIpv6,
  toMobile,
  toOffice,
  toRelay,
  toVpn,
} from './places.ts';
import { rates } from './rates.ts';

/** Somebody, with what they have: the same for the same seed and number. */
export interface Person {
  readonly number: number;
  readonly city: City;
  readonly browser: Browser;
  /** The day on which their browser has its next version. */
  readonly updateDay: number;
  readonly hasVpn: boolean;
  readonly hasRelay: boolean;
  readonly hasBothVersions: boolean;
  readonly hasNewAddressWeekly: boolean;
  readonly hasSecondFactor: boolean;
  /** Where the day is spent. */
  readonly away: { readonly kind: 'office' | 'mobile'; readonly number: number };
  /** Three applications of the tenant's. */
  readonly applications: readonly [number, number, number];
  session: LiveSession | undefined;
}

const mostOffices = 300;
const mostApplications = 20;

export function createPerson(seed: number, number: number): Person {
  const random = createRandom(seed * 1_000_003 + number * 7_919 + 1);
  const isMobile = random() < rates.mobile;
  const hasRelay = random() < rates.relay;
  const isOnPhone = isMobile && random() < rates.phoneOfMobile;
  const below = (count: number) => Math.floor(random() * count);
  const first = below(mostApplications);
  return {
    number,
    city: cities[below(cities.length)]!,
    browser: toBrowser(isOnPhone, hasRelay, random),
    updateDay: below(rates.days),
    hasVpn: random() < rates.vpn,
    hasRelay,
    hasBothVersions: random() < rates.dualStack,
    hasNewAddressWeekly: random() < rates.newAddressWeekly,
    hasSecondFactor: random() < rates.secondFactor,
    away: isMobile ? { kind: 'mobile', number: below(3) } : { kind: 'office', number: below(mostOffices) },
    applications: [first, (first + 1) % mostApplications, (first + 2) % mostApplications],
    session: undefined,
  };
}

/** Relays carry Safari alone. */
function toBrowser(isOnPhone: boolean, hasRelay: boolean, random: Random): Browser {
  if (isOnPhone) return hasRelay || random() < 0.5 ? browsers.iphone : browsers.android;
  if (hasRelay) return browsers.safari;
  const desktops = [
    browsers.chromeWindows,
    browsers.chromeWindows,
    browsers.chromeMac,
    browsers.edge,
    browsers.safari,
    browsers.firefox,
  ];
  return desktops[Math.floor(random() * desktops.length)]!;
}

export function toVersion({ updateDay }: Person, day: number): number {
  return day >= updateDay ? currentVersion + 1 : currentVersion;
}

/** What an event shows of them: their browser's text, and how it speaks TLS. */
export interface Shown {
  readonly seen: Seen;
  readonly ja4: string;
}

export function show(person: Person, place: Place, day: number, random: Random): Shown {
  const desktop = random() < rates.desktopSite ? desktopSites[person.browser.name] : undefined;
  const agent = toAgent(desktop ?? person.browser, toVersion(person, day));
  return { seen: { place, agent }, ja4: toJa4(person.browser, random) };
}

export function findHome(person: Person, day: number, random: Random): Place {
  const { number, city, hasRelay, hasBothVersions } = person;
  const week = person.hasNewAddressWeekly ? Math.floor(day / 7) : 0;
  if (hasRelay) return toRelay(city, random);
  if (hasBothVersions && random() < 0.5) return toHomeByIpv6(number, city, week, random);
  return toHome(number, city, week);
}

export function findAway({ away, city }: Person, random: Random): Place {
  return away.kind === 'mobile' ? toMobile(away.number, city, random) : toOffice(away.number, city, random);
}

export function findVpn({ number }: Person, random: Random): Place {
  return toVpn(number, random);
}
