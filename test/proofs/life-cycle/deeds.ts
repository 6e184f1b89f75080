import type { Operator } from './operator.ts';
import type { Deed } from './steps.ts';
import { stack, type World } from './world.ts';

export interface DeedOptions {
  readonly world: World;
  readonly operator: Operator;
  /** Holds the log stream back until every queue is empty; how many events are still on their way when patience ends. */
  readonly drain: () => Promise<number>;
}

/** Each deed; what went wrong, or undefined. */
export function createDeeds({
  world,
  operator,
  drain,
}: DeedOptions): Readonly<Record<Deed, () => Promise<string | undefined>>> {
  return {
    async 'fill in the application and rotate'() {
      await world.fillApplication();
      return undefined;
    },
    async 'fill in the collector’s token'() {
      for (const name of ['splunk', 'siem']) {
        await operator
          .fillSecret(`session-enricher/acme/destination-${name}`, `token-of-${name}`)
          .catch(() => undefined);
      }
      return undefined;
    },
    async 'pause the log stream until every queue is empty'() {
      const missing = await drain();
      return missing > 0 ? `${missing} events are still on their way` : undefined;
    },
    async 'delete the delivery streams that stayed'() {
      await operator.deleteStreams([`${stack}-records`, `${stack}-lake-3002`, `${stack}-lake-6003`]);
      return undefined;
    },
    async 'delete the Glue database'() {
      await world.deleteGlueDatabase('session_enricher_acme_security_lake');
      return undefined;
    },
    'let the schedule send a heartbeat': () => world.playHeartbeat(),
    async 'redrive what waited for splunk to siem'() {
      const { exitCode, stderr } = await operator.redrive('Https-splunk', 'Https-siem');
      return exitCode === 0 ? undefined : `redrive ended with ${exitCode}: ${stderr.slice(-300)}`;
    },
  };
}
