import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { placeLocation } from '../read-place.ts';
import { readObject, readText } from '../read-values.ts';
import { parseUserAgent } from '../../signals/user-agent.ts';
import type { OcsfEndpoint, OcsfHttpRequest, OcsfLocation } from './ocsf-record.ts';

/** Where the request came from; undefined without an address. */
export function toSrcEndpoint(model: EventModel, placed: PlacedLeaves): OcsfEndpoint | undefined {
  const { ip, isMobile, userAgent, asn } = model;
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
  const location = toLocation(model, placed);
  if (location !== undefined) endpoint.location = location;
  return endpoint;
}

function toLocation({ place }: EventModel, placed: PlacedLeaves): OcsfLocation | undefined {
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
export function toDstEndpoint({ hostname, tenant }: EventModel, placed: PlacedLeaves): OcsfEndpoint {
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

/** `withRequest`: the class is about the request in `details.request`, as audit events are. */
export function toHttpRequest(
  { userAgent, details }: EventModel,
  placed: PlacedLeaves,
  withRequest = false,
): OcsfHttpRequest | undefined {
  const request = withRequest ? readObject(details?.['request']) : undefined;
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
