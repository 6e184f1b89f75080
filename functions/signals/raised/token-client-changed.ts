import { readObject } from '../../log-event/read-value.ts';
import { toProgram } from '../reading/earlier-sightings.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import type { UserAgent } from '../reading/user-agent.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import type { SignalStep } from '../signal-step.ts';

/** Auth0's SDKs that run in a browser. */
const browserSdks =
  /^(?:auth0-spa-js|auth0-react|auth0-vue|@auth0\/auth0-(?:spa-js|react|vue|angular)|auth0\.js|lock\.js)$/;

/**
 * Is a refresh token exchanged by another kind of program than those that exchanged it before, in the same session and
 * for the same application? Without a memory of those: by a script that says it is an SDK of the browser.
 */
export const tokenClientChanged: SignalStep = (reading, { allow }) => {
  if (reading.type !== 'sertft') return undefined;
  const { event } = reading;
  const now = event.userAgent;
  if (now === undefined || now.kind === 'unreadable') return undefined;
  const sdk = readShownText(readObject(event.data['auth0_client'])?.['name']);
  const allowed = toAllowedClient(allow, event.clientId);
  if (sdk !== undefined && browserSdks.test(sdk) && now.kind === 'script') {
    return { fields: ['auth0_client', 'user_agent'], before: sdk, after: now.label, allowed };
  }
  const earlier = toEarlier(reading);
  if (earlier.length === 0 || earlier.some(({ isDigest }) => isDigest !== now.isDigest))
    return sdk === undefined ? undefined : false;
  if (earlier.some(({ kind }) => kind === now.kind)) return false;
  return { fields: ['user_agent'], before: earlier[0]?.label ?? '', after: now.label, allowed };
};

/** The programs of earlier exchanges by the same application, the first one first. */
function toEarlier({ past, event }: SignalReading): readonly UserAgent[] {
  const history = past?.session;
  if (history === undefined || history.isFull || past?.clientTag === undefined) return [];
  return history.view.exchanges
    .filter(({ client, atMs }) => client === past.clientTag && atMs < (event.atMs ?? 0))
    .map(({ agent }) => toProgram(history.view, agent))
    .filter((one): one is UserAgent => one !== undefined && one.kind !== 'unreadable');
}
