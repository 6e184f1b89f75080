import type { JsonObject } from '../log-event/log-event.ts';
import { readObject } from '../log-event/read-value.ts';

/**
 * A rate limit that is only watched: Auth0 writes `api_limit` with the action `log`, and let the request pass. In which
 * of three places it writes the action, its documentation does not say.
 */
export function isOnlyLogged(
  type: string | undefined,
  data: JsonObject,
  details: JsonObject | undefined,
): boolean {
  if (type !== 'api_limit') return false;
  const places = [data['action'], details?.['action'], readObject(details?.['limit'])?.['action']];
  return places.some((action) => action === 'log');
}
