import { describe, expect, it } from '@jest/globals';
import type { JsonObject, LogEvent } from '../../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';
import { explainLogin, toCoverage } from '../../../../functions/record/explain/explain-login.ts';
import type { Auth0Session, SessionOutcome } from '../../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { createEventHistory } from '../../../../functions/enrich/event-history.ts';
import { createMemoryLedger } from '../../../../functions/enrich/memory-ledger.ts';
import type { SignalHistory } from '../../../../functions/signals/history.ts';
import { loadSampleTraffic, toStories } from '../../../../functions/local/sample-traffic.ts';

const stories = toStories(loadSampleTraffic());

function read(element: JsonObject): LogEvent {
  const parsed = parseElement(JSON.stringify(element), { receivedAtMs: 0 });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

function explain(
  event: LogEvent,
  session?: Auth0Session,
  earlier: readonly LogEvent[] = [],
  history?: SignalHistory,
) {
  const fetchedAtMs = event.occurredAtMs + 3_000;
  const outcome: SessionOutcome =
    session === undefined
      ? { status: 'not_found', source: 'api', fetchedAtMs }
      : { status: 'enriched', session, source: 'api', fetchedAtMs };
  const signals = createSignals()({ event, outcome, history });
  return explainLogin({ event, outcome, signals, earlier });
}

function tell(story: string, at: number) {
  const told = stories.get(story);
  const events = (told?.elements ?? []).map(read);
  const event = events[at] as LogEvent;
  const session = told?.sessions.find(({ id }) => id === event.sessionId);
  return explain(event, session, events.slice(0, at));
}

const words = ({ sentence }: ReturnType<typeof explain>) => sentence.map(({ text }) => text).join('');

describe('explainLogin', () => {
  it.each<[story: string, at: number, sentence: string, headline: string]>([
    [
      'session-hijack',
      1,
      'Casey’s session moved from Safari on macOS in AS64496 to Chrome on Windows in AS65550, 16 minutes after the login; password only.',
      'Network and program changed: AS65550, Chrome 141',
    ],
    [
      'scripted-session',
      1,
      'python-requests 2 uses the session that Jude began with Chrome on macOS, 23 minutes after the login; password only.',
      'python-requests 2 uses a browser’s session',
    ],
    [
      'delegated-session',
      1,
      'auth0|support-desk-0042 acts as Eli, 4 minutes after the login.',
      'Somebody acts as this user: auth0|support-desk-0042',
    ],
    [
      'revoked-session',
      1,
      'Drew’s session was gone 3 s after it was used.',
      'Session gone 3 s after its use',
    ],
    [
      'normal-login',
      1,
      'Alex: Successful Login, with Firefox on Linux at Customer Portal; password only.',
      '',
    ],
    [
      'mfa-step-up',
      3,
      'Billie: low confidence in this login, 1 second after the login; password and push.',
      'Low confidence in this login',
    ],
  ])('tells %s in a sentence', (story, at, sentence, headline) => {
    const told = tell(story, at);

    expect(words(told)).toBe(sentence);
    expect(told.headline).toBe(headline);
  });

  it('marks what was, what is now, and what is weak', () => {
    expect(tell('session-hijack', 1).sentence.filter(({ tone }) => tone)).toEqual([
      { text: 'Safari on macOS in AS64496', tone: 'was' },
      { text: 'Chrome on Windows in AS65550', tone: 'now' },
      { text: 'password only', tone: 'weak' },
    ]);
  });

  it('tells travel with places, distance and time', async () => {
    const [first, second] = (stories.get('session-hijack')?.elements ?? []).map(read) as [LogEvent, LogEvent];
    const { ledger, facts } = createMemoryLedger({ now: () => second.occurredAtMs });
    const historyOf = await createEventHistory(ledger, facts).learn([first, second]);
    const told = explain(second, undefined, [first], historyOf(second));
    const travel = told.evidence.find(({ signal }) => signal === 'impossible_travel');

    expect(travel?.before?.main).toBe('Sampletown');
    expect(travel?.after?.main).toBe('Exampleville');
    expect(travel?.after?.detail).toMatch(/^[\d,]+ km in 16 min 25 s$/);
  });

  it('tells severity and risk apart', () => {
    const { severityId, riskLevel, event } = tell('failed-logins', 3);

    expect({ severityId, riskLevel, type: event.severityId }).toEqual({
      severityId: event.severityId,
      riskLevel: 'info',
      type: expect.any(Number),
    });
    expect(tell('session-hijack', 1)).toMatchObject({
      severityId: 4,
      riskLevel: 'high',
      event: { severityId: 1 },
    });
  });

  it('has nothing to say of a session that nobody read, and says which', () => {
    expect(tell('revoked-session', 1)).toMatchObject({ coverage: 'none', status: 'not_found', factors: [] });
  });

  it.each([
    ['enriched', 'api'],
    ['observed', 'observed'],
    ['not_found', 'none'],
  ])('says where the session of a record comes from that is %s: %s', (status, coverage) => {
    expect(toCoverage({ status })).toBe(coverage);
  });

  it.each<[what: string, data: JsonObject]>([
    [
      'null for everything',
      { type: 's', ip: null, user_name: null, user_agent: null, details: null, location_info: null },
    ],
    ['lists for texts', { type: 's', ip: [], user_name: {}, client_name: [1], location_info: 'x' }],
    ['megabytes', { type: 'x'.repeat(1e6), user_name: 'y'.repeat(1e6), description: 'z'.repeat(1e6) }],
  ])('never throws on %s, and stays short', (_what, data) => {
    const told = explain(read({ log_id: 'a', data: { date: '2026-09-14T08:00:00Z', ...data } }), {
      id: 'S',
      authentication: { methods: [null, 'x', { name: 7 }] as never },
      device: null,
    });

    expect(JSON.stringify(told).length).toBeLessThan(4_000);
  });
});
