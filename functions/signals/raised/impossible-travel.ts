import { toAllowedMove } from '../settings/allow-list.ts';
import { toPlausibleMs } from '../../log-event/read-time.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { type GeoPoint, readGeoPoint } from '../reading/geo-point.ts';
import type { SignalReading } from '../reading/signal-reading.ts';

const earthRadiusKm = 6_371;

/** Two events of one session may carry the same time; a speed needs some. */
const shortestTripMinutes = 1;

/**
 * Could somebody have travelled from where the session was last seen to where this event comes from?
 *
 * Needs the places of both events, Auth0's geo location of their addresses, and so a memory of an earlier event.
 */
export const impossibleTravel: SignalStep = (reading, { travelKm, travelKmh, allow }) => {
  const { earlier, event } = reading;
  const from = readGeoPoint(earlier);
  const to = readGeoPoint(event.data['location_info']);
  const leftAtMs = toPlausibleMs(earlier?.occurredAtMs);
  if (!from || !to || leftAtMs === undefined || event.atMs === undefined) return undefined;
  const km = toKm(from, to);
  const minutes = Math.max(Math.abs(event.atMs - leftAtMs) / 60_000, shortestTripMinutes);
  const kmh = (km * 60) / minutes;
  return toAnswer(km >= travelKm && kmh >= travelKmh, () => ({
    fields: ['location_info.latitude', 'location_info.longitude'],
    before: toText(from),
    after: toText(to),
    more: { km: Math.round(km), kmh: Math.round(kmh), minutes: Math.round(minutes) },
    allowed: toAllowedMove(allow, { address: event.address, asn: toEventAsn(reading) }),
  }));
};

/** Great circle, by the haversine formula. */
function toKm(from: GeoPoint, to: GeoPoint): number {
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

function toText({ latitude, longitude }: GeoPoint): string {
  return `${latitude}, ${longitude}`;
}

/** Auth0 tells no number for an event's address, unless it is the one the session was last used from. */
function toEventAsn({ event, session }: SignalReading): number | undefined {
  const isLast = event.address !== undefined && event.address.canonical === session?.last.address?.canonical;
  return isLast ? session?.last.asn : undefined;
}
