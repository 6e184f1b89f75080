import type { Sighting } from '../../ledger/fact.ts';
import { toEarlierSightings, toProgram } from '../reading/earlier-sightings.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import type { UserAgent } from '../reading/user-agent.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalAnswer, type SignalStep, toAnswer } from '../signal-step.ts';

/**
 * Does the same browser, version and system speak TLS in another way than when this session first showed it? A cookie and
 * a user agent are quickly copied, the way a program speaks TLS is not.
 *
 * TLS version and cipher part of the JA4 alone: transport and extensions differ within one browser. What this user showed
 * at an earlier login on this network is an office proxy or an antivirus program.
 */
export const tlsFingerprintChanged: SignalStep = (reading, { allow }): SignalAnswer => {
  const { isFromBrowser, event } = reading;
  const program = event.userAgent;
  if (!isFromBrowser || event.tls === undefined || program?.kind !== 'browser') return undefined;
  const first = toFirstOf(reading, program);
  if (first === undefined || first.tls === event.tls) return first && false;
  if (isKnownCipher(reading, event.tls)) return false;
  return toAnswer(true, () => ({
    fields: ['security_context.ja4', 'user_agent'],
    before: first.tls ?? '',
    after: event.tls ?? '',
    more: { since: new Date(first.atMs).toISOString() },
    allowed: toAllowedClient(allow, event.clientId),
  }));
};

function toFirstOf(reading: SignalReading, program: UserAgent): Sighting | undefined {
  const view = reading.past?.session?.view;
  if (view === undefined) return undefined;
  return toEarlierSightings(reading).find(({ tls, agent }) => {
    if (tls === undefined) return false;
    const other = toProgram(view, agent);
    return other !== undefined && isSameVersion(other, program);
  });
}

function isSameVersion(one: UserAgent, other: UserAgent): boolean {
  return (
    one.isDigest === other.isDigest &&
    one.family === other.family &&
    one.majorVersion === other.majorVersion &&
    one.system === other.system
  );
}

/** Shown by this user at a login on this network before. */
function isKnownCipher({ past, event }: SignalReading, tls: string): boolean {
  const network = event.address && past?.toNetworkKey(event.address.text);
  const firstAtMs = network === undefined ? undefined : past?.user?.view.ciphers.get(`${network}|${tls}`);
  return firstAtMs !== undefined && event.atMs !== undefined && firstAtMs < event.atMs;
}
