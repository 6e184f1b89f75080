import type { Auth0Simulator } from './auth0-simulator.ts';
import type { LogStreamSender } from './log-stream-sender.ts';
import { type SampleTraffic, moveInTime, withNewIds } from './sample-traffic.ts';

export interface TrafficPlayer {
  /** Plays traffic as if its last event had just happened; resolves when the webhook has accepted all of it. */
  play(traffic: SampleTraffic): Promise<void>;
  /** The same as new events of new sessions; resolves with how many there were. */
  playAnew(traffic: SampleTraffic): Promise<number>;
}

export interface TrafficPlayerOptions {
  readonly simulator: Auth0Simulator;
  readonly sender: LogStreamSender;
  readonly now: () => number;
  readonly random: () => number;
}

/** How long ago the last event happened when it arrives: public samples took 10 to 15 seconds. */
const deliveryDelayMs = 10_000;

/** Makes the simulated tenant have the sessions, and its log stream the events. */
export function createTrafficPlayer({ simulator, sender, now, random }: TrafficPlayerOptions): TrafficPlayer {
  async function play(traffic: SampleTraffic): Promise<void> {
    const { elements, sessions } = moveInTime(traffic, now() - deliveryDelayMs);
    for (const session of sessions) simulator.setSession(session);
    simulator.addLogs(elements.map((element) => Object(element['data']) as typeof element));
    await sender.send(elements);
  }

  return {
    play,
    async playAnew(traffic) {
      const anew = withNewIds(traffic, now(), random);
      await play(anew);
      return anew.elements.length;
    },
  };
}
