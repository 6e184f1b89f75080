import { defaultLookUpMode, lookUpPriority } from '../log-event/look-up-defaults.ts';
import type { LogEvent } from '../log-event/log-event.ts';
import type { LookUpMode } from '../log-event/look-up-mode.ts';
import type { LookUpPlan } from './pipeline.ts';

/**
 * Decides for each event whether its session is worth a request, and who goes first when the budget is short.
 *
 * `overrides`: log type code → mode, from the tenant file; other types keep the catalogue's default.
 */
export function createLookUpPlan(
  overrides: Readonly<Record<string, LookUpMode>>,
): (event: LogEvent) => LookUpPlan {
  const modes = new Map(Object.entries(overrides));
  return (event) => {
    const mode =
      (event.type === undefined ? undefined : modes.get(event.type)) ?? defaultLookUpMode(event.type);
    return mode === 'never' ? 'never' : { mode, priority: lookUpPriority(event) };
  };
}
