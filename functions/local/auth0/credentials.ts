import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Auth0Simulator } from '../auth0-simulator.ts';
import { loopbackOnly } from '../loopback-only.ts';
import type { SimulatedClient } from './token-endpoint.ts';

/** A machine-to-machine application that may do all that the simulated Management API can. */
export const allScopesClient = {
  clientId: 'local-all-scopes',
  clientSecret: 'local-all-scopes-secret',
  scopes: ['read:sessions', 'read:logs', 'read:logs_users'],
} as const satisfies SimulatedClient;

/**
 * The simulated tenant with a door that Auth0 does not have: `GET /credentials` gives whoever is on this machine an
 * application with every scope, and a token of it, as AUTH0_TOKEN takes it. What it opens is made up.
 */
export function withCredentials({ app, issueToken }: Pick<Auth0Simulator, 'app' | 'issueToken'>) {
  const { clientId, clientSecret, scopes } = allScopesClient;
  const open = new Hono<{ Bindings: HttpBindings }>();
  open.get('/credentials', loopbackOnly, (c) =>
    c.json({
      access_token: issueToken({ scopes }),
      client_id: clientId,
      client_secret: clientSecret,
      scope: scopes.join(' '),
      token_type: 'Bearer',
    }),
  );
  open.all('*', (c) => app.fetch(c.req.raw, c.env));
  return open;
}
