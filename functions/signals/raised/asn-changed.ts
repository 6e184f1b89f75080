import { toAllowedMove } from '../settings/allow-list.ts';
import { type SessionStep, toAnswer } from '../signal-step.ts';
import { differs } from '../three-valued.ts';

/**
 * Has the session moved to another autonomous system since it began?
 *
 * Not known unless Auth0 gives both numbers: sessions older than `initial_asn` lack it, and a `false` would claim that
 * somebody had looked. Source: `device` of `GET /api/v2/sessions/{id}`.
 */
export const asnChanged: SessionStep = ({ initial, last }, { allow }) => {
  const from = initial.asn;
  const to = last.asn;
  return toAnswer(differs(from, to), () => ({
    fields: ['device.initial_asn', 'device.last_asn'],
    before: String(from),
    after: String(to),
    allowed: toAllowedMove(allow, { address: last.address, asn: to }, from),
  }));
};
