import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { placeLocation } from '../reading/read-place.ts';

/** ECS's `source`; undefined without an address. */
export function toSource(
  { ip, asn, place }: EventModel,
  placed: PlacedLeaves,
): Record<string, unknown> | undefined {
  if (ip === undefined) return undefined;
  placed.set('ip', true);
  const source: Record<string, unknown> = { ip, address: ip };
  if (asn !== undefined) source['as'] = { number: asn };
  if (place !== undefined) {
    placeLocation(place, placed);
    const { city, country, latitude, longitude } = place;
    source['geo'] = {
      ...(city !== undefined && { city_name: city }),
      ...(country !== undefined && { country_iso_code: country }),
      ...(latitude !== undefined && { location: { lat: latitude, lon: longitude } }),
    };
  }
  return source;
}
