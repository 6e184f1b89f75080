import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '../../log-event/log-event.ts';
import { toSignalTitle } from '../../record/explain/signal-title.ts';
import { signalCatalogue } from '../../signals/signal-catalogue.ts';
import type { Auth0Simulator } from '../auth0-simulator.ts';
import type { LogStreamSender } from '../log-stream-sender.ts';
import { type SampleTraffic, toStories } from '../sample-traffic.ts';
import { createTrafficPlayer } from '../traffic-player.ts';
import { createSignalStories, type SignalStory } from './signal-stories.ts';

/** An entry of the page's picker: what it is called, what to expect of it, and what it does. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  readonly expectation: string;
  /** `signal`: raises the signal of its name. */
  readonly kind: 'system' | 'signal';
  /** Events and sessions as somebody would paste them; absent where the events are not the point. */
  readonly sample?: SampleTraffic;
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
/** Between the parts of a story: the session is read anew by then, for the local cache keeps it for two seconds. */
const partPauseMs = 2_500;
/** How far back the player dates events. */
const playerDelayMs = 10_000;

/** What can be made to happen: what the system does first, then a story for every signal of the catalogue. */
export function createScenarios(options: ScenarioOptions): readonly Scenario[] {
  const { traffic, simulator, openSender, now, random } = options;
  const stories = toStories(traffic);
  const signalStories = createSignalStories(traffic);
  const playAnew = (told: SampleTraffic) =>
    createTrafficPlayer({ simulator, sender: openSender(), now, random }).playAnew(told);

  function story(name: string, storyName: string, title: string, expectation: string): Scenario {
    const told = stories.get(storyName);
    if (!told) throw new Error(`no sample story ${storyName}; there are ${[...stories.keys()].join(', ')}`);
    return { name, title, expectation, kind: 'system', sample: told, play: () => playAnew(told) };
  }

  async function playNormalLogins(count: number): Promise<number> {
    const login = stories.get('normal-login');
    const signIn = login?.elements.find((element) => (element['data'] as JsonObject)['type'] === 's');
    if (!login || !signIn) throw new Error('the sample story normal-login has no sign-in');
    const signIns = Array.from({ length: count }, () => ({ elements: [signIn], sessions: login.sessions }));
    await Promise.all(signIns.map(playAnew));
    return count;
  }

  /** The parts belong to one session, so they keep their IDs; each part happens now, after the one before was read. */
  async function playParts(parts: SignalStory): Promise<number> {
    const [only, ...more] = parts;
    if (only && more.length === 0) return playAnew(only);
    const renamed = renameTogether(parts, random);
    const player = createTrafficPlayer({
      simulator,
      sender: openSender(),
      now: () => now() + playerDelayMs,
      random,
    });
    let played = 0;
    for (const part of renamed) {
      if (played > 0) await delay(partPauseMs);
      await player.play(part);
      played += part.elements.length;
    }
    return played;
  }

  const ofSignals = signalCatalogue.flatMap(({ name, severity }): Scenario[] => {
    const parts = signalStories.get(name);
    if (!parts) return [];
    return [
      {
        name,
        title: toSignalTitle(name),
        expectation: `${name}, ${severity}`,
        kind: 'signal',
        sample: joinParts(parts),
        play: () => playParts(parts),
      },
    ];
  });

  return [
    story('hijack', 'session-hijack', 'Hijacked session', 'network and program change, High'),
    story('normal-login', 'normal-login', 'Normal login', 'read from Auth0, nothing raised'),
    story('sso', 'single-sign-on', 'Single sign-on', 'one look-up for several events of a session'),
    story('mfa', 'mfa-step-up', 'Second factor', 'the factor stands among the session’s methods'),
    story(
      'failed-logins',
      'failed-logins',
      'Failed logins',
      'wrong passwords, and a block; no session behind them',
    ),
    {
      name: 'burst',
      title: `Burst of ${burstSignIns} sign-ins`,
      expectation: 'look-ups stay under what the budget allows while events wait',
      kind: 'system',
      play: () => playNormalLogins(burstSignIns),
    },
    {
      name: 'outage',
      title: `Auth0 outage, ${outageMs / 1_000} s`,
      expectation: 'records wait or say unavailable, none is lost',
      kind: 'system',
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
      kind: 'system',
      async play() {
        simulator.expireTokens();
        return playNormalLogins(1);
      },
    },
    ...ofSignals,
  ];
}

function joinParts(parts: SignalStory): SampleTraffic {
  const sessions = new Map(parts.flatMap((part) => part.sessions.map((session) => [session.id, session])));
  return { elements: parts.flatMap(({ elements }) => elements), sessions: [...sessions.values()] };
}

/** New IDs, the same ones in each part. */
function renameTogether(parts: SignalStory, random: () => number): SignalStory {
  const suffix = String(Math.floor(random() * 1e9)).padStart(9, '0');
  const text = JSON.stringify(parts).replaceAll(
    /"(PlaygroundSession|900202609140900004)\d{9}(\d+)"/g,
    (_whole, begin: string, end: string) => `"${begin}${suffix}${end}"`,
  );
  return JSON.parse(text) as SignalStory;
}
