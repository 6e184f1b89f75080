import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { type Place, placeLocation } from '../reading/read-place.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from '../reading/read-values.ts';
import { parseUserAgent } from '../../signals/reading/user-agent.ts';
import type { OcsfEndpoint, OcsfHttpRequest, OcsfLocation } from './ocsf-record.ts';

/** Where the request came from; undefined without an address. */
export function toSrcEndpoint(
  {
    ip,
    isMobile,
    userAgent,
    asn,
    place,
  }: Pick<EventModel, 'ip' | 'isMobile' | 'userAgent' | 'asn' | 'place'>,
  placed: PlacedLeaves,
): OcsfEndpoint | undefined {
  if (ip === undefined) return undefined;
  const endpoint: OcsfEndpoint = { ip };
  placed.set('ip', true);
  if (isMobile === true) {
    endpoint.type_id = 5;
    endpoint.type = 'Mobile';
  } else if (parseUserAgent(userAgent)?.kind === 'browser') {
    endpoint.type_id = 8;
    endpoint.type = 'Browser';
  }
  if (asn !== undefined) endpoint.autonomous_system = { number: asn };
  const location = toLocation(place, placed);
  if (location !== undefined) endpoint.location = location;
  return endpoint;
}

function toLocation(place: Place | undefined, placed: PlacedLeaves): OcsfLocation | undefined {
  if (place === undefined) return undefined;
  placeLocation(place, placed);
  const { city, country, latitude, longitude } = place;
  const location: OcsfLocation = {};
  if (city !== undefined) location.city = city;
  if (country !== undefined) location.country = country;
  if (latitude !== undefined && longitude !== undefined) {
    location.lat = latitude;
    location.long = longitude;
  }
  return location;
}

/** Auth0 itself, always: SIEMs read it as the destination, and it is what a login needs when no client is known. */
export function toDstEndpoint(
  { hostname, tenant }: Pick<EventModel, 'hostname' | 'tenant'>,
  placed: PlacedLeaves,
): OcsfEndpoint {
  const endpoint: OcsfEndpoint = {};
  if (hostname !== undefined) {
    endpoint.hostname = hostname;
    placed.set('hostname', true);
  }
  if (tenant !== undefined) endpoint.name = tenant;
  endpoint.svc_name = 'Auth0';
  return endpoint;
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
  { userAgent }: Pick<EventModel, 'userAgent'>,
  placed: PlacedLeaves,
  details?: EventModel['details'],
): OcsfHttpRequest | undefined {
  const request = readObject(details?.['request']);
  const method = readText(request?.['method']);
  const upper = method?.toUpperCase();
  const path = readText(request?.['path']);
  const hasMethod = upper !== undefined && httpMethods.has(upper);
  if (userAgent === undefined && path === undefined && !hasMethod) return undefined;

  const http: OcsfHttpRequest = {};
  if (hasMethod) {
    http.http_method = upper;
    if (upper === method) addPlaced(placed, ['details', 'request', 'method']);
  }
  if (path !== undefined) {
    http.url = { path };
    addPlaced(placed, ['details', 'request', 'path']);
  }
  if (userAgent !== undefined) {
    http.user_agent = userAgent;
    placed.set('user_agent', true);
  }
  return http;
}
