import type { Auth0Session } from '../session/session-outcome.ts';
import { addInOneStep, addWithinLimits } from './add-within-limits.ts';
import { findRedundant } from './clean-up.ts';
import type { LedgerFact } from './fact.ts';
import { toTexts } from './fact-codec.ts';
import { type FactText, toTag } from './fact-text.ts';
import { inParallel } from './in-parallel.ts';
import type { ItemStore } from './item-store.ts';
import { createLedgerKeys, type LedgerSecrets } from './ledger-key.ts';
import { type LedgerItem, mergeItems } from './ledger-item.ts';
import { createMemoryItemStore } from './memory-item-store.ts';
import type {
  LedgerSource,
  SessionAddition,
  SessionEntry,
  SessionLedger,
  UserAddition,
  UserEntry,
} from './session-ledger.ts';
import { createAnswerReader } from './answer-reader.ts';
import { type AnswerCodec, packAnswer } from './stored-answer.ts';
import { toNews } from './user-facts.ts';
import type { UserView } from './user-view.ts';
import { createUserViewReader, createViewReader } from './view-reader.ts';

export interface SessionLedgerOptions {
  /** Shared by all workers. Without it, everything is in this process's memory. */
  readonly table?: ItemStore;
  readonly secrets: LedgerSecrets;
  readonly codec: AnswerCodec;
  /** Privacy rules for a session's fields: what of an answer may be stored. @default all but identity and metadata */
  readonly hide?: (session: Auth0Session) => Auth0Session;
  /** Epoch milliseconds, for the end of an item's life. */
  readonly now: () => number;
  /** How long an item lives after it was last written. @default 30 */
  readonly days?: number;
  /** Sessions and users kept in memory. @default 10_000 */
  readonly maxItemsInMemory?: number;
  /**
   * Sessions, and as many users, of which key and view stay ready: those in use at the moment, twice as many at most. Some 2 kB
   * each, in memory and beside a table alike. @default 500
   */
  readonly mostInUse?: number;
  /** Calls to the table on their way at once. @default 32 */
  readonly maxParallelCalls?: number;
  /** Told once for each session whose item had no room for a batch's facts. */
  readonly onFull?: () => void;
}

const dayMs = 86_400_000;

