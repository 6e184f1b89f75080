import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { type Place, placeLocation } from '../reading/read-place.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from '../reading/read-values.ts';
import { parseUserAgent } from '../../signals/reading/user-agent.ts';
import type { OcsfEndpoint, OcsfHttpRequest, OcsfLocation } from './ocsf-record.ts';

/** Where the request came from; undefined without an address. */
export function toSrcEndpoint(
  { ip, isMobile, userAgent, asn, place }: EventModel,
  placed: PlacedLeaves,
): OcsfEndpoint | undefined {
  if (ip === undefined) return undefined;
  placed.set('ip', true);
  const [type_id, type] = isMobile === true ? mobile : isBrowser(userAgent) ? browser : [];
  return {
    ip,
    type_id,
    type,
    autonomous_system: asn === undefined ? undefined : { number: asn },
    location: toLocation(place, placed),
  };
}

const mobile = [5, 'Mobile'] as const;
const browser = [8, 'Browser'] as const;

function isBrowser(userAgent: string | undefined): boolean {
  return parseUserAgent(userAgent)?.kind === 'browser';
}

function toLocation(place: Place | undefined, placed: PlacedLeaves): OcsfLocation | undefined {
  if (place === undefined) return undefined;
  placeLocation(place, placed);
  return { city: place.city, country: place.country, lat: place.latitude, long: place.longitude };
}

/** Auth0 itself, always: SIEMs read it as the destination, and it is what a login needs when no client is known. */
export function toDstEndpoint({ hostname, tenant }: EventModel, placed: PlacedLeaves): OcsfEndpoint {
  if (hostname !== undefined) placed.set('hostname', true);
  return { hostname, name: tenant, svc_name: 'Auth0' };
}

/** OCSF 1.8.0's closed list; PATCH came with 1.6.0. */
const httpMethods: ReadonlySet<string> = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'TRACE',
]);

/** `details`: given where the class is about the request in `details.request`, as audit events are. */
export function toHttpRequest(
  { userAgent }: EventModel,
  placed: PlacedLeaves,
  details?: EventModel['details'],
): OcsfHttpRequest | undefined {
  const request = readObject(details?.['request']);
  const method = readText(request?.['method']);
  const upper = method?.toUpperCase();
  const path = readText(request?.['path']);
  const hasMethod = upper !== undefined && httpMethods.has(upper);
  if (userAgent === undefined && path === undefined && !hasMethod) return undefined;

  if (hasMethod && upper === method) addPlaced(placed, ['details', 'request', 'method']);
  if (path !== undefined) addPlaced(placed, ['details', 'request', 'path']);
  if (userAgent !== undefined) placed.set('user_agent', true);
  return {
    http_method: hasMethod ? upper : undefined,
    url: path === undefined ? undefined : { path },
    user_agent: userAgent,
  };
}
