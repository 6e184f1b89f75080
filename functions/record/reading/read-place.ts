import type { PlacedLeaves } from '../placed-leaves.ts';
import { readCountry, readText } from './read-values.ts';
import { readNumber, readObject } from '../../log-event/read-value.ts';

/** Where Auth0 places the address. At least a city or a country. */
export interface Place {
  readonly city: string | undefined;
  /** Two letters. */
  readonly country: string | undefined;
  readonly countryName: string | undefined;
  /** Two letters, in capitals. */
  readonly continent: string | undefined;
  readonly timeZone: string | undefined;
  /** Degrees; given together with the longitude or not at all. */
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  /** The coordinates came as numbers: text such as "52.370" is the same place, but not the same leaf. */
  readonly isExact: boolean;
}

/** From the event's `location_info`, which no published schema has and many events carry. */
export function readPlace(locationInfo: unknown): Place | undefined {
  const info = readObject(locationInfo);
  if (info === undefined) return undefined;
  const city = readText(info['city_name']);
  const country = readCountry(info['country_code']);
  if (city === undefined && country === undefined) return undefined;
  const latitude = readDegrees(info['latitude'], 90);
  const longitude = readDegrees(info['longitude'], 180);
  const isPoint = latitude !== undefined && longitude !== undefined;
  const isExact = typeof info['latitude'] === 'number' && typeof info['longitude'] === 'number';
  return {
    city,
    country,
    countryName: readText(info['country_name']),
    continent: readContinent(info['continent_code']),
    timeZone: readText(info['time_zone']),
    latitude: isPoint ? latitude : undefined,
    longitude: isPoint ? longitude : undefined,
    isExact,
  };
}

/** Of each continent its name, as OCSF wants it. */
export const continents: ReadonlyMap<string, string> = new Map([
  ['AF', 'Africa'],
  ['AN', 'Antarctica'],
  ['AS', 'Asia'],
  ['EU', 'Europe'],
  ['NA', 'North America'],
  ['OC', 'Oceania'],
  ['SA', 'South America'],
]);

function readContinent(value: unknown): string | undefined {
  return typeof value === 'string' && continents.has(value) ? value : undefined;
}

function readDegrees(value: unknown, limit: number): number | undefined {
  const degrees = readNumber(value);
  return degrees === undefined || Math.abs(degrees) > limit ? undefined : degrees;
}

/** Notes the leaves of `location_info` that a place of its own holds now; `more`: which of them the format has beside these. */
export function placeLocation(
  { city, country, latitude, isExact }: Place,
  placed: PlacedLeaves,
  more: readonly string[] = [],
): void {
  const leaves: PlacedLeaves = new Map();
  for (const key of more) leaves.set(key, true);
  if (city !== undefined) leaves.set('city_name', true);
  if (country !== undefined) leaves.set('country_code', true);
  if (latitude !== undefined && isExact) leaves.set('latitude', true).set('longitude', true);
  placed.set('location_info', leaves);
}
