import { readNumber, readObject } from '../../log-event/read-value.ts';

const earthRadiusKm = 6_371;

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

/** Great circle, by the haversine formula. */
export function toKm(from: GeoPoint, to: GeoPoint): number {
  // Nearly always.
  if (from.latitude === to.latitude && from.longitude === to.longitude) return 0;
  const [fromLatitude, toLatitude] = [toRadians(from.latitude), toRadians(to.latitude)];
  const byLatitude = Math.sin((toLatitude - fromLatitude) / 2) ** 2;
  const byLongitude = Math.sin(toRadians(to.longitude - from.longitude) / 2) ** 2;
  const haversine = byLatitude + Math.cos(fromLatitude) * Math.cos(toLatitude) * byLongitude;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(haversine, 1)));
}

function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
