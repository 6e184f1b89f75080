import { toAllowedClient, toAllowedMove } from '../settings/allow-list.ts';
import { isFromBrowser } from '../reading/event-types.ts';
import type { ReadySettings } from '../settings/ready-settings.ts';
import { isOtherPrefix, type SignalReading } from '../reading/signal-reading.ts';
import { severityIds, type SignalStep, toAnswer } from '../signal-step.ts';
import { anyOf, type Known, not } from '../three-valued.ts';
import { isSameClient, type UserAgent } from '../reading/user-agent.ts';

export type Leg = 'network' | 'client';

/** Where the event stands against the session: each leg by itself. */
export interface OutsideLegs {
  readonly network: Known;
  readonly client: Known;
  /** The entry of an allow-list that explains a leg, where the leg is true. */
  readonly allowed: { readonly [leg in Leg]?: string | undefined };
}

/**
 * Does the event come from a network, or a program, that the session has never known?
 *
 * Compares the event itself with what the session began with and was last used by, so it needs an answer of Auth0's
 * that is not older than the event. Where the session moved on after the event (`race_possible`), its `last_*` may be
 * newer than the event, and the difference says less.
 */
export const eventOutsideSession: SignalStep = (reading, settings) => {
  const { event, session, isCurrent } = reading;
  if (!isCurrent || !session || !isFromBrowser(reading.type)) return undefined;
  const { network, client, allowed } = toOutsideLegs(reading, settings);
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
      fields.push('device.initial_user_agent', 'device.last_user_agent', 'user_agent');
      before.push(session.last.userAgent?.label ?? '');
      after.push(event.userAgent?.label ?? '');
    }
    const racePossible = reading.hasRaced !== false;
    const whenBoth = racePossible ? severityIds.low : severityIds.medium;
    const whenOne = client ? severityIds.low : severityIds.informational;
    const legs: readonly Leg[] = [
      ...(network ? ['network' as const] : []),
      ...(client ? ['client' as const] : []),
    ];
    return {
      fields,
      before: before.join('; '),
      after: after.join('; '),
      severity: legs.length === 2 ? whenBoth : whenOne,
      more: { legs, race_possible: racePossible },
      allowed: allowed.network ?? allowed.client,
    };
  });
};

/** Both legs, whatever the type and age of the answer: {@link eventOutsideSession} asks for those first. */
export function toOutsideLegs({ event, session }: SignalReading, { allow }: ReadySettings): OutsideLegs {
  const initial = session?.initial;
  const last = session?.last;
  const network = isOutside(
    isOtherPrefix(event.address, last?.address),
    isOtherPrefix(event.address, initial?.address),
  );
  const client = isOutside(
    isOtherClient(event.userAgent, last?.userAgent),
    isOtherClient(event.userAgent, initial?.userAgent),
  );
  return {
    network,
    client,
    allowed: {
      network: network ? toAllowedMove(allow, { address: event.address }) : undefined,
      client: client ? toAllowedClient(allow, event.clientId) : undefined,
    },
  };
}

/** Needs the last value; a session too old to know how it began is compared by that alone. */
function isOutside(isOtherThanLast: Known, isOtherThanInitial: Known): Known {
  return isOtherThanLast && isOtherThanInitial !== false;
}

function isOtherClient(one: UserAgent | undefined, other: UserAgent | undefined): Known {
  return not(one && other && isSameClient(one, other));
}
