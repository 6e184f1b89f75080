import { defaultLookUpMode } from '../log-event/look-up-defaults.ts';
import type { LogEvent } from '../log-event/log-event.ts';
import type { LookUpMode } from '../log-event/look-up-mode.ts';

/**
 * Decides for each event whether its session is worth a request at all.
 *
 * `overrides`: log type code → mode, from the tenant file; other types keep the catalogue's default.
 */
export function createLookUpModes(
  overrides: Readonly<Record<string, LookUpMode>>,
): (event: LogEvent) => LookUpMode {
  const modes = new Map(Object.entries(overrides));
  return ({ type }) => (type === undefined ? undefined : modes.get(type)) ?? defaultLookUpMode(type);
}

/** The same for whoever has chosen the events: none of them is too little worth for a look-up. */
export function createFetchModes(
  overrides: Readonly<Record<string, LookUpMode>>,
): (event: LogEvent) => LookUpMode {
  const modeOf = createLookUpModes(overrides);
  return (event) => (modeOf(event) === 'never' ? 'never' : 'fetch');
}
