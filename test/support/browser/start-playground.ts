import { type LocalSystem, startLocalSystem } from '../../../functions/local/local-system.ts';
import type { LogStreamSender } from '../../../functions/local/log-stream-sender.ts';
import { createPlayground } from '../../../functions/local/playground/create-playground.ts';
import { createScenarios } from '../../../functions/local/playground/scenarios.ts';
import { playgroundSignals } from '../../../functions/local/playground/signal-stories.ts';
import { createTrialLookUp } from '../../../functions/local/playground/trial-look-up.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { plans, toWorkers } from '../../../functions/session/budget-plan.ts';

/** The page with everything behind it, as `npm start` runs it, but quiet. */
export async function startPlayground(port = 0): Promise<LocalSystem> {
  const { workers, perWorker } = toWorkers(plans.enterprise);
  const playground = createPlayground({
    budget: { ratePerSecond: perWorker.ratePerSecond * workers, burst: perWorker.burst * workers },
    records: { format: 'ocsf', ocsfVersion: '1.8.0', signals: playgroundSignals },
    now: Date.now,
  });
  let sender: LogStreamSender | undefined;
  const system = await startLocalSystem({
    port,
    destinations: [{ name: 'nowhere', deliver: async () => [] }],
    onEmitted: playground.onEmitted,
    onLookUp: playground.onLookUp,
    settings: { signals: playgroundSignals },
    routes: ({ simulator, createSender }) =>
      playground.createRoutes({
        scenarios: createScenarios({
          traffic: loadSampleTraffic(),
          simulator,
          openSender: () => (sender ??= createSender()),
          now: Date.now,
          random: Math.random,
        }),
        lookUp: createTrialLookUp((sessionId) => simulator.findSession(sessionId), Date.now),
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
