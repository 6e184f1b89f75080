import type { JsonObject } from '../../log-event/log-event.ts';
import type { Auth0Simulator } from '../auth0-simulator.ts';
import type { LogStreamSender } from '../log-stream-sender.ts';
import { type SampleTraffic, toStories } from '../sample-traffic.ts';
import { createTrafficPlayer } from '../traffic-player.ts';

/** A button of the page: what it is called, what to expect of it, and what it does. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly expectation: string;
  /** Resolves with the number of log events played. */
  play(): Promise<number>;
}

export interface ScenarioOptions {
  readonly traffic: SampleTraffic;
  readonly simulator: Auth0Simulator;
  /** Asked when a scenario is played: only then is it known where the webhook is. */
  readonly openSender: () => LogStreamSender;
  readonly now: () => number;
  readonly random: () => number;
}

/** Sign-ins of the burst, each of a session of its own: four times what the tenant's bucket holds. */
const burstSignIns = 200;
/** How long the outage lasts: past the breaker's first pause, so that its opening and closing can be seen. */
const outageMs = 8_000;

/** What can be made to happen, in the order of the buttons. */
export function createScenarios(options: ScenarioOptions): readonly Scenario[] {
  const { traffic, simulator, openSender, now, random } = options;
  const stories = toStories(traffic);
  const playAnew = (told: SampleTraffic) =>
    createTrafficPlayer({ simulator, sender: openSender(), now, random }).playAnew(told);

  function story(name: string, storyName: string, title: string, expectation: string): Scenario {
    const told = stories.get(storyName);
    if (!told) throw new Error(`no sample story ${storyName}; there are ${[...stories.keys()].join(', ')}`);
    return { name, title, expectation, play: () => playAnew(told) };
  }

  async function playNormalLogins(count: number): Promise<number> {
    const login = stories.get('normal-login');
    const signIn = login?.elements.find((element) => (element['data'] as JsonObject)['type'] === 's');
    if (!login || !signIn) throw new Error('the sample story normal-login has no sign-in');
    const signIns = Array.from({ length: count }, () => ({ elements: [signIn], sessions: login.sessions }));
    await Promise.all(signIns.map(playAnew));
    return count;
  }

  return [
    story('normal-login', 'normal-login', 'Normal login', 'enriched, nothing raised'),
    story('sso', 'single-sign-on', 'SSO re-login', 'one look-up for several events of one session'),
    story('hijack', 'session-hijack', 'Session hijack', 'network_and_client_changed, high'),
    story('mfa', 'mfa-step-up', 'MFA step-up', 'mfa_used, the factor in auth_factors'),
    story('revoked', 'revoked-session', 'Revoked session', 'not_found, session_gone'),
    story('delegated', 'delegated-session', 'Delegated session', 'delegated_session, with the actor'),
    {
      name: 'burst',
      title: `Burst of ${burstSignIns} sign-ins`,
      expectation: 'look-ups stay under the budget line while events wait',
      play: () => playNormalLogins(burstSignIns),
    },
    {
      name: 'outage',
      title: 'Auth0 outage',
      expectation: `503 for ${outageMs / 1_000} s: records wait or say unavailable, none is lost`,
      async play() {
        const recover = simulator.inject({ kind: 'status', status: 503 });
        setTimeout(recover, outageMs).unref();
        return playNormalLogins(5);
      },
    },
    {
      name: 'token-expiry',
      title: 'Token expiry',
      expectation: 'one 401, then a new token: still enriched',
      async play() {
        simulator.expireTokens();
        return playNormalLogins(1);
      },
    },
  ];
}
