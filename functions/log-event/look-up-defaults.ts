import { lookUpLogType } from './catalogue.ts';
import type { JsonObject, LogEvent } from './log-event.ts';
import type { LookUpMode } from './look-up-mode.ts';
import { isJsonObject } from './parse-json.ts';

/** Somebody uses the session at that moment: Auth0 has just authenticated them with it. */
const signInTypes: ReadonlySet<string> = new Set(['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa']);

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

/**
 * Who goes first when the budget is short: 0 sign-ins that Auth0 calls risky or that show no second factor, 1 other
 * sign-ins, 2 the rest.
 */
export function lookUpPriority(event: LogEvent): 0 | 1 | 2 {
  if (event.type === undefined || !signInTypes.has(event.type)) return 2;
  const details = event.data['details'];
  if (!isJsonObject(details)) return 0;
  return isRisky(details) || !showsSecondFactor(details) ? 0 : 1;
}

/** Auth0 says how sure it is that nothing is wrong: low confidence is high risk. */
function isRisky(details: JsonObject): boolean {
  const assessment = details['riskAssessment'];
  const confidence = isJsonObject(assessment) ? assessment['confidence'] : undefined;
  return confidence === 'low' || confidence === 'medium';
}

function showsSecondFactor(details: JsonObject): boolean {
  const prompts = details['prompts'];
  if (!Array.isArray(prompts)) return false;
  return (prompts as readonly unknown[]).some((prompt) => {
    if (!isJsonObject(prompt)) return false;
    const methods = prompt['performed_amr'];
    return prompt['name'] === 'mfa' || (Array.isArray(methods) && methods.includes('mfa'));
  });
}
