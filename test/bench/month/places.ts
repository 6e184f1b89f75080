import type { Random } from '../../../functions/local/simulate/random.ts';

/** A network as an event shows it: an address of it, its number, and where a database of addresses has it. */
export interface Place {
  readonly ip: string;
  readonly asn: number;
  readonly city: City;
}

export interface City {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** Where people live. None is further than 500 km from a gateway of a VPN. */
export const cities: readonly City[] = [
  { name: 'Berlin', latitude: 52.52, longitude: 13.4 },
  { name: 'Hamburg', latitude: 53.55, longitude: 9.99 },
  { name: 'Munich', latitude: 48.14, longitude: 11.58 },
  { name: 'Cologne', latitude: 50.94, longitude: 6.96 },
  { name: 'Frankfurt', latitude: 50.11, longitude: 8.68 },
  { name: 'Stuttgart', latitude: 48.78, longitude: 9.18 },
  { name: 'Leipzig', latitude: 51.34, longitude: 12.37 },
  { name: 'Dresden', latitude: 51.05, longitude: 13.74 },
  { name: 'Hanover', latitude: 52.37, longitude: 9.73 },
  { name: 'Nuremberg', latitude: 49.45, longitude: 11.08 },
];
const frankfurt = cities[4]!;
const dublin: City = { name: 'Dublin', latitude: 53.35, longitude: -6.26 };
const saoPaulo: City = { name: 'São Paulo', latitude: -23.55, longitude: -46.63 };

const below = (random: Random, count: number) => Math.floor(random() * count);

/** Of a household: the same network for a week, then another one of the same provider. */
export function toHome(person: number, city: City, week: number): Place {
  const provider = person % 8;
  return {
    ip: `${20 + provider}.${(person >> 8) + 40 * week}.${person & 255}.7`,
    asn: 64_500 + provider,
    city,
  };
}

/** The same household by IPv6, under a privacy address. */
export function toHomeByIpv6(person: number, city: City, week: number, random: Random): Place {
  const provider = person % 8;
  const host = below(random, 65_536).toString(16);
  return {
    ip: `2a02:${(0x100 + provider).toString(16)}:${(person + week * 10_000).toString(16)}::${host}`,
    asn: 64_500 + provider,
    city,
  };
}

export function toOffice(office: number, city: City, random: Random): Place {
  return {
    ip: `60.${office >> 8}.${office & 255}.${1 + below(random, 6)}`,
    asn: 64_600 + (office % 40),
    city,
  };
}

/** Carriers hand addresses out anew, and databases have three in ten of them at the carrier's hub. */
export function toMobile(carrier: number, city: City, random: Random): Place {
  return {
    ip: `${70 + carrier}.${below(random, 64)}.${below(random, 256)}.${1 + below(random, 250)}`,
    asn: 64_700 + carrier,
    city: random() < 0.3 ? frankfurt : city,
  };
}

/** A person's VPN takes one of two gateways. */
export function toVpn(person: number, random: Random): Place {
  const provider = person % 6;
  return {
    ip: `${80 + provider}.${(person % 7) * 2 + below(random, 2)}.1.${1 + below(random, 250)}`,
    asn: 64_800 + provider,
    city: frankfurt,
  };
}

/** A relay keeps the region, and takes another operator and address each time. */
export function toRelay(city: City, random: Random): Place {
  const operator = below(random, 3);
  return {
    ip: `${90 + operator}.${below(random, 32)}.${below(random, 256)}.1`,
    asn: [36_183, 13_335, 54_113][operator]!,
    city,
  };
}

/** Where an application's server runs. */
export function toServer(application: number): Place {
  return { ip: `100.20.${application}.9`, asn: 65_000, city: dublin };
}

/** Where a thief sits: a rented server, far or near, or somebody's connection in the same country. */
export function toThief(kind: 'hosting' | 'abroad' | 'residential', city: City, random: Random): Place {
  const ip = `${kind === 'residential' ? 120 : 110}.${below(random, 256)}.${below(random, 256)}.9`;
  const asn = (kind === 'residential' ? 65_200 : 65_100) + below(random, 20);
  return { ip, asn, city: kind === 'abroad' ? saoPaulo : kind === 'hosting' ? frankfurt : city };
}
