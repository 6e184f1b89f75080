import type { Auth0Session } from '../../session/session-outcome.ts';
import type { SignalEvidence } from '../../signals/signal.ts';
import type { EvidenceWords, Side } from './explanation.ts';
import { toAsText } from './session-words.ts';
import { toSignalTitle } from './signal-title.ts';
import { toDurationText } from './to-duration-text.ts';

/** What is known around a piece of evidence. */
export interface EvidenceScene {
  readonly session: Auth0Session | undefined;
  /** Of this event: a place in words. */
  readonly place: string;
  /** Of the newest earlier event that has one; epoch milliseconds. */
  readonly earlierPlace?: { readonly words: string; readonly atMs: number };
  readonly timeMs: number;
  /** Of this event. */
  readonly application: string;
  /** By client ID, of what was seen. */
  readonly applicationNames: ReadonlyMap<string, string>;
}

type Sides = readonly [before: Side | undefined, after: Side | undefined];

const longest = 300;

export function toEvidenceWords(evidence: SignalEvidence, scene: EvidenceScene): EvidenceWords {
  const { signal, severity_id, attack, because, allowed } = evidence;
  const [before, after] = (sides.get(signal) ?? plainSides)(evidence, scene);
  return {
    signal,
    title: toSignalTitle(signal),
    severityId: severity_id,
    attack,
    because: Array.isArray(because) ? because.map(String) : [],
    ...(before && { before }),
    ...(after && { after }),
    ...(typeof allowed === 'string' && { allowed: allowed.slice(0, longest) }),
  };
}

const sides: ReadonlyMap<string, (evidence: SignalEvidence, scene: EvidenceScene) => Sides> = new Map([
  ['asn_changed', toNetworkSides],
  ['hosting_or_anonymous_network', toNetworkSides],
  ['user_agent_changed', toProgramSides],
  ['scripted_user_agent', toProgramSides],
  ['ip_changed', toAddressSides],
  ['impossible_travel', toTravelSides],
  ['session_gone', toGoneSides],
  ['new_client', toApplicationSides],
  ['client_not_in_session', toApplicationSides],
  ['auth_too_old', toAgeSides],
  ['mfa_too_old', toAgeSides],
  ['session_too_old', toAgeSides],
  ['idle_too_long', toAgeSides],
]);

function plainSides({ before, after }: SignalEvidence): Sides {
  return [toSide(before), toSide(after)];
}

function toSide(main: string | undefined, detail?: string): Side | undefined {
  if (main === undefined || main === '') return undefined;
  return { main: main.slice(0, longest), ...(detail && { detail: detail.slice(0, longest) }) };
}

function toNetworkSides({ before, after }: SignalEvidence, { session }: EvidenceScene): Sides {
  const { initial_ip, last_ip } = session?.device ?? {};
  return [
    toSide(toAsText(before) || before, initial_ip ?? undefined),
    toSide(toAsText(after) || after, last_ip ?? undefined),
  ];
}

function toProgramSides({ before, after }: SignalEvidence): Sides {
  return [splitLabel(before), splitLabel(after)];
}

/** `Safari 19, macOS` in its two parts. */
function splitLabel(label: string | undefined): Side | undefined {
  const [program, ...system] = (label ?? '').split(', ');
  return toSide(program, system.join(', '));
}

function toAddressSides({ before, after, same_prefix, ip_version_changed }: SignalEvidence): Sides {
  const prefix = String(after).includes(':') ? '/48' : '/24';
  const detail =
    ip_version_changed === true
      ? 'another IP version'
      : `${same_prefix === true ? 'same' : 'another'} ${prefix}`;
  return [toSide(before), toSide(after, detail)];
}

function toTravelSides({ before, after, km }: SignalEvidence, scene: EvidenceScene): Sides {
  const { place, earlierPlace, timeMs } = scene;
  const distance = `${Number(km).toLocaleString('en')} km`;
  if (!earlierPlace) return [toSide(before), toSide(place || after, distance)];
  const took = toDurationText(timeMs - earlierPlace.atMs);
  return [
    toSide(earlierPlace.words || before, new Date(earlierPlace.atMs).toISOString()),
    toSide(place || after, `${distance} in ${took}`),
  ];
}

function toGoneSides({ before, after, lag_ms }: SignalEvidence): Sides {
  const isTimed = typeof lag_ms === 'number';
  return [
    toSide(before),
    toSide(String(after).replace('not_found', 'not found'), isTimed ? `${toDurationText(lag_ms)} later` : ''),
  ];
}

function toApplicationSides({ before, after }: SignalEvidence, scene: EvidenceScene): Sides {
  const named = String(before ?? '')
    .split(', ')
    .map((id) => scene.applicationNames.get(id) ?? id);
  return [
    toSide(named.join(', ')),
    toSide(scene.application || after, scene.application ? String(after) : ''),
  ];
}

function toAgeSides({ before, after, age_s, threshold_s }: SignalEvidence): Sides {
  const age = typeof age_s === 'number' ? `${toDurationText(age_s * 1_000)} old` : '';
  const limit = typeof threshold_s === 'number' ? `${toDurationText(threshold_s * 1_000)} at most` : '';
  return [toSide(before, limit), toSide(after, age)];
}
