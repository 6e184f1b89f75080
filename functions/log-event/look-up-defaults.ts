import { lookUpLogType } from './catalogue.ts';
import type { LookUpMode } from './look-up-mode.ts';

const tokenActivities: ReadonlySet<string> = new Set(['Token Exchange', 'Token Refresh', 'Token Revoke']);

/**
 * Whether the session of such an event is worth a request of the tenant's budget.
 *
 * `cache_only` for `slo` and the token types: a logout has just removed its session, and refresh tokens outlive theirs,
 * so that Auth0 mostly answers 404. `undefined` is the bare session event, which is there to be looked up.
 */
export function defaultLookUpMode(type: string | undefined): Exclude<LookUpMode, 'never'> {
  if (type === undefined) return 'fetch';
  if (type === 'slo') return 'cache_only';
  const activity = lookUpLogType(type)?.activity;
  const isTokenType = activity?.by === 'type' && tokenActivities.has(activity.activity.name);
  return isTokenType ? 'cache_only' : 'fetch';
}
