import { setTimeout as wait } from 'node:timers/promises';
import type { Reach } from './reach.ts';
import { type Place, places } from './steps.ts';
import { logIdOf, type SentEvent, type Traffic } from './traffic.ts';
import type { World } from './world.ts';

export interface SettlingOptions {
  readonly world: World;
  readonly traffic: Traffic;
  /** By the number of the step. */
  readonly mustReach: ReadonlyMap<number, Reach>;
}

/** What has not yet arrived wherever it has to. */
export function createSettling({ world, traffic, mustReach }: SettlingOptions) {
  async function findMissing(count: number): Promise<readonly SentEvent[]> {
    const ids = new Map<Place, ReadonlySet<string | undefined>>();
    for (const place of places) {
      ids.set(place, new Set((await world.records(place)).flatMap(splitEvents).map(logIdOf)));
    }
    const has = (place: Place, logId: string) => ids.get(place)?.has(logId) === true;
    return traffic.sent.slice(0, count).filter(({ logId, step }) => {
      const { all = [], any = [] } = mustReach.get(step) ?? {};
      return !all.every((place) => has(place, logId)) || !any.some((place) => has(place, logId));
    });
  }

  return {
    /**
     * Waits as long as fewer are missing than before, and says how many still are: what an invocation did not finish comes
     * back after its visibility timeout.
     */
    async settle(patienceMs: number): Promise<number> {
      // More come meanwhile, and have their turn after the next step.
      const count = traffic.sent.length;
      let [missing, sinceMs] = [(await findMissing(count)).length, performance.now()];
      while (missing > 0 && performance.now() - sinceMs < patienceMs) {
        await wait(500);
        world.flush();
        const now = (await findMissing(count)).length;
        if (now < missing) sinceMs = performance.now();
        missing = now;
      }
      return missing;
    },
  };
}

/** HEC bodies hold events one after the other; elsewhere a line is one record. */
const splitEvents = (record: string) => record.split(/(?<=\})(?=\{"(?:time|event|host|source)":)/);
