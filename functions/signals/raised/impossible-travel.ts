import type { Sighting } from '../../ledger/fact.ts';
import { type GeoPoint, parsePlaceText } from '../reading/geo-point.ts';
import { toEarlierSightings, toProgram } from '../reading/earlier-sightings.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { toAllowedMove } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { toTimeText } from './time-text.ts';

const earthRadiusKm = 6_371;

/** Two events of one session may carry the same time; a speed needs some. */
const shortestTripMinutes = 1;

/**
 * Could somebody have travelled from where the session's browser was last seen to where this event comes from?
 *
 * Needs the places of both events, Auth0's geo location of their addresses, and so a memory of an earlier one. Browsers'
 * events alone: a server's place is not the user's.
 */
export const impossibleTravel: SignalStep = (reading, { travelKm, travelKmh, allow }) => {
  const { isFromBrowser, event, here } = reading;
  const to = event.place;
  if (!isFromBrowser || !to || event.atMs === undefined) return undefined;
  const left = toEarlierSightings(reading).findLast(({ place }) => place !== undefined);
  const from = parsePlaceText(left?.place);
  if (!left || !from) return undefined;
  const { atMs } = event;
  const km = toKm(from, to);
  const minutes = Math.max(Math.abs(atMs - left.atMs) / 60_000, shortestTripMinutes);
  const kmh = (km * 60) / minutes;
  return toAnswer(km >= travelKm && kmh >= travelKmh, () => ({
    fields: ['location_info.latitude', 'location_info.longitude', 'ip', 'user_agent', 'date'],
    before: toText(from, left.atMs, left.ip, toLeftLabel(reading, left)),
    after: toText(to, atMs, event.address?.text, event.userAgent?.label),
    more: { km: Math.round(km), kmh: Math.round(kmh), minutes: Math.round(minutes) },
    allowed: toAllowedMove(allow, here),
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

function toLeftLabel({ past }: SignalReading, { agent }: Sighting): string | undefined {
  return past?.session && toProgram(past.session.view, agent)?.label;
}

/** `59.91, 10.75 at 2026-…Z from 198.51.100.23 with Chrome 145, macOS`. */
function toText(place: GeoPoint, atMs: number, ip: string | undefined, program: string | undefined): string {
  const parts = [`${place.latitude}, ${place.longitude} at ${toTimeText(atMs)}`];
  if (ip !== undefined) parts.push(`from ${ip}`);
  if (program !== undefined) parts.push(`with ${program}`);
  return parts.join(' ');
}
