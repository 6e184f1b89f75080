import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import type { AddressNetwork } from '../reading/address-network.ts';
import { type Place, placeLocation } from '../reading/read-place.ts';

type Fields = Record<string, unknown>;

/** ECS's `source`; undefined without an address. */
export function toSource(
  { data, ip, asn, place, network }: EventModel,
  placed: PlacedLeaves,
): Fields | undefined {
  if (ip === undefined) return undefined;
  // Where it came from elsewhere, what stood here is something else.
  if (data['ip'] === ip) placed.set('ip', true);
  if (place !== undefined) placeLocation(place, placed, toPlacedKeys(place));
  return {
    ip,
    address: ip,
    as: toSystem(asn, network?.organization),
    geo: place === undefined ? toCountry(network) : toGeo(place, network),
  };
}

function toGeo(
  { city, country, countryName, continent, timeZone, latitude, longitude }: Place,
  network: AddressNetwork | undefined,
): Fields {
  return {
    city_name: city,
    country_iso_code: country ?? network?.country,
    country_name: countryName,
    continent_code: continent,
    timezone: timeZone,
    location: latitude === undefined ? undefined : { lat: latitude, lon: longitude },
  };
}

function toCountry(network: AddressNetwork | undefined): Fields | undefined {
  return network?.country === undefined ? undefined : { country_iso_code: network.country };
}

function toSystem(asn: number | undefined, organization: string | undefined): Fields | undefined {
  if (asn === undefined && organization === undefined) return undefined;
  return { number: asn, organization: organization === undefined ? undefined : { name: organization } };
}

function toPlacedKeys({ countryName, continent, timeZone }: Place): readonly string[] {
  const keys: string[] = [];
  if (countryName !== undefined) keys.push('country_name');
  if (continent !== undefined) keys.push('continent_code');
  if (timeZone !== undefined) keys.push('time_zone');
  return keys;
}

/** The server that asked for its user; `source` is then the user's own address. */
export function toClient({ clientIp, networks }: EventModel, placed: PlacedLeaves): Fields | undefined {
  if (clientIp === undefined) return undefined;
  placed.set('client_ip', true);
  const network = networks?.get(clientIp);
  return {
    ip: clientIp,
    address: clientIp,
    as: toSystem(network?.asn, network?.organization),
    geo: toCountry(network),
  };
}

/** ECS has a field for JA3; JA4 goes on under `auth0` and in `related.hash`. */
export function toTls({ ja3 }: EventModel, placed: PlacedLeaves): Fields | undefined {
  if (ja3 === undefined) return undefined;
  addPlaced(placed, ['security_context', 'ja3']);
  return { client: { ja3 } };
}
