import type { Schema } from '../event-arbitrary.ts';

const text: Schema = { type: 'string' };
const address: Schema = { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }, text] };

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties };
}

/** What Auth0's schemas of all log types have in common, and what a few have alone but records have a place for. */
export const anyEventSchema: Schema = object({
  description: text,
  ip: address,
  user_agent: {
    type: 'string',
    examples: ['curl/8.9', 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0'],
  },
  user_id: text,
  user_name: { type: 'string', examples: ['alice@example.com', "o'brien@example.com"] },
  client_id: text,
  client_name: text,
  connection: text,
  connection_id: text,
  organization_id: text,
  organization_name: text,
  tenant_name: text,
  hostname: { type: 'string', examples: ['login.example.com', 'login_example.com'] },
  strategy: { enum: ['auth0', 'samlp', 'ad', 'google-oauth2', 'email', 'tomorrow'] },
  strategy_type: { enum: ['database', 'social', 'enterprise'] },
  audience: text,
  scope: { anyOf: [text, { type: 'array', items: text }] },
  isMobile: { type: ['boolean', 'string'] },
  session_connection: { type: ['string', 'null'] },
  references: object({ correlation_id: text }),
  details: object({
    session_id: { enum: ['S1', 'S2', ''] },
    flow_type: { enum: ['login', 'signup'] },
    user_id: text,
    id: text,
    domain: text,
    connection: text,
    connection_name: text,
    custom_domain_id: text,
    actor: object({ sub: text }),
    refresh_token: object({ session_id: { enum: ['S1', ''] } }),
    request: object({
      method: { enum: ['GET', 'POST', 'patch', 'DELETE', 'BREW'] },
      path: { enum: ['/api/v2/users', '/scim/v2/connections/con_1/Users/7', '/Groups', ''] },
      ip: address,
      auth: object({ user: object({ user_id: text, name: text, email: text }) }),
    }),
    response: object({ statusCode: { enum: [200, '404', 'none'] }, body: { type: ['string', 'null'] } }),
    tokenCounter: { enum: [3, 4] },
    latestCounter: { enum: [4] },
    riskAssessment: object({ confidence: { enum: ['low', 'high', 'tomorrow'] } }),
    prompts: { type: 'array', items: object({ name: text, user_name: text, timeOfDay: { type: 'number' } }) },
    session_metadata: object({ plan: text, secret: text }),
  }),
});
