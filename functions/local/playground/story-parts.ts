import type { JsonObject } from '../../log-event/log-event.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';

const atMs = Date.parse('2026-09-14T09:00:00.000Z');
/** A time so long before the last event. */
export const ago = (seconds: number) => new Date(atMs - seconds * 1_000).toISOString();
export const hours = 3_600;

export const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0';
export const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
export const portal = { client_id: '07sAskYkHuUrcNMsh84E7LZpfzXQkHwQ', client_name: 'Customer Portal' };
export const reports = { client_id: 'Rp0rtsYkHuUrcNMsh84E7LZpfzXQkHwR', client_name: 'Reports' };

/** A quiet session at home: two hours old, used a minute ago. */
export function quietSession(id: string, user: string, changes: Partial<Auth0Session> = {}): Auth0Session {
  return {
    id,
    user_id: `auth0|${user}`,
    created_at: ago(2 * hours),
    updated_at: ago(1),
    authenticated_at: ago(2 * hours),
    last_interacted_at: ago(1),
    idle_expires_at: ago(-72 * hours),
    expires_at: ago(-700 * hours),
    device: {
      initial_user_agent: firefox,
      initial_ip: '192.0.2.30',
      initial_asn: '64496',
      last_user_agent: firefox,
      last_ip: '192.0.2.30',
      last_asn: '64496',
    },
    clients: [{ client_id: portal.client_id }],
    authentication: { methods: [{ name: 'pwd', timestamp: ago(2 * hours) }] },
    cookie: { mode: 'persistent' },
    ...changes,
  };
}

/** A silent sign-in of that session from home. */
export function silentSignIn(
  number: number,
  sessionId: string,
  user: string,
  changes: JsonObject = {},
): JsonObject {
  const log_id = `900202609140900004${String(number).padStart(38, '0')}`;
  const data = {
    date: ago(0),
    type: 'ssa',
    description: 'Successful silent authentication',
    ...portal,
    ip: '192.0.2.30',
    user_agent: firefox,
    details: { prompts: [], session_id: sessionId },
    hostname: 'login.example.com',
    user_id: `auth0|${user}`,
    user_name: `${user}.sample@example.com`,
    tenant_name: 'example-tenant',
    log_id,
    ...changes,
  };
  return { log_id, data };
}
