import { readNumber, readObject } from '../../log-event/read-value.ts';

/** The place of an event, by Auth0's geo location of its address. */
export interface GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
}

export function readGeoPoint(value: unknown): GeoPoint | undefined {
  const place = readObject(value);
  const latitude = readNumber(place?.['latitude']);
  const longitude = readNumber(place?.['longitude']);
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

/** As the ledger writes it: `latitude,longitude`. */
export function parsePlaceText(text: string | undefined): GeoPoint | undefined {
  const [latitude, longitude, ...more] = text?.split(',') ?? [];
  return more.length > 0 ? undefined : readGeoPoint({ latitude, longitude });
}
