import { plans } from '../../session/budget-plan.ts';
import { toSignalTitle } from '../../record/explain/signal-title.ts';
import { signalCatalogue } from '../../signals/signal-catalogue.ts';
import type { Scenario } from './scenarios.ts';

/** What the page has to know once: the same for the whole run of the server. */
export function toPageSetup(scenarios: readonly Scenario[]): object {
  return {
    plans: Object.keys(plans),
    scenarios: scenarios.map(({ name, title, expectation, kind, sample }) => ({
      name,
      title,
      expectation,
      kind,
      hasSample: sample !== undefined,
    })),
    signals: Object.fromEntries(
      signalCatalogue.map(({ name, severity, says, absent, innocent, attack }) => [
        name,
        { title: toSignalTitle(name), severity, says, absent, innocent, attack },
      ]),
    ),
  };
}
