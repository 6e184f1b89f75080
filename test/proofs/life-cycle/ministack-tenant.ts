import type { createAwsCalls } from '../ministack/aws-calls.ts';
import { feed, runDeployedFunction, type RunningFunction } from '../ministack/deployed-functions.ts';
import type { Mapping } from '../ministack/fit-template.ts';
import { findQueue } from '../ministack/operator.ts';
import { stack } from './world.ts';

export interface RunningTenant {
  readonly receive: RunningFunction['invoke'];
  readonly rotate: RunningFunction['invoke'];
  /** Takes nothing more from the queues, and ends once what it had taken is done. */
  stop(): Promise<void>;
}

export interface RunTenantOptions {
  readonly endpoint: string;
  readonly codeRoot: string;
  readonly aws: ReturnType<typeof createAwsCalls>;
  readonly mappings: readonly Mapping[];
  readonly surroundings: () => Readonly<Record<string, string>>;
}

/** The deployed functions with their settings of now, fed from the deployed queues. */
export async function runTenant({
  endpoint,
  codeRoot,
  aws,
  mappings,
  surroundings,
}: RunTenantOptions): Promise<RunningTenant> {
  const run = async (service: string) => {
    const settings = await aws.settingsOf(`${stack}-${service}`).catch(() => undefined);
    return settings && runDeployedFunction({ endpoint, codeRoot, service, ...settings, surroundings });
  };
  const [receive, enrich, rotate] = await Promise.all(['receive', 'enrich', 'rotate-token'].map(run));
  const pollers = await Promise.all(
    mappings.map(async (mapping) => {
      if (enrich === undefined) throw new Error('enrich is not deployed');
      return feed(enrich.invoke, mapping, { endpoint, ...(await findQueue(endpoint, mapping.queueName)) });
    }),
  );
  const none: RunningFunction['invoke'] = () => Promise.reject(new Error('the function is not deployed'));
  return {
    receive: receive?.invoke ?? none,
    rotate: rotate?.invoke ?? none,
    async stop() {
      await Promise.all(pollers.map((poller) => poller.stop()));
      await Promise.all([receive, enrich, rotate].map(async (one) => one?.stop()));
    },
  };
}
