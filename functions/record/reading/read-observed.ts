import type { JsonObject } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { readText } from './read-values.ts';

/** What log events tell of the session, by names of the API; each field with its basis. */
export type ObservedReading = NonNullable<SessionOutcome['observed']>;

/**
 * What the record says of a session that Auth0 did not describe. Who acts as the user stands there by name where the event
 * itself says so; what is kept of it is a hash, which is of no use to a reader.
 */
export function readObserved(
  observed: ObservedReading | undefined,
  details: JsonObject | undefined,
): ObservedReading | undefined {
  if (observed?.actor === undefined) return observed;
  const { actor: _hash, ...rest } = observed;
  const actor = readText(readObject(details?.['actor'])?.['sub']);
  return actor === undefined ? rest : { ...rest, actor: { value: actor, basis: 'exact' } };
}

/** True where a second factor was seen; never false, for what was not seen may have been all the same. */
export function isObservedMfa(observed: ObservedReading | undefined): true | undefined {
  return observed?.methods?.value.some(({ name }) => name === 'mfa') === true ? true : undefined;
}