/** The ledger over a table, with memory in its place wherever the table is out of reach. */
export function createSessionLedger(options: SessionLedgerOptions): SessionLedger {
  const { table, secrets, codec, now, days = 30, maxItemsInMemory = 10_000, onFull } = options;
  const { maxParallelCalls = 32, mostInUse = 500, hide = (session: Auth0Session) => session } = options;
  const memory = createMemoryItemStore({ maxItems: maxItemsInMemory });
  const keys = createLedgerKeys(secrets.current, mostInUse);
  const previousKeys =
    secrets.previous === undefined ? undefined : createLedgerKeys(secrets.previous, mostInUse);
  const allKeys = previousKeys === undefined ? [keys] : [keys, previousKeys];
  const readView = createViewReader(mostInUse);
  const readUserView = createUserViewReader(mostInUse);
  const readAnswer = createAnswerReader(allKeys, codec);
  // What no other process can see needs no disguise.
  const toItemKey = table === undefined ? (kind: 's' | 'u', id: string) => kind + id : keys.toItemKey;
  const toExpiresAt = () => Math.floor((now() + days * dayMs) / 1_000);

  interface Reached {
    readonly key: string;
    readonly item: LedgerItem;
    readonly source: LedgerSource;
    readonly isFull: boolean;
  }

  /** Adds to the table, and with it what memory kept while the table was out of reach. */
  async function add(kind: 's' | 'u', id: string, facts: readonly FactText[]): Promise<Reached> {
    const key = toItemKey(kind, id);
    if (table === undefined) return toMemory(key, facts, 'memory');
    const held = memory.peek(key)?.facts;
    const all = held === undefined ? facts : withoutRedundant([...held, ...facts]);
    const result = await addWithinLimits(table, key, all, toExpiresAt());
    if (result.status === 'failed') return toMemory(key, facts, 'fallback');
    await memory.erase(key);
    const item = await mergePrevious(kind, id, result.item);
    return { key, item, source: 'table', isFull: result.isFull };
  }

  async function toMemory(
    key: string,
    facts: readonly FactText[],
    source: 'memory' | 'fallback',
  ): Promise<Reached> {
    const result = await addWithinLimits(memory, key, facts, toExpiresAt(), 'when full');
    if (result.status === 'failed') throw new Error('memory is never out of reach');
    return { key, item: result.item, source, isFull: result.isFull };
  }

  /** In memory alone most additions need no waiting. */
  function addNow(kind: 's' | 'u', id: string, facts: readonly FactText[]): Reached | undefined {
    if (table !== undefined) return undefined;
    const key = toItemKey(kind, id);
    const item = addInOneStep(memory, key, facts, toExpiresAt());
    return item && { key, item, source: 'memory', isFull: false };
  }

  /** All at the same time, for which the table needs few calls. Without those to whom memory has something to add. */
  async function readTogether(
    kind: 's' | 'u',
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Reached>> {
    if (table === undefined) return new Map();
    const keyed = ids.map((id) => ({ id, key: toItemKey(kind, id) }));
    const reached = keyed
      .filter(({ key }) => memory.peek(key) === undefined)
      .map(async ({ id, key }): Promise<[string, Reached]> => {
        const reading = await table.read(key);
        if (reading.status === 'failed') return [id, await toMemory(key, [], 'fallback')];
        const item = await mergePrevious(kind, id, reading.item);
        return [id, { key, item, source: 'table', isFull: false }];
      });
    return new Map(await Promise.all(reached));
  }

  async function mergePrevious(kind: 's' | 'u', id: string, item: LedgerItem): Promise<LedgerItem> {
    if (table === undefined || previousKeys === undefined) return item;
    const reading = await table.read(previousKeys.toItemKey(kind, id));
    return reading.status === 'failed' ? item : mergeItems(item, reading.item);
  }

  function toEntry({ key, item, source }: Reached): SessionEntry {
    return {
      view: withoutHistory(readView(key, item.facts), source),
      answer: readAnswer(key, item),
      askingAtMs: item.askingAtMs,
      creators: item.creators,
      source,
    };
  }

  /** What is news; all of it where the item grows old: that of a user who keeps coming must not run out for want of news. */
  function toWorthWriting({ key, item }: Reached, facts: readonly LedgerFact[]): readonly LedgerFact[] {
    const news = toNews(readUserView(key, item.facts), facts);
    if (news.length > 0) return news;
    const isOld = (item.expiresAt ?? 0) * 1_000 < now() + (days / 2) * dayMs;
    return isOld ? facts : [];
  }

  /** For all that is not adding: in the table, else in memory. */
  async function reach<Answer extends { readonly status: string }>(
    call: (store: ItemStore) => Promise<Answer>,
  ) {
    const answer = table === undefined ? undefined : await call(table);
    return answer === undefined || answer.status === 'failed' ? call(memory) : answer;
  }

  async function erase(kind: 's' | 'u', id: string): Promise<boolean> {
    let isErased = true;
    const toKeys = table === undefined ? [toItemKey] : allKeys.map((one) => one.toItemKey);
    for (const toKey of toKeys) {
      const key = toKey(kind, id);
      await memory.erase(key);
      if (table !== undefined && (await table.erase(key)).status === 'failed') isErased = false;
    }
    return isErased;
  }

  return {
    async add(additions) {
      const entries = new Map<string, SessionEntry>();
      const note = (sessionId: string, reached: Reached) => entries.set(sessionId, toEntry(reached));
      const isRead = ({ facts }: SessionAddition) => facts.length === 0;
      const reading = readTogether(
        's',
        additions.filter(isRead).map(({ sessionId }) => sessionId),
      );

      const unwritten: SessionAddition[] = [];
      for (const addition of additions) {
        const reached = addNow('s', addition.sessionId, addition.facts);
        if (reached !== undefined) note(addition.sessionId, reached);
        else if (!isRead(addition)) unwritten.push(addition);
      }
      const write = async ({ sessionId, facts }: SessionAddition) => {
        const reached = await add('s', sessionId, facts);
        if (reached.isFull) onFull?.();
        note(sessionId, reached);
      };
      await inParallel(unwritten, maxParallelCalls, write);

      for (const [sessionId, reached] of await reading) note(sessionId, reached);
      const rest = additions.filter(({ sessionId }) => !entries.has(sessionId));
      await inParallel(rest, maxParallelCalls, write);
      return entries;
    },

    async addUsers(given, userIds) {
      const entries = new Map<string, UserEntry>();
      const early = userIds && readTogether('u', userIds);
      const additions = await given;
      const read = await (early ??
        readTogether(
          'u',
          additions.map(({ userId }) => userId),
        ));
      const unread: UserAddition[] = [];
      const unwritten: { readonly userId: string; readonly news: readonly FactText[] }[] = [];
      const note = (userId: string, { key, item, source }: Reached) =>
        entries.set(userId, toUserEntry(readUserView(key, item.facts), source));

      function learn({ userId, facts }: UserAddition, known: Reached): void {
        const news = toTexts(toWorthWriting(known, facts));
        const reached = news.length === 0 ? known : addNow('u', userId, news);
        if (reached === undefined) unwritten.push({ userId, news });
        else note(userId, reached);
      }

      for (const addition of additions) {
        const known = read.get(addition.userId) ?? addNow('u', addition.userId, []);
        if (known === undefined) unread.push(addition);
        else learn(addition, known);
      }
      await inParallel(unread, maxParallelCalls, async (addition) =>
        learn(addition, await add('u', addition.userId, [])),
      );
      await inParallel(unwritten, maxParallelCalls, async ({ userId, news }) =>
        note(userId, await add('u', userId, news)),
      );
      return entries;
    },

    async keepAnswer(sessionId, { askedAtMs, session }) {
      const packed = session && packAnswer(session, keys, codec, hide);
      if (session !== undefined && packed === undefined) return;
      const key = toItemKey('s', sessionId);
      await reach((store) => store.keepAnswer(key, { askedAtMs, packed }, toExpiresAt()));
    },

    async noteAsking(sessionId, askingAtMs) {
      const key = toItemKey('s', sessionId);
      await reach((store) => store.noteAsking(key, askingAtMs, toExpiresAt()));
    },

    async claimIncident(sessionId, signal, logId) {
      const key = toItemKey('s', sessionId);
      const tag = toTag(logId);
      const answer = await reach((store) => store.claim(key, signal, tag, toExpiresAt()));
      return answer.status === 'failed' || answer.item.creators.get(signal) === tag;
    },

    eraseSession: (sessionId) => erase('s', sessionId),
    eraseUser: (userId) => erase('u', userId),
  };
}

/** An outage may have told more than an item has room for, most of it of no use by now. */
function withoutRedundant(facts: readonly FactText[]): FactText[] {
  const kept = new Set(facts);
  for (const fact of findRedundant(kept)) kept.delete(fact);
  return [...kept];
}

function toUserEntry(view: UserView, source: LedgerSource): UserEntry {
  return { view: withoutHistory(view, source), source };
}

/** What only this worker saw of the last moments is no history. */
function withoutHistory<View extends { readonly fullSinceMs: number | undefined }>(
  view: View,
  source: LedgerSource,
): View {
  return source === 'fallback' ? { ...view, fullSinceMs: -Infinity } : view;
}
