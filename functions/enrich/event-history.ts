import { toEventFacts, toEventFactsOfUser } from '../ledger/event-facts.ts';
import type { FactSettings } from '../ledger/fact-settings.ts';
import { isSightingType } from '../ledger/sighting-facts.ts';
import type { LedgerFact } from '../ledger/fact.ts';
import { type FactText, toTag } from '../ledger/fact-text.ts';
import type {
  SessionAddition,
  SessionEntry,
  SessionLedger,
  UserAddition,
  UserEntry,
} from '../ledger/session-ledger.ts';
import {
  findBeginning,
  isHistoryFull,
  isHistoryKnown,
  type SessionView,
  viewAt,
} from '../ledger/session-view.ts';
import { createNetworkKeys, type ToNetworkKey } from '../ledger/user-facts.ts';
import { createUserHistories, type ToUserHistory } from '../ledger/user-history.ts';
import { isUserHistoryKnown, type UserView, userViewAt } from '../ledger/user-view.ts';
import type { LogEvent } from '../log-event/log-event.ts';
import type { SignalHistory } from '../signals/history.ts';

/** What log events have told of sessions and users: the ledger, as the pipeline asks it. */
export interface EventHistory {
  /**
   * Keeps what these events tell of their users, and gives what is known then, for each of them. `sessions`: what they
   * told of sessions, where the look-up adds that: users are read while it does. @default it is added here
   */
  learn(
    events: readonly LogEvent[],
    sessions?: ReadonlyMap<string, SessionEntry> | Promise<ReadonlyMap<string, SessionEntry>>,
  ): Promise<HistoryOf>;
  /** Whether this event is the one that created the incident: {@link SessionLedger.claimIncident}. */
  claim(sessionId: string, signal: string, logId: string): Promise<boolean>;
}

export type HistoryOf = (event: LogEvent) => SignalHistory | undefined;

interface Told {
  readonly event: LogEvent;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  readonly sessionFacts: readonly FactText[];
  readonly userFacts: readonly LedgerFact[];
}

export interface HistoryMemory {
  /** Addresses whose key is kept. */
  readonly mostNetworks?: number;
  /** Sessions of which it is kept what their views have told of their users. @default 500 */
  readonly mostSessions?: number;
}

/** `settings` are those under which facts are written: under others, nothing would be found again. */
export function createEventHistory(
  ledger: Pick<SessionLedger, 'add' | 'addUsers' | 'claimIncident'>,
  settings: FactSettings,
  { mostNetworks, mostSessions }: HistoryMemory = {},
): EventHistory {
  const toNetworkKey = createNetworkKeys(settings, mostNetworks);
  const toHistory = createUserHistories(toNetworkKey, mostSessions);
  async function learn(
    events: readonly LogEvent[],
    added?: ReadonlyMap<string, SessionEntry> | Promise<ReadonlyMap<string, SessionEntry>>,
  ): Promise<HistoryOf> {
    const told = events.map((event) => (added === undefined ? toTold(event, settings) : toRest(event)));
    if (!(added instanceof Promise)) {
      const sessions = added ?? (await ledger.add(toAdditions(told)));
      return toHistoryOf(told, sessions, await ledger.addUsers(toUserAdditions(told, sessions)));
    }
    // What is told of users follows from their sessions, who they are does not.
    const userIds = new Set(told.flatMap(({ userId }) => userId ?? []));
    const additions = added.then((sessions) => toUserAdditions(told, sessions));
    // The ledger may take its time before it looks at them: where they fail, that must not be nobody's.
    const users = ledger.addUsers(additions, [...userIds]);
    const [sessions] = await Promise.all([added, additions, users]);
    return toHistoryOf(told, sessions, await users);
  }

  function toUserAdditions(
    told: readonly Told[],
    sessions: ReadonlyMap<string, SessionEntry>,
  ): UserAddition[] {
    const byUser = group(told, (one) => ({ id: one.userId, facts: toUserFacts(one, sessions, toHistory) }));
    return byUser.map(([userId, facts]) => ({ userId, facts }));
  }

  function toHistoryOf(
    told: readonly Told[],
    sessions: ReadonlyMap<string, SessionEntry>,
    users: ReadonlyMap<string, UserEntry>,
  ): HistoryOf {
    const batchTags = new Set<string>();
    const byLogId = new Map(
      told.map(({ event, sessionId, userId }) => {
        const session = sessionId === undefined ? undefined : sessions.get(sessionId)?.view;
        const user = userId === undefined ? undefined : users.get(userId)?.view;
        const history = toSignalHistory(event, { sessionId, session, user, batchTags }, toNetworkKey);
        batchTags.add(history.tag);
        return [event.logId, history] as const;
      }),
    );
    return ({ logId }) => byLogId.get(logId);
  }

  return {
    learn,
    claim: (sessionId, signal, logId) => ledger.claimIncident(sessionId, signal, logId),
  };
}

