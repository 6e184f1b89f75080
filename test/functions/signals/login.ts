import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { toOutcomeAtEvent } from '../session/outcome-at-event.ts';
import type { SignalInput } from '../../../functions/signals/signal.ts';
import { toToldHistory } from './told-history.ts';

export const agents = {
  chrome: toChrome('Macintosh; Intel Mac OS X 10_15_7', 'Chrome/145.0.0.0'),
  nextChrome: toChrome('Macintosh; Intel Mac OS X 10_15_7', 'Chrome/146.0.0.0'),
  headlessChrome: toChrome('Macintosh; Intel Mac OS X 10_15_7', 'HeadlessChrome/145.0.0.0'),
  firefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0',
  python: 'python-requests/2.32',
} as const;

function toChrome(system: string, product: string): string {
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) ${product} Safari/537.36`;
}

/** What differs from an ordinary login. A key set to undefined is taken out. */
export interface Change {
  readonly type?: string;
  readonly event?: JsonObject;
  readonly details?: JsonObject;
  readonly session?: JsonObject;
  readonly device?: JsonObject;
  readonly outcome?: Partial<SessionOutcome>;
  /** What other events told: their data, `date` and `type` at least, in this session and of this user. */
  readonly told?: readonly JsonObject[];
}

/** A login on a device where nothing has changed since the session began: the base of every scenario. */
export function toLogin(change: Change = {}): SignalInput {
  const { type = 's', told } = change;
  const session = withChange(
    {
      id: 'ExampleSess-0001_aBcDeFgHiJkLmNo',
      user_id: 'auth0|65f0c0ffee00000000a11ce0',
      created_at: '2026-03-02T08:00:05.120Z',
      updated_at: '2026-03-02T11:15:04.861Z',
      authenticated_at: '2026-03-02T08:00:05.101Z',
      last_interacted_at: '2026-03-02T11:15:04.861Z',
      idle_expires_at: '2026-03-05T11:15:04.861Z',
      expires_at: '2026-03-09T08:00:05.120Z',
      device: withChange(
        {
          initial_ip: '198.51.100.23',
          initial_asn: '64496',
          initial_user_agent: agents.chrome,
          last_ip: '198.51.100.23',
          last_asn: '64496',
          last_user_agent: agents.chrome,
        },
        change.device,
      ),
      clients: [{ client_id: 'ExampleClientId00000000000000001' }],
      authentication: {
        methods: [
          { name: 'pwd', timestamp: '2026-03-02T07:59:48.400Z' },
          { name: 'mfa', type: 'push-notification', timestamp: '2026-03-02T08:00:05.050Z' },
        ],
      },
      cookie: { mode: 'persistent' },
    },
    change.session,
  );
  const data = withChange(
    {
      date: '2026-03-02T11:15:04.873Z',
      type,
      client_id: 'ExampleClientId00000000000000001',
      user_id: 'auth0|65f0c0ffee00000000a11ce0',
      ip: '198.51.100.23',
      user_agent: agents.chrome,
      details: withChange({ session_id: 'ExampleSess-0001_aBcDeFgHiJkLmNo', prompts: [] }, change.details),
    },
    change.event,
  );
  const found = { status: 'enriched', session, source: 'api', fetchedAtMs: at('11:15:18.004') } as const;
  const { status = 'enriched' } = change.outcome ?? {};
  const outcome = status === 'enriched' ? { ...found, ...change.outcome } : { ...change.outcome, status };
  const event = {
    logId: 'log-1',
    type,
    data,
    sessionId: 'ExampleSess-0001',
    occurredAtMs: at('11:15:04.873'),
  };
  return {
    event,
    ...toOutcomeAtEvent(outcome, event),
    ...(told && { history: toToldHistory(told, event) }),
  };
}

/** Epoch milliseconds of a time on the day of the login, UTC. */
export function at(time: string): number {
  return Date.parse(`2026-03-02T${time}Z`);
}

export const notFound = { status: 'not_found', source: 'api', fetchedAtMs: at('11:15:18.004') } as const;

/** The session's last use and the event alike: what most real changes look like. */
export function movesTo(to: { ip?: string; asn?: string; userAgent?: string }): Change {
  const { ip, asn, userAgent } = to;
  return {
    device: {
      ...(ip && { last_ip: ip }),
      ...(asn && { last_asn: asn }),
      ...(userAgent && { last_user_agent: userAgent }),
    },
    event: { ...(ip && { ip }), ...(userAgent && { user_agent: userAgent }) },
  };
}

function withChange(base: JsonObject, change: JsonObject = {}): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined),
  );
}
