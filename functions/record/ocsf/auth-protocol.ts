import type { EventModel } from '../event-model.ts';
import { readText } from '../reading/read-values.ts';

type Protocol = readonly [id: number, caption: string];

const oauth: Protocol = [6, 'OAUTH 2.0'];
const openId: Protocol = [4, 'OpenID'];
const ldap: Protocol = [12, 'LDAP'];
const passwordless: Protocol = [99, 'Passwordless'];

const byStrategy: ReadonlyMap<string, Protocol> = new Map([
  ['samlp', [5, 'SAML']],
  ['oidc', openId],
  ['okta', openId],
  ['waad', openId],
  ['ad', ldap],
  ['auth0-adldap', ldap],
  ['auth0', [99, 'Auth0 database']],
  ['email', passwordless],
  ['sms', passwordless],
  ['oauth2', oauth],
  ['google-oauth2', oauth],
]);

/** Types whose event is an exchange at the token endpoint, whatever the activity is called. */
const tokenTypes: ReadonlySet<string> = new Set(
  (
    'ciba_exchange_failed ciba_exchange_succeeded fecte fede fens feoobft feotpft fepft fepotpft fercft ' +
    'secte sede sens seoobft seotpft sepft sepkoobft sepkotpft sepkrcft sercft'
  ).split(' '),
);

const tokenActivities: ReadonlySet<string> = new Set([
  'Token Exchange',
  'Token Refresh',
  'Token Revoke',
  'Delegation',
]);

/** How the user proved who they are, by the connection's strategy. Undefined when the event names none. */
export function toAuthProtocol({ type, activity, data }: EventModel): Protocol | undefined {
  if (tokenActivities.has(activity.name) || (type !== undefined && tokenTypes.has(type))) return oauth;
  const strategy = readText(data['strategy']);
  if (strategy === undefined) return undefined;
  return byStrategy.get(strategy) ?? (data['strategy_type'] === 'social' ? oauth : [99, strategy]);
}
