import type { DeviceReading } from '../reading/signal-session.ts';
import type { UserAgent } from '../reading/user-agent.ts';

/** A relay that a browser's vendor puts in front of it: its address tells nothing of the user's network. */
interface Relay {
  readonly asn: number;
  readonly name: string;
  /** The browsers whose traffic goes through it. */
  readonly isUsedBy: (program: UserAgent) => boolean;
}

const isSafari = ({ family, system }: UserAgent) =>
  family === 'Safari' && (system === 'iOS' || system === 'iPadOS' || system === 'macOS');

/**
 * Autonomous systems of browser vendors' relays. iCloud Private Relay: Apple's partners Akamai, Cloudflare and Fastly run
 * the second hop, and it carries Safari alone.
 *
 * Sources: P. Sattler et al., "Towards a Tectonic Traffic Shift? Investigating Apple's New Relay Network", IMC 2022
 * (arXiv:2207.02112), and the operators' own announcements, read on {@link relaysReadOn}. Other programs in these networks
 * are not relayed: Cloudflare sells a VPN to everybody.
 */
const relays: readonly Relay[] = [
  { asn: 36_183, name: 'iCloud Private Relay (Akamai)', isUsedBy: isSafari },
  { asn: 13_335, name: 'iCloud Private Relay (Cloudflare)', isUsedBy: isSafari },
  { asn: 54_113, name: 'iCloud Private Relay (Fastly)', isUsedBy: isSafari },
];

export const relaysReadOn = '2026-11-29';

/** The relay that a move leads to or from, if the browser on that side is one of those that use it. */
export function toRelay(from: DeviceReading, to: DeviceReading): string | undefined {
  return (find(to) ?? find(from))?.name;
}

function find({ asn, userAgent }: DeviceReading): Relay | undefined {
  if (asn === undefined || userAgent === undefined) return undefined;
  return relays.find((relay) => relay.asn === asn && relay.isUsedBy(userAgent));
}
