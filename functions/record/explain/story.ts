import type { LogEvent } from '../../log-event/log-event.ts';
import type { Auth0Session, SessionOutcome } from '../../session/session-outcome.ts';
import type { RiskLevel } from '../../signals/risk-level.ts';
import type { SignalBlock } from '../../signals/signal.ts';
import { explainLogin } from './explain-login.ts';
import type { FactorWords, Phrase } from './explanation.ts';
import { toNetwork } from './session-words.ts';
import type { Changing, StoryChange, StoryEvent } from './story-event.ts';
import { toStorySentence } from './story-sentence.ts';

export interface SeenEvent {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
  readonly signals?: SignalBlock | undefined;
}

/** All that was seen of a session, or of a user, in the order in which it happened. */
export interface Story {
  readonly sentence: readonly Phrase[];
  readonly riskLevel: RiskLevel;
  readonly events: readonly StoryEvent[];
  readonly changes: readonly StoryChange[];
  readonly factors: readonly FactorWords[];
}

const riskLevels: readonly RiskLevel[] = ['info', 'low', 'medium', 'high'];

/** Token events carry the application server's address and agent, factor events another device's, these the user's own. */
const ownEvents = new Set([
  's',
  'ssa',
  'scoa',
  'ss',
  'sdel',
  'sdelsa',
  'scv',
  'w',
  'slo',
  'pla',
  'f',
  'fp',
  'fu',
  'fsa',
]);

/** In words, oldest first. The same events in any order give the same story. */
export function toStory(seen: readonly SeenEvent[]): Story {
  const ordered = seen.toSorted(
    (one, other) =>
      one.event.occurredAtMs - other.event.occurredAtMs || (one.event.logId < other.event.logId ? -1 : 1),
  );
  const networks = toKnownNetworks(ordered);
  const explained = ordered.map((one) => ({ one, words: explainLogin(one) }));
  const events = explained.map(({ one, words }): StoryEvent => {
    const isOwn = one.event.type !== undefined && ownEvents.has(one.event.type);
    return {
      logId: one.event.logId,
      sessionId: one.event.sessionId ?? '',
      timeMs: words.timeMs,
      event: words.event,
      riskLevel: words.riskLevel,
      severityId: words.severityId,
      headline: words.headline,
      user: words.user,
      userId: words.userId,
      application: words.application,
      address: words.address,
      place: words.place,
      network: isOwn ? words.network || (networks.get(words.address) ?? words.address) : '',
      program: isOwn ? words.program : '',
      coverage: words.coverage,
      status: words.status,
    };
  });
  const factors = explained.findLast(({ words }) => words.factors.length > 0)?.words.factors ?? [];
  return tellStory(events, factors);
}

/** Of events in the order in which they happened, wherever they were remembered: what changed between them, in words. */
export function tellStory(events: readonly StoryEvent[], factors: readonly FactorWords[]): Story {
  const changes = findChanges(events);
  const riskLevel = riskLevels.findLast((level) => events.some((one) => one.riskLevel === level)) ?? 'info';
  return { sentence: toStorySentence(events, changes, factors), riskLevel, events, changes, factors };
}

/** An address keeps its number for the whole story, whichever event's session told it. */
function toKnownNetworks(seen: readonly SeenEvent[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const { outcome } of seen) {
    const session: Auth0Session | undefined = outcome.session;
    for (const address of [session?.device?.initial_ip, session?.device?.last_ip]) {
      const network = typeof address === 'string' ? toNetwork(address, session) : '';
      if (typeof address === 'string' && network !== '') known.set(address, network);
    }
  }
  return known;
}

/** Within each session alone: a user's sessions on two devices are no change. */
function findChanges(events: readonly StoryEvent[]): readonly StoryChange[] {
  /** The newest event of a session that tells its network, or its program. */
  const told = new Map<string, { network?: StoryEvent; program?: StoryEvent }>();
  return events.flatMap((event, at): StoryChange[] => {
    const before = told.get(event.sessionId) ?? {};
    const what = (['network', 'program'] as const).filter(
      (name) => before[name] && event[name] !== '' && isOther[name](before[name], event),
    );
    const withinMs = Math.max(
      0,
      ...what.map((name) => event.timeMs - (before[name]?.timeMs ?? event.timeMs)),
    );
    told.set(event.sessionId, {
      ...before,
      ...(event.network !== '' && { network: event }),
      ...(event.program !== '' && { program: event }),
    });
    return what.length === 0 ? [] : [{ at, what, withinMs }];
  });
}

const isOther: { readonly [name in Changing]: (one: StoryEvent, other: StoryEvent) => boolean } = {
  // Without both numbers, another address of the same /24 or /48 is no other network.
  network: (one, other) =>
    one.network.startsWith('AS') && other.network.startsWith('AS')
      ? one.network !== other.network
      : toPrefix(one.address) !== toPrefix(other.address),
  // A version alone is no change.
  program: (one, other) => withoutVersion(one.program) !== withoutVersion(other.program),
};

function toPrefix(address: string): string {
  return address.includes(':')
    ? address.split(':').slice(0, 3).join(':')
    : address.split('.').slice(0, 3).join('.');
}

function withoutVersion(program: string): string {
  return program.replaceAll(/ \d[\d.]*/g, '');
}
