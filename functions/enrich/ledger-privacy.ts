import type { FactSettings } from '../ledger/fact-settings.ts';
import { createPrivacy } from '../record/privacy/create-privacy.ts';
import { createDisguise } from '../record/privacy/disguise.ts';
import type { PrivacyAction } from '../record/privacy/privacy-action.ts';
import { type PrivacyRules, toStricter } from '../record/privacy/privacy-rules.ts';
import type { Auth0Session } from '../session/session-outcome.ts';

/** Where else a value of the event's field may stand: a rule for one of them is kept for all. */
const twins: { readonly [field: string]: readonly string[] } = {
  ip: ['ip', 'details.request.ip', 'session.device.initial_ip', 'session.device.last_ip'],
  user_agent: [
    'user_agent',
    'details.request.userAgent',
    'session.device.initial_user_agent',
    'session.device.last_user_agent',
  ],
  client_id: ['client_id', 'session.clients.client_id'],
  location_info: ['location_info', 'location_info.latitude', 'location_info.longitude'],
};

/** What the ledger's table holds of a field with a privacy rule: what a record would show, or nothing. */
export function createFactDisguise(privacy: PrivacyRules): FactSettings['disguise'] {
  const disguise = createDisguise(privacy.hashKey);
  const actions = new Map(Object.keys(twins).map((field) => [field, findAction(field, privacy)]));
  return (field, value) => {
    const action = actions.get(field);
    if (action === undefined) return value;
    // A mask is the same for all, so it would make strangers the same.
    return action === 'mask' ? undefined : disguise(value, action);
  };
}

function findAction(field: string, { fields = {} }: PrivacyRules): PrivacyAction | undefined {
  let action: PrivacyAction | undefined;
  for (const [path, one] of Object.entries(fields)) {
    const isMeant = twins[field]?.some((twin) => twin === path || twin.startsWith(`${path}.`));
    if (isMeant) action = toStricter(action, one);
  }
  return action;
}

/** What of an answer of Auth0's may be stored; undefined: all of it. */
export function createHide(privacy: PrivacyRules): ((session: Auth0Session) => Auth0Session) | undefined {
  const protect = createPrivacy(privacy);
  if (protect === undefined) return undefined;
  return (session) => {
    const { outcome } = protect({
      event: { logId: '', type: undefined, data: {}, sessionId: undefined, occurredAtMs: 0 },
      outcome: { status: 'enriched', session },
      signals: { risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] },
    });
    return outcome.session ?? {};
  };
}
