import type { Sighting } from '../../ledger/fact.ts';
import type { SessionHistory, SignalHistory, UserHistory } from '../history.ts';

/** What log events had told by the event's time. */
export interface Past {
  /** What stands for the event in the views. */
  readonly tag: string;
  readonly clientTag: string | undefined;
  readonly session: SessionHistory | undefined;
  readonly user: UserHistory | undefined;
  /**
   * The session's browser events before this one, in order of time; none when some were refused for want of room: which of them
   * are left is then a matter of their order.
   */
  readonly earlierSightings: readonly Sighting[];
  readonly toNetworkKey: SignalHistory['toNetworkKey'];
}

interface PastOf extends Pick<Past, 'tag' | 'clientTag' | 'toNetworkKey'> {
  readonly readSession: () => SessionHistory | undefined;
  readonly readUser: () => UserHistory | undefined;
}

/** Of an event at that time. `view`: all that is known of its session. */
export function toPast(
  history: SignalHistory,
  view: SignalHistory['session'],
  atMs: number,
  { tag, clientTag }: Pick<Past, 'tag' | 'clientTag'>,
): Past {
  return createPast({
    tag,
    clientTag,
    toNetworkKey: history.toNetworkKey,
    readSession: () => view && history.sessionAt(view, atMs),
    readUser: () => history.userAt(atMs),
  });
}

/** Read when first asked for, and once: several signals ask the same, and most events are not asked all of it. */
export function createPast(given: PastOf): Past {
  return new LazyPast(given);
}

/** One is made for every event: an object literal with getters costs several times as much. */
class LazyPast implements Past {
  readonly tag: string;
  readonly clientTag: string | undefined;
  readonly toNetworkKey: SignalHistory['toNetworkKey'];
  readonly #given: PastOf;
  #session: SessionHistory | undefined;
  #user: UserHistory | undefined;
  #earlier: readonly Sighting[] | undefined;
  #hasSession = false;
  #hasUser = false;

  constructor(given: PastOf) {
    this.tag = given.tag;
    this.clientTag = given.clientTag;
    this.toNetworkKey = given.toNetworkKey;
    this.#given = given;
  }

  get session(): SessionHistory | undefined {
    if (!this.#hasSession) this.#session = this.#given.readSession();
    this.#hasSession = true;
    return this.#session;
  }

  get user(): UserHistory | undefined {
    if (!this.#hasUser) this.#user = this.#given.readUser();
    this.#hasUser = true;
    return this.#user;
  }

  get earlierSightings(): readonly Sighting[] {
    this.#earlier ??= toEarlier(this.session, this.tag);
    return this.#earlier;
  }
}

function toEarlier(session: SessionHistory | undefined, tag: string): readonly Sighting[] {
  if (session === undefined || session.isFull) return [];
  return session.view.sightings.filter((sighting) => sighting.tag !== tag);
}
