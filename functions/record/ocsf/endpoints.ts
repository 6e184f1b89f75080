import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { continents, type Place, placeLocation } from '../reading/read-place.ts';
import type { RequestReading } from '../reading/read-request.ts';
import { readText } from '../reading/read-values.ts';
import { parseUserAgent } from '../../signals/reading/user-agent.ts';
import type { OcsfEndpoint, OcsfHttpRequest, OcsfLocation } from './ocsf-record.ts';

/** Where the request came from; undefined without an address. */
export function toSrcEndpoint(
  { data, ip, clientIp, isMobile, userAgent, asn, network, place, ja3, ja4 }: EventModel,
  placed: PlacedLeaves,
): OcsfEndpoint | undefined {
  if (ip === undefined) return undefined;
  // Where it came from elsewhere, what stood here is something else.
  if (data['ip'] === ip) placed.set('ip', true);
  if (clientIp !== undefined) placed.set('client_ip', true);
  const agent = parseUserAgent(userAgent);
  const [type_id, type] = isMobile === true ? mobile : agent?.kind === 'browser' ? browser : [];
  return {
    ip,
    type_id,
    type,
    os: toSystem(agent?.system),
    intermediate_ips: clientIp === undefined ? undefined : [clientIp],
    fingerprints: toFingerprints(ja3, ja4, placed),
    autonomous_system: toSystemOf(asn, network?.organization),
    location: toLocation(place, network?.country, placed),
  };
}

const mobile = [5, 'Mobile'] as const;
const browser = [8, 'Browser'] as const;

const systems: ReadonlyMap<string, readonly [id: number, caption: string]> = new Map([
  ['Windows', [100, 'Windows']],
  ['Linux', [200, 'Linux']],
  ['Android', [201, 'Android']],
  ['macOS', [300, 'macOS']],
  ['iOS', [301, 'iOS']],
  ['iPadOS', [302, 'iPadOS']],
]);

/** By the user agent. One that OCSF does not list keeps its name. */
function toSystem(name: string | undefined): OcsfEndpoint['os'] {
  if (name === undefined) return undefined;
  const [type_id, type] = systems.get(name) ?? [99, name];
  return { name, type_id, type };
}

/** Of the client's TLS: JA3 is a digest of MD5, JA4 has a form of its own. */
function toFingerprints(
  ja3: string | undefined,
  ja4: string | undefined,
  placed: PlacedLeaves,
): OcsfEndpoint['fingerprints'] {
  if (ja3 === undefined && ja4 === undefined) return undefined;
  const fingerprints: NonNullable<OcsfEndpoint['fingerprints']> = [];
  if (ja3 !== undefined) {
    addPlaced(placed, ['security_context', 'ja3']);
    fingerprints.push({ algorithm_id: 1, algorithm: 'MD5', value: ja3 });
  }
  if (ja4 !== undefined) {
    addPlaced(placed, ['security_context', 'ja4']);
    fingerprints.push({ algorithm_id: 99, algorithm: 'JA4', value: ja4 });
  }
  return fingerprints;
}

function toSystemOf(
  asn: number | undefined,
  organization: string | undefined,
): OcsfEndpoint['autonomous_system'] {
  return asn === undefined && organization === undefined ? undefined : { number: asn, name: organization };
}

/** Where Auth0 places the address; the country, where it does not, by the tenant's database. */
function toLocation(
  place: Place | undefined,
  country: string | undefined,
  placed: PlacedLeaves,
): OcsfLocation | undefined {
  if (place === undefined) return country === undefined ? undefined : { country };
  placeLocation(place, placed);
  return {
    city: place.city,
    country: place.country ?? country,
    // Its name; the code stays with the rest.
    continent: continents.get(place.continent ?? ''),
    lat: place.latitude,
    long: place.longitude,
  };
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

/** `request`: given where the class is about the call that an audit event tells of. */
export function toHttpRequest(
  { data, userAgent }: EventModel,
  placed: PlacedLeaves,
  request?: RequestReading,
): OcsfHttpRequest | undefined {
  const { method, path } = request ?? {};
  const upper = method?.toUpperCase();
  const hasMethod = upper !== undefined && httpMethods.has(upper);
  if (userAgent === undefined && path === undefined && !hasMethod) return undefined;

  if (hasMethod && upper === method) addPlaced(placed, ['details', 'request', 'method']);
  if (path !== undefined) addPlaced(placed, ['details', 'request', 'path']);
  if (readText(data['user_agent']) === userAgent) placed.set('user_agent', true);
  return {
    http_method: hasMethod ? upper : undefined,
    url: path === undefined ? undefined : { path },
    user_agent: userAgent,
  };
}
