import type { JsonObject } from '../../log-event/log-event.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import type { SampleTraffic } from '../sample-traffic.ts';
import { ago, chrome, firefox, quietSession, silentSignIn } from './story-parts.ts';

/** What a managed browser has in its user agent. */
export const sessionMarker = 'AcmeBrowser/';

/** An event of the story: so many minutes before its end. */
interface Told {
  readonly minutes: number;
  readonly type?: string;
  readonly event?: JsonObject;
  readonly details?: JsonObject;
  /** The event names no session. */
  readonly isApart?: boolean;
}

const elsewhere = { ip: '203.0.113.61' };
const script = { user_agent: 'python-requests/2.32.3' };
const oldFirefox = firefox.replaceAll('142.0', '131.0');
const ja4 = (ciphers: string) => ({ security_context: { ja4: `t13d${ciphers}_d8a2da3f94cd` } });
const device = quietSession('', '').device ?? {};

/** Stories that several events tell together, or one with what a login alone does not show. */
export function createToldStories(): readonly (readonly [signal: string, story: readonly SampleTraffic[]])[] {
  let count = 100;

  function tell(user: string, events: readonly Told[], session: Partial<Auth0Session> = {}) {
    const sessionId = `PlaygroundSession${String(count).padStart(15, '0')}`;
    const elements = events.map(({ minutes, type = 'ssa', event, details, isApart = false }) => {
      count += 1;
      return silentSignIn(count, sessionId, user, {
        type,
        description: undefined,
        date: ago(minutes * 60),
        ...event,
        details: { prompts: [], ...(!isApart && { session_id: sessionId }), ...details },
      });
    });
    return [{ elements, sessions: [quietSession(sessionId, user, session)] }];
  }

  return [
    [
      'network_alternates',
      tell('aki', [
        { minutes: 9 },
        { minutes: 6, event: elsewhere },
        { minutes: 5 },
        { minutes: 0, event: elsewhere },
      ]),
    ],
    [
      'tls_fingerprint_changed',
      tell('bo', [
        { minutes: 9, event: ja4('1715h2_5b57614c22b0') },
        { minutes: 0, event: ja4('190900_9dc949149365') },
      ]),
    ],
    ['browser_downgraded', tell('cam', [{ minutes: 0, event: { user_agent: oldFirefox } }])],
    [
      'low_confidence_login',
      tell('dani', [{ minutes: 0, type: 's', details: { riskAssessment: { confidence: 'low' } } }]),
    ],
    [
      'token_client_changed',
      tell('eli', [
        { minutes: 0, type: 'sertft', event: { ...script, auth0_client: { name: 'auth0-react' } } },
      ]),
    ],
    [
      'factor_changed_elsewhere',
      tell('fay', [
        { minutes: 0, type: 'gd_enrollment_complete', event: { ...elsewhere, user_agent: chrome } },
      ]),
    ],
    [
      'mfa_rejected_then_passed',
      tell('gil', [
        { minutes: 3, type: 'gd_send_pn' },
        { minutes: 3, type: 'gd_auth_rejected' },
        { minutes: 2, type: 'gd_send_pn' },
        { minutes: 2, type: 'gd_auth_rejected' },
        { minutes: 0, type: 'gd_auth_succeed' },
      ]),
    ],
    [
      'scripted_login',
      tell('hana', [{ minutes: 0, type: 's', event: script }], {
        device: { ...device, initial_user_agent: script.user_agent, last_user_agent: script.user_agent },
      }),
    ],
    [
      'session_marker_missing',
      tell('ivo', [{ minutes: 0 }], {
        device: { ...device, initial_user_agent: `${firefox} ${sessionMarker}7` },
      }),
    ],
    ['session_older_than_password', tell('jo', [{ minutes: 9, type: 'scp', isApart: true }, { minutes: 0 }])],
    ['device_code_exchanged', tell('kai', [{ minutes: 0, type: 'sede', isApart: true }])],
  ];
}
