import { toSignalHistory } from '../../../functions/enrich/event-history.ts';
import { toEventFacts } from '../../../functions/ledger/event-facts.ts';
import { toTexts } from '../../../functions/ledger/fact-codec.ts';
import { toTag } from '../../../functions/ledger/fact-text.ts';
import { toSessionView } from '../../../functions/ledger/session-view.ts';
import { createNetworkKeys } from '../../../functions/ledger/user-facts.ts';
import { createUserHistory } from '../../../functions/ledger/user-history.ts';
import { toUserView } from '../../../functions/ledger/user-view.ts';
import type { JsonObject, LogEvent } from '../../../functions/log-event/log-event.ts';
import type { SignalHistory } from '../../../functions/signals/history.ts';

const settings = {
  disguise: (_field: string, value: string) => value,
  toKey: (value: string) => `key of ${value}`,
};

const toNetworkKey = createNetworkKeys(settings);

/** What the ledger knows after these events and the event itself, all of one session and one user. */
export function toToldHistory(told: readonly JsonObject[], event: LogEvent): SignalHistory {
  const others = told.map(
    (data, index): LogEvent => ({
      logId: `told-${index}`,
      type: data['type'] as string,
      data,
      sessionId: data['session_id'] === 'another' ? 'another' : event.sessionId,
      occurredAtMs: Number.NaN,
    }),
  );
  const facts = [...others, event].map((one) => toEventFacts(one, settings));
  const ofSession = (sessionId: string | undefined) =>
    facts.flatMap(({ session }) => (session?.sessionId === sessionId ? (session?.facts ?? []) : []));
  const session = toSessionView(ofSession(event.sessionId));
  const isOfUser = typeof event.data['user_id'] === 'string';
  const all = toUserView(
    toTexts([
      ...facts.flatMap(({ user: ofUser }) => ofUser?.facts ?? []),
      ...createUserHistory(toNetworkKey)(session),
      ...createUserHistory(toNetworkKey)(toSessionView(ofSession('another'))),
    ]),
  );
  const user = isOfUser ? all : undefined;
  const batchTags = new Set([toTag(event.logId)]);
  return toSignalHistory(event, { sessionId: event.sessionId, session, user, batchTags }, toNetworkKey);
}
