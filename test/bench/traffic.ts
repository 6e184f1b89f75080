import type { Auth0Session } from '../../functions/session/session-outcome.ts';

export interface Traffic {
  /** The text of an event as the webhook receives it: `{"log_id": …, "data": {…}}`, about 1 KB. */
  toEvent(index: number): string;
  toSessionId(index: number): string;
  toSession(sessionId: string): Auth0Session;
}

export interface TrafficOptions {
  /** How many sessions have events at the same time. */
  readonly sessions: number;
  /** After so many events these sessions have ended, and others have begun. @default never */
  readonly eventsPerWave?: number;
}

const startMs = Date.UTC(2026, 0, 1);

/** What a tenant's stream is mostly made of, by the share of each type in hundredths. */
export const types: readonly [type: string, share: number][] = [
  ['s', 50],
  ['seacft', 20],
  ['sertft', 15],
  ['ssa', 8],
  ['slo', 4],
  ['f', 3],
];

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
];

/**
 * Made-up log events over so many sessions, the same ones in every run: an event follows from its number.
 *
 * Some sessions have moved to another address, network or browser, so that signals have something to say.
 */
export function createTraffic({
  sessions,
  eventsPerWave = Number.POSITIVE_INFINITY,
}: TrafficOptions): Traffic {
  const toUser = (index: number) => Math.floor(index / eventsPerWave) * sessions + (index % sessions);
  const toSessionId = (index: number) => `bench-${String(toUser(index)).padStart(10, '0')}-session`;
  return {
    toSessionId,
    toEvent(index) {
      const at = new Date(startMs + index * 10);
      const log_id = `900${at.toISOString().replaceAll(/\D/g, '')}${String(index).padStart(36, '0')}`;
      const user = toUser(index);
      const data = {
        date: at.toISOString(),
        type: toType(index),
        description: 'made up for a benchmark',
        connection: 'Username-Password-Authentication',
        connection_id: 'con_ABmn7rSkeq89BHws',
        client_id: 'd2If6r94bccP9vobatOm7gz3Vaq27qxL',
        client_name: 'Customer Portal',
        ip: `198.51.100.${user % 250}`,
        user_agent: browsers[user % browsers.length],
        details: {
          prompts: [
            {
              name: 'prompt-authenticate',
              initiatedAt: at.getTime() - 4_000,
              completedAt: at.getTime() - 200,
              connection: 'Username-Password-Authentication',
              connection_id: 'con_ABmn7rSkeq89BHws',
              strategy: 'auth0',
              stats: { loginsCount: 3 },
              elapsedTime: 3_800,
            },
          ],
          initiatedAt: at.getTime() - 4_100,
          completedAt: at.getTime(),
          elapsedTime: 4_100,
          session_id: toSessionId(index),
        },
        hostname: 'login.example.com',
        user_id: `auth0|${String(user).padStart(24, '0')}`,
        user_name: `user-${user}@example.com`,
        strategy: 'auth0',
        strategy_type: 'database',
        location_info: {
          country_code: 'DE',
          country_code3: 'DEU',
          country_name: 'Germany',
          city_name: 'Berlin',
          latitude: 52.52,
          longitude: 13.4,
          time_zone: 'Europe/Berlin',
          continent_code: 'EU',
        },
        $event_schema: { version: '1.0.0' },
        environment_name: 'prod-eu-1',
        tenant_name: 'example-tenant',
        log_id,
      };
      return JSON.stringify({ log_id, data });
    },
    toSession(id) {
      const user = Number(id.slice(6, 16));
      const created = new Date(startMs - 3_600_000).toISOString();
      const hasMoved = user % 20 === 0;
      return {
        id,
        user_id: `auth0|${String(user).padStart(24, '0')}`,
        created_at: created,
        updated_at: created,
        authenticated_at: created,
        idle_expires_at: new Date(startMs + 3 * 86_400_000).toISOString(),
        expires_at: new Date(startMs + 30 * 86_400_000).toISOString(),
        last_interacted_at: created,
        device: {
          initial_user_agent: browsers[user % browsers.length] ?? '',
          initial_ip: `198.51.100.${user % 250}`,
          initial_asn: '64496',
          last_user_agent: browsers[(hasMoved ? user + 1 : user) % browsers.length] ?? '',
          last_ip: hasMoved ? '203.0.113.200' : `198.51.100.${user % 250}`,
          last_asn: hasMoved ? '65550' : '64496',
        },
        clients: [{ client_id: 'd2If6r94bccP9vobatOm7gz3Vaq27qxL' }],
        authentication: {
          methods: [
            { name: 'pwd', timestamp: created },
            { name: 'mfa', type: 'otp', timestamp: created },
          ],
        },
        cookie: { mode: 'persistent' },
      };
    },
  };
}

function toType(index: number): string {
  // A step that shares no factor with 100 spreads the types evenly; the other one gives a session more than one type.
  let at = (index * 37 + Math.floor(index / 100) * 13) % 100;
  for (const [type, share] of types) {
    if (at < share) return type;
    at -= share;
  }
  return 's';
}
