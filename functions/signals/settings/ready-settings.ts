import type { AddressRange } from '../../log-event/network-address.ts';
import { parseAddressRange } from '../../log-event/network-address.ts';
import { type Severity, severityIds } from '../severity.ts';
import type { SignalSettings } from './signal-settings.ts';

/** Settings as the steps use them: defaults filled in, lists indexed, prefixes parsed. */
export interface ReadySettings {
  readonly disabled: ReadonlySet<string>;
  readonly clientFanoutThreshold: number;
  readonly travelKm: number;
  readonly travelKmh: number;
  readonly sessionGoneWithinMs: number;
  readonly authTooOldSeconds: number | undefined;
  readonly mfaTooOldSeconds: number | undefined;
  readonly sessionTooOldSeconds: number | undefined;
  readonly idleTooLongSeconds: number | undefined;
  readonly hostingAsns: ReadonlySet<number> | undefined;
  readonly sessionMarkers: readonly string[] | undefined;
  readonly severity: ReadonlyMap<string, Severity>;
  readonly transitionOnly: ReadonlySet<string>;
  readonly allow: ReadyAllowList;
}

export interface ReadyAllowList {
  readonly asns: ReadonlySet<number>;
  /** The entry by both orders of the two numbers, `64496 64511`. */
  readonly asnPairs: ReadonlyMap<string, string>;
  readonly ranges: readonly AddressRange[];
  readonly clientIds: ReadonlySet<string>;
}

/** Throws on settings that make no sense; `parseSignalSettings` says what is wrong with them. */
export function toReadySettings(settings: SignalSettings): ReadySettings {
  const { impossibleTravel, allow, hostingAsns, sessionMarkers } = settings;
  return {
    disabled: new Set(settings.disabled),
    clientFanoutThreshold: settings.clientFanoutThreshold ?? 10,
    travelKm: impossibleTravel?.km ?? 500,
    travelKmh: impossibleTravel?.kmh ?? 1_000,
    sessionGoneWithinMs: (settings.sessionGoneWithinSeconds ?? 300) * 1_000,
    authTooOldSeconds: settings.authTooOldSeconds,
    mfaTooOldSeconds: settings.mfaTooOldSeconds,
    sessionTooOldSeconds: settings.sessionTooOldSeconds,
    idleTooLongSeconds: settings.idleTooLongSeconds,
    hostingAsns: hostingAsns && hostingAsns.length > 0 ? new Set(hostingAsns) : undefined,
    sessionMarkers: sessionMarkers && sessionMarkers.length > 0 ? sessionMarkers : undefined,
    severity: new Map(
      Object.entries(settings.severity ?? {}).map(([name, severity]) => [name, severityIds[severity]]),
    ),
    transitionOnly: new Set(settings.transitionOnly),
    allow: {
      asns: new Set(allow?.asns),
      asnPairs: new Map((allow?.asnPairs ?? []).flatMap(toPairEntries)),
      ranges: (allow?.prefixes ?? []).map(toRange),
      clientIds: new Set(allow?.clientIds),
    },
  };
}

function toPairEntries([one, other]: readonly [number, number]): readonly (readonly [string, string])[] {
  const entry = `${one}, ${other}`;
  return [
    [`${one} ${other}`, entry],
    [`${other} ${one}`, entry],
  ];
}

function toRange(text: string): AddressRange {
  const range = parseAddressRange(text);
  if (!range) throw new Error('wrong signal settings: allow.prefixes: expected CIDR such as 203.0.113.0/24');
  return range;
}
