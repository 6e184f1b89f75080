import type { Auth0Session } from '../../../functions/session/session-outcome.ts';

const parse = (json: string) => JSON.parse(json) as Auth0Session;

/** Sessions that a session endpoint should not, and one day may, answer with. */
export const hostileSessions: Readonly<Record<string, () => Auth0Session>> = {
  'null everywhere': () =>
    parse(
      '{"id":null,"user_id":null,"created_at":null,"device":null,"clients":null,"authentication":null,"actor":null}',
    ),
  'lists and text for objects': () =>
    parse(
      '{"device":["ip"],"clients":{"client_id":"C"},"authentication":"pwd","cookie":1,"actor":["sub"],"session_metadata":"m"}',
    ),
  'dates of all kinds': () =>
    parse(
      '{"created_at":{"$date":1},"expires_at":"never","updated_at":12,"authenticated_at":"0001-01-01T00:00:00Z"}',
    ),
  'methods of all kinds': () =>
    parse(
      '{"authentication":{"methods":[null,"pwd",{},{"name":7},{"name":"mfa"},{"name":"mfa","type":9},{"name":"","timestamp":{}}]}}',
    ),
  'a method name of 1 MB': () => ({ authentication: { methods: [{ name: 'm'.repeat(1_000_000) }] } }),
  'addresses that are none': () =>
    parse('{"device":{"initial_ip":"x","last_ip":7,"initial_asn":{},"last_asn":-1,"last_user_agent":[]}}'),
  'lone surrogates': () => parse('{"id":"S1","user_id":"\\ud800","note":"\\udfff"}'),
  __proto__: () => parse('{"id":"S1","__proto__":{"polluted":true},"device":{"__proto__":null}}'),
  'ten thousand levels': () => parse(`{"id":"S1","deep":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  'another session': () => parse('{"id":"S2"}'),
};
