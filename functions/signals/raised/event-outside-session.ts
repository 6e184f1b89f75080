import { isSameNetwork } from '../reading/same-network.ts';
import { isSameProgram } from '../reading/user-agent.ts';
import { toProgramFields } from '../reading/program-fields.ts';
import { toAllowedClient, toAllowedMove } from '../settings/allow-list.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf, anyOf, type Known, not } from '../three-valued.ts';

/**
 * Does the event come from a network, or a program, that the session has never known?
 *
 * Compares the event itself with what the session began with and was last used by, so it needs an answer of Auth0's
 * that is not older than the event, and a session that has not moved on since.
 */
export const eventOutsideSession: SignalStep = (reading, { allow }) => {
  const { event, session, isCurrent, isFromBrowser, here, origin } = reading;
  if (!isFromBrowser || !isCurrent || !session) return undefined;
  const { last } = session;
  // Masked, it says nothing of its own.
  const own = { address: event.address, asn: event.address && here.asn };
  const network = isOutside(
    last.address && isSameNetwork(own, last),
    origin.address ? isSameNetwork(own, origin) : false,
  );
  const client = isOutside(
    isSameProgram(event.userAgent, last.userAgent),
    origin.userAgent ? isSameProgram(event.userAgent, origin.userAgent) : false,
  );
  return toAnswer(anyOf(network, client), () => {
    const fields: string[] = [];
    const before: string[] = [];
    const after: string[] = [];
    if (network) {
      fields.push('device.initial_ip', 'device.last_ip', 'ip');
      before.push(session.last.address?.text ?? '');
      after.push(event.address?.text ?? '');
    }
    if (client) {
      fields.push('device.last_user_agent', ...toProgramFields(reading));
      before.push(session.last.userAgent?.label ?? '');
      after.push(event.userAgent?.label ?? '');
    }
    const whenOne = client ? severityIds.low : severityIds.informational;
    return {
      fields,
      before: before.join('; '),
      after: after.join('; '),
      severity: network && client ? severityIds.medium : whenOne,
      more: { legs: [...(network ? ['network'] : []), ...(client ? ['client'] : [])] },
      allowed:
        (network ? toAllowedMove(allow, { address: event.address }) : undefined) ??
        (client ? toAllowedClient(allow, event.clientId) : undefined),
    };
  });
};

/** Needs the last value; a session too old to know how it began is compared by that alone. */
function isOutside(isLast: Known, isInitial: Known): Known {
  return isLast === undefined ? undefined : allOf(not(isLast), not(isInitial));
}
