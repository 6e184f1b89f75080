import { readNumber } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

const phrase = 'reused refresh token';

/**
 * Was a refresh token presented that had been replaced by a newer one?
 *
 * With rotation on, Auth0 numbers the tokens of a family and refuses an old number (`ferrt`): either a copy is in use,
 * or the application did not store the new one.
 */
export const refreshTokenReuse: SignalStep = ({ type, event: { data, details } }) => {
  if (type !== 'ferrt') return undefined;
  const used = readNumber(details?.['tokenCounter']);
  const latest = readNumber(details?.['latestCounter']);
  const isCounted = used !== undefined && latest !== undefined;
  const isSaid = readShownText(data['description'])?.toLowerCase().includes(phrase) === true;
  if (!isCounted)
    return isSaid ? { fields: ['description'], before: 'refresh token', after: phrase } : undefined;
  return toAnswer(isSaid || used < latest, () => ({
    fields: ['details.latestCounter', 'details.tokenCounter'],
    before: String(latest),
    after: String(used),
  }));
};
