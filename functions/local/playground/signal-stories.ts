import type { JsonObject } from '../../log-event/log-event.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';
import { type SampleTraffic, toStories } from '../sample-traffic.ts';
import { ago, chrome, hours, portal, quietSession, reports, silentSignIn } from './story-parts.ts';
import { createToldStories, sessionMarker } from './told-stories.ts';

/** What has to be played, one part after the other, so that a signal is raised. */
export type SignalStory = readonly SampleTraffic[];

/** Signals that ask for a threshold or a list are on here, so that there is something to see. */
export const playgroundSignals: SignalSettings = {
  hostingAsns: [64_510],
  authTooOldSeconds: 12 * 3_600,
  mfaTooOldSeconds: 12 * 3_600,
  sessionTooOldSeconds: 7 * 24 * 3_600,
  idleTooLongSeconds: 4 * 3_600,
  sessionMarkers: [sessionMarker],
};

/** Signals that the sample events raise. */
const sampleStories: Readonly<Record<string, string>> = {
  network_and_client_changed: 'session-hijack',
  asn_changed: 'session-hijack',
  user_agent_changed: 'session-hijack',
  ip_changed: 'session-hijack',
  impossible_travel: 'session-hijack',
  scripted_user_agent: 'scripted-session',
  delegated_session: 'delegated-session',
  session_gone: 'revoked-session',
  refresh_token_after_session_end: 'revoked-session',
};

/** A story for every signal by name: of the samples where they have one, else made for it. */
export function createSignalStories(traffic: SampleTraffic): ReadonlyMap<string, SignalStory> {
  const stories = toStories(traffic);
  const samples = Object.entries(sampleStories).flatMap(([signal, name]): [string, SignalStory][] => {
    const story = stories.get(name);
    return story ? [[signal, [story]]] : [];
  });
  return new Map([...samples, ...Object.entries(madeStories), ...createToldStories()]);
}

let stories = 0;

function tell(user: string, session: Partial<Auth0Session>, event: JsonObject = {}): SignalStory {
  stories += 1;
  const sessionId = `PlaygroundSession${String(stories).padStart(15, '0')}`;
  return [
    {
      elements: [silentSignIn(stories, sessionId, user, event)],
      sessions: [quietSession(sessionId, user, session)],
    },
  ];
}

const home = quietSession('', '').device;
const hosting = { ...home, initial_asn: '64510', last_asn: '64510' };
const twoFactors = (secondsAgo: number, type: string) => ({
  methods: [
    { name: 'pwd', timestamp: ago(2 * hours) },
    { name: 'mfa', type, timestamp: ago(secondsAgo) },
  ],
});

/** The application joins only after the list without it has been read. */
function joinedApplication(): SignalStory {
  const [before] = tell('sam', {}) as [SampleTraffic];
  const [session] = before.sessions as [Auth0Session];
  const clients = [{ client_id: portal.client_id }, { client_id: reports.client_id }];
  stories += 1;
  return [
    before,
    {
      elements: [silentSignIn(stories, String(session.id), 'sam', reports)],
      sessions: [{ ...session, clients }],
    },
  ];
}

const madeStories: Readonly<Record<string, SignalStory>> = {
  user_mismatch: tell('robin', { user_id: 'auth0|somebody-else' }),
  session_used_after_end: tell('noor', { expires_at: ago(600) }),
  refresh_token_reuse: tell(
    'kim',
    {},
    {
      type: 'ferrt',
      description: 'Unsuccessful Refresh Token exchange, reused refresh token detected',
      details: { familyId: 'fhy08XvdDpUYfYtzc0MjaD', tokenCounter: 3, latestCounter: 4 },
    },
  ),
  event_outside_session: tell('toni', {}, { ip: '203.0.113.61', user_agent: chrome }),
  client_not_in_session: tell('lee', {}, reports),
  recovery_code_used: tell('mika', { authentication: twoFactors(60, 'recovery-code') }),
  client_fanout: tell('pat', {
    clients: Array.from({ length: 12 }, (_, index) => ({
      client_id: index === 0 ? portal.client_id : `Client${String(index).padStart(26, '0')}`,
    })),
  }),
  new_client: joinedApplication(),
  hosting_or_anonymous_network: tell('ola', { device: hosting }),
  auth_too_old: tell('tove', { created_at: ago(13 * hours), authenticated_at: ago(13 * hours) }),
  mfa_too_old: tell('uli', { authentication: twoFactors(13 * hours, 'otp') }),
  session_too_old: tell('val', { created_at: ago(8 * 24 * hours) }),
  idle_too_long: tell('wren', { last_interacted_at: ago(5 * hours), updated_at: ago(5 * hours) }),
};
