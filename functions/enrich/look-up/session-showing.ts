import type { Sighting } from '../../ledger/fact.ts';
import { toTag } from '../../ledger/fact-text.ts';
import { parseAddress } from '../../log-event/network-address.ts';
import type { StoredAnswer } from '../../ledger/session-ledger.ts';
import { findBeginning, isDigestSighting, type SessionView, viewAt } from '../../ledger/session-view.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { parseUserAgent, toUserAgentChange } from '../../signals/reading/user-agent.ts';

/**
 * How an event's network or program stands to its session. `same`: as the session began. `seen`: another, which the
 * session has shown before, and Auth0 was asked since. `new`: another, shown for the first time or not asked about since. `unknown`: nothing to compare.
 */
export type Standing = 'same' | 'seen' | 'new' | 'unknown';

/** What an event shows of its session. */
export interface Showing {
  readonly network: Standing;
  readonly program: Standing;
  /** The login with which the session began has been seen. */
  readonly isBeginningSeen: boolean;
}

const nothing: Showing = { network: 'unknown', program: 'unknown', isBeginningSeen: false };

/** A place and a program; undefined parts are not known. */
interface Device {
  readonly network: string | undefined;
  readonly program: string | undefined;
  /** The pull API's digest: in a vocabulary of its own. */
  readonly isDigest: boolean;
}

/**
 * Compares an event with what its session began with, as far as that was known by then: its login, else what Auth0 says of
 * the beginning, else the earliest event that was seen. Facts later than the event do not count.
 *
 * `view`: with the event's own facts. Events that tell no browser's place and program show nothing.
 */
export function toShowing(logId: string, view: SessionView, answer: StoredAnswer | undefined): Showing {
  const tag = toTag(logId);
  const own = view.sightings.find((sighting) => sighting.tag === tag);
  if (own === undefined) return { ...nothing, isBeginningSeen: findBeginning(view) !== undefined };
  const then = viewAt(view, own.atMs);
  const beginning = findBeginning(then);
  const earlier = then.sightings.filter((sighting) => sighting.tag !== tag);
  const told = toTold(answer);
  // A place that nobody has asked about since it was first shown is as new as it was: its event may have had no turn.
  const askedAtMs = answer?.askedAtMs ?? -Infinity;
  const askedAbout = earlier.filter(({ atMs }) => atMs <= askedAtMs);
  const known = [...askedAbout.map((sighting) => toDevice(sighting, view)), ...told];
  const first = beginning === undefined ? (told[0] ?? toFirst(earlier, view)) : toDevice(beginning, view);
  const device = toDevice(own, view);
  const isBeginningSeen = beginning !== undefined;
  if (first === undefined) return { ...nothing, isBeginningSeen };
  return {
    network: toStanding(device, first, known, isOtherNetwork),
    program: toStanding(device, first, known, isOtherProgram),
    isBeginningSeen,
  };
}

function toFirst(earlier: readonly Sighting[], view: SessionView): Device | undefined {
  const first = earlier.find(({ kind }) => kind !== 'other') ?? earlier[0];
  return first && toDevice(first, view);
}

function toDevice(sighting: Sighting, { agents }: SessionView): Device {
  return {
    network: sighting.ip,
    program: sighting.agent === undefined ? undefined : agents.get(sighting.agent),
    isDigest: isDigestSighting(sighting),
  };
}

/** Of a session's devices the first and, as far as Auth0 has told, the last. */
function toTold(answer: StoredAnswer | undefined): Device[] {
  const device = answer?.found?.session.device;
  if (!device) return [];
  return (['initial', 'last'] as const).flatMap((which) => {
    const network = readShownText(device[`${which}_ip`]);
    const program = readShownText(device[`${which}_user_agent`]);
    return network === undefined && program === undefined ? [] : [{ network, program, isDigest: false }];
  });
}

/** Whether two devices differ; undefined where one of them is not known. */
type Compare = (one: Device, other: Device) => boolean | undefined;

function toStanding(own: Device, first: Device, known: readonly Device[], isOther: Compare): Standing {
  const differs = isOther(own, first);
  if (differs === undefined) return 'unknown';
  if (!differs) return 'same';
  return known.some((device) => isOther(own, device) === false) ? 'seen' : 'new';
}

/** What a privacy rule left of an address stands for its network. */
function isOtherNetwork(one: Device, other: Device): boolean | undefined {
  if (one.network === undefined || other.network === undefined) return undefined;
  return toNetwork(one.network) !== toNetwork(other.network);
}

function toNetwork(address: string): string {
  return parseAddress(address)?.prefix ?? address;
}

/** Browsers update themselves: another version is the same program. */
function isOtherProgram(one: Device, other: Device): boolean | undefined {
  if (one.program === undefined || other.program === undefined) return undefined;
  if (one.program === other.program) return false;
  if (one.isDigest !== other.isDigest) return undefined;
  const [agent, otherAgent] = [parseUserAgent(one.program), parseUserAgent(other.program)];
  if (agent === undefined || otherAgent === undefined) return true;
  return toUserAgentChange(agent, otherAgent).length > 0;
}
