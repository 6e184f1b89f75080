import { toAllowedMove } from './allow-list.ts';
import { type SignalStep, toAnswer } from './signal-step.ts';
import { differs } from './three-valued.ts';

/**
 * Has the session moved to another autonomous system since it began?
 *
 * Not known unless Auth0 gives both numbers: sessions older than `initial_asn` lack it, and a `false` would claim that
 * somebody had looked. Source: `device` of `GET /api/v2/sessions/{id}`.
 */
export const asnChanged: SignalStep = ({ session }, { allow }) => {
  const from = session?.initial.asn;
  const to = session?.last.asn;
  return toAnswer(differs(from, to), () => ({
    fields: ['device.initial_asn', 'device.last_asn'],
    before: String(from),
    after: String(to),
    allowed: toAllowedMove(allow, { address: session?.last.address, asn: to }, from),
  }));
};