function toAdditions(told: readonly Told[]): SessionAddition[] {
  const bySession = group(told, ({ sessionId, sessionFacts }) => ({ id: sessionId, facts: sessionFacts }));
  return bySession.map(([sessionId, facts]) => ({ sessionId, facts }));
}

function toTold(event: LogEvent, settings: FactSettings): Told {
  const { session, user } = toEventFacts(event, settings);
  return {
    event,
    // A call of the Management API has none of its own, and ends another.
    sessionId: session?.sessionId ?? event.sessionId,
    userId: toUserId(event, user?.userId),
    sessionFacts: session?.facts ?? [],
    userFacts: user?.facts ?? [],
  };
}

/** Without what has been added to its session already. */
function toRest(event: LogEvent): Told {
  const { sessionId, user } = toEventFactsOfUser(event);
  return {
    event,
    sessionId,
    userId: toUserId(event, user?.userId),
    sessionFacts: [],
    userFacts: user?.facts ?? [],
  };
}

function toUserId({ data }: LogEvent, told: string | undefined): string | undefined {
  const userId = told ?? data['user_id'];
  return typeof userId === 'string' && userId !== '' ? userId : undefined;
}

/** What the event itself tells of its user, and what follows from the session's view, where the event adds to that. */
function toUserFacts(
  { event, sessionId, userFacts }: Told,
  sessions: ReadonlyMap<string, SessionEntry>,
  toHistory: ToUserHistory,
): readonly LedgerFact[] {
  if (sessionId === undefined || sessionId !== event.sessionId || !isSightingType(event.type))
    return userFacts;
  const view = sessions.get(sessionId)?.view;
  if (view === undefined) return userFacts;
  const history = toHistory(sessionId, view);
  return userFacts.length === 0 ? history : [...userFacts, ...history];
}

/** The facts of all that have the same ID, each once. */
function group<Fact>(
  told: readonly Told[],
  read: (one: Told) => { readonly id: string | undefined; readonly facts: readonly Fact[] },
): (readonly [id: string, facts: readonly Fact[]])[] {
  const groups = new Map<string, readonly Fact[] | Set<Fact>>();
  for (const one of told) {
    const { id, facts } = read(one);
    if (id === undefined) continue;
    const known = groups.get(id);
    // Mostly a batch has one event of each.
    if (known === undefined) groups.set(id, facts);
    else if (known instanceof Set) for (const fact of facts) known.add(fact);
    else groups.set(id, new Set([...known, ...facts]));
  }
  return [...groups].map(([id, facts]) => [id, facts instanceof Set ? [...facts] : facts]);
}

/** What the ledger knows of an event's session and user: the views after it, whenever its facts happened. */
interface Known {
  readonly sessionId: string | undefined;
  readonly session: SessionView | undefined;
  readonly user: UserView | undefined;
  readonly batchTags: ReadonlySet<string>;
}

/** The ledger's views as signals ask them. */
export function toSignalHistory(event: LogEvent, known: Known, toNetworkKey: ToNetworkKey): SignalHistory {
  const clientId = event.data['client_id'];
  const { session, user } = known;
  return {
    sessionId: known.sessionId,
    tag: toTag(event.logId),
    batchTags: known.batchTags,
    clientTag: typeof clientId === 'string' ? toTag(clientId) : undefined,
    session,
    sessionAt(view, occurredAtMs) {
      const then = viewAt(view, occurredAtMs);
      return {
        view: then,
        beginning: findBeginning(then),
        isKnown: isHistoryKnown(view, occurredAtMs),
        isFull: isHistoryFull(view, occurredAtMs),
      };
    },
    userAt: (occurredAtMs) =>
      user && { view: userViewAt(user, occurredAtMs), isKnown: isUserHistoryKnown(user, occurredAtMs) },
    isFullAt: (occurredAtMs) =>
      [session, user].some((view) => view !== undefined && isHistoryFull(view, occurredAtMs)),
    toNetworkKey,
  };
}
