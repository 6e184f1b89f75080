import { type LocalSystem, startLocalSystem } from '../../../functions/local/local-system.ts';
import type { LogStreamSender } from '../../../functions/local/log-stream-sender.ts';
import { createPlayground } from '../../../functions/local/playground/create-playground.ts';
import { createScenarios } from '../../../functions/local/playground/scenarios.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { plans, toWorkers } from '../../../functions/session/budget-plan.ts';

/** The page with everything behind it, as `npm start` runs it, but quiet. */
export async function startPlayground(): Promise<LocalSystem> {
  const { workers, perWorker } = toWorkers(plans.enterprise);
  const playground = createPlayground({ budgetPerSecond: perWorker.ratePerSecond * workers, now: Date.now });
  let sender: LogStreamSender | undefined;
  const system = await startLocalSystem({
    destinations: [{ name: 'nowhere', deliver: async () => [] }],
    onEmitted: playground.onEmitted,
    onLookUp: playground.onLookUp,
    routes: ({ simulator, createSender, openTrialStage }) =>
      playground.createRoutes({
        scenarios: createScenarios({
          traffic: loadSampleTraffic(),
          simulator,
          openSender: () => (sender ??= createSender()),
          now: Date.now,
          random: Math.random,
        }),
        openTrialStage,
      }),
    reportFault(error) {
      throw error;
    },
  });
  return {
    ...system,
    async close() {
      playground.close();
      await system.close();
    },
  };
}
