import { createSessionLedger } from '../../functions/ledger/create-session-ledger.ts';
import { createDynamoDbTable, createLedgerClient } from '../../functions/ledger/dynamodb-table.ts';
import { toEventFacts } from '../../functions/ledger/event-facts.ts';
import type { FactText } from '../../functions/ledger/fact-text.ts';
import { createNetworkKeys } from '../../functions/ledger/user-facts.ts';
import { createUserHistory } from '../../functions/ledger/user-history.ts';
import { createTableItemStore } from '../../functions/ledger/table-item-store.ts';
import { createTableLine } from '../../functions/ledger/table-line.ts';
import type { LogEvent } from '../../functions/log-event/log-event.ts';
import { createCircuitBreaker } from '../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../functions/session/clock.ts';
import { packSession, unpackSession } from '../../functions/session/packed-session.ts';
import { createTraffic } from '../bench/traffic.ts';
import { settings, startMs, toEvent, toLogin } from '../functions/ledger/ledger-events.ts';
import { plan } from '../functions/ledger/line-traffic.ts';
import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { type LedgerUnits, type TrafficKind, trafficKinds } from './compute-costs.ts';

/** Log events of a session in the three columns of docs/costs.md. */
const eventsOf: Readonly<Record<TrafficKind, number>> = { cached: 40, mixed: 10, new: 1 };
/** What comes after a login, over and over: token exchanges by the code and by the refresh token, and silent authentications. */
const laterTypes = ['seacft', 'sertft', 'ssa', 's'] as const;
const sessions = 400;
const batchSize = 100;
const gapMs = 7 * 60_000;

/**
 * What ledger and line cost by their own code, in units as DynamoDB bills them by request, for an event: a write and read a
 * session and batch, a read of its user, one turn, one note of who asks and one answer for each session, and clean-ups.
 *
 * Sessions have an event every seven minutes, one in ten from another network, and all are at it together: hardly two
 * events of a session share a batch, which is the dearest there is.
 */
export async function measureLedger(): Promise<Readonly<Record<TrafficKind, LedgerUnits>>> {
  const results: Partial<Record<TrafficKind, LedgerUnits>> = {};
  for (const kind of trafficKinds) results[kind] = await measureKind(eventsOf[kind]);
  return results as Record<TrafficKind, LedgerUnits>;
}

async function measureKind(eventsOfSession: number): Promise<LedgerUnits> {
  const aws = await startAwsStandIn({ recordCalls: false });
  const client = createLedgerClient(aws.clientOptions);
  try {
    for (const name of ['sessions', 'line']) aws.tables.create(name, 'pk');
    const open = (tableName: string) => {
      const breaker = createCircuitBreaker({ clock: systemClock, random: Math.random });
      return createDynamoDbTable({ tableName, client, breaker, now: Date.now });
    };
    const ledger = createSessionLedger({
      table: createTableItemStore(open('sessions')),
      secrets: { current: 'the secret of the measurement' },
      codec: { version: 1, pack: packSession, unpack: unpackSession },
      now: () => startMs,
    });
    const toNetworkKey = createNetworkKeys(settings);
    const line = createTableLine({ table: open('line'), plan, mostWorkers: 14, now: Date.now });
    const traffic = createTraffic({ sessions });

    const events = Array.from({ length: sessions * eventsOfSession }, (_, index) => toNthEvent(index));
    for (let first = 0; first < events.length; first += batchSize) {
      const batch = events.slice(first, first + batchSize);
      const entries = await ledger.add(toAdditions(batch));
      await ledger.addUsers(
        batch.map((event) => ({
          userId: toUserId(event),
          facts: createUserHistory(toNetworkKey)(entries.get(event.sessionId ?? '')!.view),
        })),
      );
      await line.reserve(['two']);
      // Each session is asked for once.
      if (first >= sessions) continue;
      for (const { sessionId = '' } of batch) {
        await ledger.noteAsking(sessionId, startMs);
        await ledger.keepAnswer(sessionId, { askedAtMs: startMs, session: traffic.toSession(sessionId) });
      }
    }
    const [session, turn] = [aws.tables.units('sessions'), aws.tables.units('line')];
    const perEvent = (units: number) => Math.round((1_000 * units) / events.length) / 1_000;
    return {
      sessionWrites: perEvent(session.write),
      sessionReads: perEvent(session.read),
      lineWrites: perEvent(turn.write),
      lineReads: perEvent(turn.read),
    };
  } finally {
    client.destroy();
    await aws.close();
  }
}

/** The events of all sessions in turn: first everybody's login, then everybody's next event. */
function toNthEvent(index: number): LogEvent {
  const session = index % sessions;
  const round = Math.floor(index / sessions);
  const moved = (session + round) % 10 === 9;
  const data = {
    user_id: `auth0|${session}`,
    ip: moved ? `203.0.113.${session % 250}` : `198.51.100.${session % 250}`,
    details: { session_id: `sess_${String(session).padStart(27, '0')}` },
  };
  if (round === 0) return toLogin(0, data);
  return toEvent(laterTypes[round % laterTypes.length] ?? 'ssa', round * gapMs, data);
}

const toUserId = (event: LogEvent) => String(event.data['user_id']);

function toAdditions(batch: readonly LogEvent[]) {
  const facts = new Map<string, FactText[]>();
  for (const event of batch) {
    const sessionId = event.sessionId ?? '';
    const found = toEventFacts(event, settings).session?.facts ?? [];
    facts.set(sessionId, [...(facts.get(sessionId) ?? []), ...found]);
  }
  return [...facts].map(([sessionId, texts]) => ({ sessionId, facts: texts }));
}
