import { toEventLegs } from '../reading/event-side.ts';
import { isFactorChange } from '../reading/event-types.ts';
import { parseAddress } from '../../log-event/network-address.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { unknownDevice } from '../reading/signal-session.ts';
import { toProgramFields } from '../reading/program-fields.ts';
import { isFromBeforeSession } from '../reading/user-past.ts';
import { toAllowedClient, toAllowedMove } from '../settings/allow-list.ts';
import { toRelay } from '../settings/relays.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep } from '../signal-step.ts';
import { anyOf, type Known } from '../three-valued.ts';
import type { LegSide } from '../reading/event-side.ts';

/**
 * Was a second factor enrolled or removed by a browser on another network, or by another program, than the session began
 * with? Whoever took a session over makes it last that way. Events of a second device, which is no browser, say nothing.
 *
 * A network alone that the user was on before the session began is no thief's: a session begun in the office is used at home.
 * Nor does an address alone tell another network, where no numbers are known: providers hand out new ones. And who has used
 * the session there for a while does not hurry, as a thief does.
 */
export const factorChangedElsewhere: SignalStep = (reading, { allow }) => {
  const { type, event, origin, here, session } = reading;
  if (!isFactorChange(type) || event.userAgent?.kind !== 'browser') return undefined;
  const legs = toEventLegs(here, origin, session?.last ?? unknownDevice);
  const isElsewhere = isOff(legs.network);
  const isOther = isOff(legs.client);
  const value = anyOf(isElsewhere, isOther);
  if (!value) return value;
  const fromAsn = origin.asn;
  const allowedNetwork = isElsewhere
    ? (toAllowedMove(allow, here, fromAsn) ?? (isOther ? undefined : toRelay(origin, here)))
    : undefined;
  const allowedClient = isOther ? toAllowedClient(allow, event.clientId) : undefined;
  const isBoth = isElsewhere && isOther && allowedNetwork === undefined && allowedClient === undefined;
  const isUsual = !isOther && isFromBeforeSession(reading) === true;
  const isByAddressAlone = !isOther && (here.asn === undefined || origin.asn === undefined);
  const isSettled = !isOther && hasSettled(reading);
  const isOneLeft = isElsewhere && isOther && (allowedNetwork === undefined || allowedClient === undefined);
  return {
    fields: ['device.initial_ip', 'ip', ...toProgramFields(reading)],
    before: [origin.address?.text, origin.userAgent?.label].filter(Boolean).join(' with '),
    after: [event.address?.text, event.userAgent.label].filter(Boolean).join(' with '),
    severity: isBoth
      ? severityIds.high
      : isUsual || isByAddressAlone || isSettled
        ? severityIds.low
        : severityIds.medium,
    more: {
      legs: [...(isElsewhere ? ['network'] : []), ...(isOther ? ['client'] : [])],
      ...(isUsual && { usual: true }),
      ...(isSettled && { settled: true }),
    },
    allowed: isOneLeft ? undefined : (allowedNetwork ?? allowedClient),
  };
};

const settledMs = 30 * 60_000;

/** Whether the session had been in use on the event's network for half an hour. */
function hasSettled({ event, past }: SignalReading): boolean {
  const { atMs, address } = event;
  if (atMs === undefined || address === undefined) return false;
  const sightings = past?.session?.view.sightings ?? [];
  return sightings.some(
    (one) => one.atMs <= atMs - settledMs && parseAddress(one.ip)?.prefix === address.prefix,
  );
}

function isOff(leg: LegSide | undefined): Known {
  return leg === undefined ? undefined : leg === 'last' || leg === 'neither';
}
