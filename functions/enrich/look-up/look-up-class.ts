import type { TurnClass } from '../../ledger/line.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { isFactorChange } from '../../signals/reading/event-types.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { Showing, Standing } from './session-showing.ts';

/**
 * How much a look-up would change what is known of an event, the worthiest first:
 *
 * - `one`: network and program differ from what the session began with, as with a stolen cookie.
 * - `two`: the program alone does, Auth0 is little confident, the network is seen for the first time, or a second factor was
 *   enrolled or removed, which happens seldom and lasts.
 * - `three`: nobody saw the session's beginning, nor is about to: the answer serves its later events as well.
 * - `spare`: the rest, for a login says nearly all by itself, and all backfilled events.
 */
export function toLookUpClass(
  event: Pick<LogEvent, 'data' | 'type'>,
  { network, program, isBeginningSeen }: Showing,
  { isBackfill }: { readonly isBackfill: boolean },
): TurnClass {
  if (isBackfill) return 'spare';
  if (isOther(network) && isOther(program)) return 'one';
  if (isOther(program) || network === 'new' || isLittleConfident(event)) return 'two';
  if (isFactorChange(event.type)) return 'two';
  return isBeginningSeen || isFactorStep(event) ? 'spare' : 'three';
}

function isOther(standing: Standing): boolean {
  return standing === 'seen' || standing === 'new';
}

/** Steps of Guardian's are told apart from the login that they belong to, often seconds before it. */
function isFactorStep({ type }: Pick<LogEvent, 'type'>): boolean {
  return type?.startsWith('gd_') === true;
}

/** Auth0 says how sure it is that nothing is wrong. */
function isLittleConfident({ data }: Pick<LogEvent, 'data'>): boolean {
  const assessment = readObject(readObject(data['details'])?.['riskAssessment']);
  return assessment?.['confidence'] === 'low';
}
