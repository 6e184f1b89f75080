import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { catalogue } from '../../../../functions/log-event/catalogue.ts';
import type { JsonObject, LogEvent } from '../../../../functions/log-event/log-event.ts';
import { parseBody } from '../../../../functions/log-event/parse-body.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import type { Auth0Session, SessionOutcome } from '../../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { arbitraryOf, unlistedFields } from '../event-arbitrary.ts';
import { loadExampleInput } from '../example-login.ts';
import { hostileEvents } from '../hostile-events.ts';
import { hostileSessions } from '../hostile-sessions.ts';
import { makeRichInputs } from '../rich-inputs.ts';
import { anyOutcome } from '../session-arbitrary.ts';
import { anyEventSchema } from './any-event-schema.ts';
import { hasOddDate, oddDates } from './odd-dates.ts';
import { oneThingChanged } from './one-thing-changed.ts';
import { toOutcomeAtEvent } from '../../session/outcome-at-event.ts';
import { toToldHistory } from '../../signals/told-history.ts';

const toSignals = createSignals();

const seed = 20_260_302;
const receivedAtMs = 1_772_450_104_873;

export interface CorpusItem {
  readonly name: string;
  /** Some date in it is not as Auth0 usually writes it. */
  readonly isOddDate: boolean;
  readonly input: ModelInput;
}

/** Inputs of all kinds, the same in every run: each named after where it comes from. */
export function makeCorpus(): CorpusItem[] {
  const inputs = [
    ...named('log type', makeEveryType()),
    ...named('rich', makeRichInputs()),
    ...named('sample', makeSamples()),
    ...named(
      'one session',
      oneThingChanged.map((data) => withExampleSession(data)),
    ),
    ...named('cut', makeCutEvents()),
    ...makeHostile(),
    ...makeOddDates(),
  ];
  return inputs.map(([name, input]) => ({ name, isOddDate: hasOddDate(input), input }));
}

type NamedInput = readonly [name: string, input: ModelInput];

/** Numbered within a log type, so that a new type or sample renames no other. */
function named(name: string, inputs: readonly ModelInput[]): NamedInput[] {
  const counts = new Map<string, number>();
  return inputs.map((input) => {
    const type = input.event.type ?? 'no type';
    const count = (counts.get(type) ?? 0) + 1;
    counts.set(type, count);
    return [`${name} ${type} ${count}`, input];
  });
}

/** Every type of the catalogue, one that is not in it, and the bare session event. Events of a type share a session. */
function makeEveryType(): ModelInput[] {
  const outcomes = fc.sample(anyOutcome, { numRuns: 100, seed });
  const data = fc.tuple(
    fc.oneof(
      arbitraryOf(anyEventSchema, 'some') as fc.Arbitrary<JsonObject>,
      arbitraryOf(anyEventSchema, 'full') as fc.Arbitrary<JsonObject>,
    ),
    unlistedFields as fc.Arbitrary<JsonObject>,
  );
  return [...catalogue.keys(), 'zz_future', undefined].flatMap((type = '') => {
    const ownSeed = Buffer.from(type).reduce((sum, byte) => (sum * 31 + byte) % 1e9, seed);
    const outcome = outcomes[ownSeed % outcomes.length]!;
    return fc.sample(data, { numRuns: 2, seed: ownSeed }).map(([fields, unlisted]) => {
      const event = toEvent({ ...unlisted, ...fields, ...(type === '' ? { session_id: 'S1' } : { type }) });
      return toInput(event, event.sessionId === undefined ? { status: 'no_session_id' } : outcome);
    });
  });
}

/** By the real parser, as events come. */
function toEvent(data: JsonObject): LogEvent {
  const parsed = parseElement(JSON.stringify(data), { receivedAtMs });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

function toInput(event: LogEvent, outcome: SessionOutcome): ModelInput {
  const earlier = {
    type: 's',
    date: event.occurredAtMs - 600_000,
    location_info: { latitude: 48.1, longitude: 11.6 },
    client_id: 'C1',
  };
  const shown = toOutcomeAtEvent(outcome, event);
  const history = toToldHistory([earlier], event);
  return { event, outcome: shown.outcome, signals: toSignals({ event, ...shown, history }) };
}

function found(session: Auth0Session): SessionOutcome {
  return { status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004, session };
}

/** The sample events that the local system plays, with their sessions. */
function makeSamples(): ModelInput[] {
  const folder = new URL('../../../../functions/local/samples/', import.meta.url);
  const sessions = JSON.parse(readFileSync(new URL('sessions.json', folder), 'utf8')) as Auth0Session[];
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return parseBody(readFileSync(new URL('log-events.ndjson', folder), 'utf8'), { receivedAtMs }).map(
    (parsed) => {
      if (!parsed.ok) throw new Error(parsed.reason);
      const { event } = parsed;
      const session = byId.get(event.sessionId ?? '');
      if (event.sessionId === undefined) return toInput(event, { status: 'no_session_id' });
      return toInput(event, session === undefined ? { status: 'not_found', source: 'api' } : found(session));
    },
  );
}

function withExampleSession(changed: JsonObject): ModelInput {
  const { event, outcome } = loadExampleInput();
  const data = { ...event.data, ...changed };
  const { session_id: sessionId = event.sessionId, type = event.type } = changed as Partial<
    Record<string, string>
  >;
  return toInput({ ...event, type, data, sessionId }, outcome);
}

/** More than a destination takes: in the event, at its root, and in the session. */
function makeCutEvents(): ModelInput[] {
  const { event, outcome } = loadExampleInput();
  const texts = '"'.repeat(500_000);
  const list = Array.from({ length: 25_000 }, () => ({ a: 'b' }));
  const keys = Object.fromEntries(list.map((_, index) => [`k${index}`, 'v']));
  return [
    withExampleSession({ details: { session_id: 'S1', body: texts } }),
    withExampleSession({ details: { session_id: 'S1', body: list } }),
    withExampleSession(keys),
    toInput(event, { ...outcome, session: { ...outcome.session, later_field: keys } }),
  ];
}

function makeHostile(): NamedInput[] {
  const session = { id: 'S1', user_id: 'auth0|1', session_metadata: { secret: 'hidden' } };
  const plain = { logId: 'L1', type: 's', data: { type: 's' }, sessionId: 'S1', occurredAtMs: receivedAtMs };
  return [
    ...Object.entries(hostileEvents).flatMap(([name, make]): NamedInput[] => [
      [`hostile event, with a session: ${name}`, toInput(make(), found(session))],
      [`hostile event, without one: ${name}`, toInput(make(), { status: 'no_session_id' })],
    ]),
    ...Object.entries(hostileSessions).map(
      ([name, make]): NamedInput => [`hostile session: ${name}`, toInput(plain, found(make()))],
    ),
  ];
}

function makeOddDates(): NamedInput[] {
  const { event, outcome } = loadExampleInput();
  return oddDates.flatMap((date): NamedInput[] => {
    const data = { ...event.data, date };
    const session = { ...outcome.session, created_at: date, expires_at: date } as Auth0Session;
    const name = JSON.stringify(date);
    return [
      [`event of the date ${name}`, toInput(toEvent({ ...data, log_id: event.logId }), outcome)],
      [
        `event without a usable log_id, of the date ${name}`,
        toInput(toEvent({ ...data, log_id: 'L1' }), outcome),
      ],
      [`session of the date ${name}`, toInput(event, { ...outcome, session })],
    ];
  });
}
