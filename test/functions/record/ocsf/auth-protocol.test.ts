import { describe, expect, it } from '@jest/globals';
import { makeRecord } from '../make-records.ts';

// Numbers of https://schema.ocsf.io/1.8.0/classes/authentication: a wrong one is as valid as the right one.

const toProtocol = (data: object, type = 's') => {
  const { auth_protocol_id, auth_protocol } = makeRecord({ type, data: { ...data } });
  return [auth_protocol_id, auth_protocol];
};

describe('auth_protocol', () => {
  it.each([
    ['samlp', 5, 'SAML'],
    ['oidc', 4, 'OpenID'],
    ['okta', 4, 'OpenID'],
    ['waad', 4, 'OpenID'],
    ['ad', 12, 'LDAP'],
    ['auth0-adldap', 12, 'LDAP'],
    ['auth0', 99, 'Auth0 database'],
    ['email', 99, 'Passwordless'],
    ['sms', 99, 'Passwordless'],
    ['oauth2', 6, 'OAUTH 2.0'],
    ['google-oauth2', 6, 'OAUTH 2.0'],
    ['pingfederate', 99, 'pingfederate'],
  ])('of the strategy %s is %i %s', (strategy, id, caption) => {
    expect(toProtocol({ strategy })).toEqual([id, caption]);
  });

  it('of any social strategy is OAuth, and of no strategy none', () => {
    expect(toProtocol({ strategy: 'github', strategy_type: 'social' })).toEqual([6, 'OAUTH 2.0']);
    expect(toProtocol({ strategy: 'github', strategy_type: 'enterprise' })).toEqual([99, 'github']);
    expect(toProtocol({})).toEqual([undefined, undefined]);
  });

  it.each(['seacft', 'sertft', 'sepft', 'fepft', 'sede', 'fede', 'ciba_exchange_succeeded', 'fd', 'ferrt'])(
    'of the exchange %s is OAuth, whatever the strategy',
    (type) => {
      expect(toProtocol({ strategy: 'samlp' }, type)).toEqual([6, 'OAUTH 2.0']);
    },
  );
});
