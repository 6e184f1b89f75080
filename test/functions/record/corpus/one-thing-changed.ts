import type { JsonObject } from '../../../../functions/log-event/log-event.ts';

const place = { city_name: 'Oslo', country_code: 'NO', latitude: 59.91, longitude: 10.75 };

const changes: readonly JsonObject[] = [
  { user_id: 'auth0|other' },
  { user_name: 'other' },
  { user_id: undefined, user_name: undefined },
  { type: 'seccft' },
  { organization_id: 'org_2' },
  { organization_name: 'globex' },
  { client_id: 'other' },
  { client_name: 'other' },
  { connection_id: 'other' },
  { connection: 'other' },
  { details: { actor: { sub: 'auth0|support' } } },
  { session_id: 'S2' },
  { hostname: 'other.example.com' },
  { tenant_name: 'other' },
  { ip: '192.0.2.7' },
  { ip: '198.51.100.23' },
  { ip: undefined },
  { user_agent: 'curl/8.9' },
  { isMobile: true },
  { location_info: place },
  { location_info: { ...place, city_name: 'Bergen' } },
  { location_info: { ...place, country_code: 'SE' } },
  { location_info: { ...place, latitude: 60 } },
  { location_info: { ...place, longitude: 11 } },
  { location_info: { ...place, latitude: '59.91' } },
  { location_info: undefined },
  { type: 'seacft' },
  { strategy: 'samlp', details: { session_id: 'another', note: 'x' } },
];

const all: JsonObject = { isMobile: false, organization_id: 'org_1', organization_name: 'acme' };

/**
 * Events of one session, each followed by one that differs from it in a single thing and by itself again: whoever
 * remembers something of a session for its next event has to notice each of these.
 */
export const oneThingChanged: readonly JsonObject[] = changes.flatMap((change) => [
  all,
  { ...all, ...change },
  { ...all, ...change },
]);
