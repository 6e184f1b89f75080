import { toEventFacts } from '../../ledger/event-facts.ts';
import type { FactSettings } from '../../ledger/fact-settings.ts';
import type { SessionEntry, SessionLedger } from '../../ledger/session-ledger.ts';
import { isUsableSessionId } from '../../session/session-id.ts';
import type { WantingEvent } from './wanting-event.ts';

/** Adds what a batch's events tell to the ledger, and reads every session that they are about: one call for each. */
export async function addToldFacts(
  events: readonly WantingEvent[],
  ledger: Pick<SessionLedger, 'add'>,
  settings: FactSettings,
): Promise<ReadonlyMap<string, SessionEntry>> {
  const additions = new Map<string, Set<string>>();
  const of = (sessionId: string) => {
    const texts = additions.get(sessionId) ?? new Set<string>();
    additions.set(sessionId, texts);
    return texts;
  };
  for (const { event, returned } of events) {
    if (event.sessionId !== undefined && isUsableSessionId(event.sessionId)) of(event.sessionId);
    // What has come back was added when it was first here.
    const session = returned === undefined ? toEventFacts(event, settings).session : undefined;
    if (session === undefined || !isUsableSessionId(session.sessionId)) continue;
    const texts = of(session.sessionId);
    for (const fact of session.facts) texts.add(fact);
  }
  return ledger.add([...additions].map(([sessionId, texts]) => ({ sessionId, facts: [...texts] })));
}
