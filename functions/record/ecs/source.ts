import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { type Place, placeLocation } from '../reading/read-place.ts';

/** ECS's `source`; undefined without an address. */
export function toSource(
  { ip, asn, place }: EventModel,
  placed: PlacedLeaves,
): Record<string, unknown> | undefined {
  if (ip === undefined) return undefined;
  placed.set('ip', true);
  if (place !== undefined) placeLocation(place, placed);
  return {
    ip,
    address: ip,
    as: asn === undefined ? undefined : { number: asn },
    geo: place && toGeo(place),
  };
}

function toGeo({ city, country, latitude, longitude }: Place): Record<string, unknown> {
  return {
    city_name: city,
    country_iso_code: country,
    location: latitude === undefined ? undefined : { lat: latitude, lon: longitude },
  };
}
