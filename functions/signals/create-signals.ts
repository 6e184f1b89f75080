import { createNamedValues } from './named-values.ts';
import { type FactValue, factTable, plainAnswerTable } from './plain/plain-table.ts';
import { createReader, type ReadInput } from './reading/create-reader.ts';
import type { SignalReading } from './reading/signal-reading.ts';
import type { SignalSession } from './reading/signal-session.ts';
import { rememberByObject } from '../log-event/remember-by-object.ts';
import { type ReadySettings, toReadySettings } from './settings/ready-settings.ts';
import type { SignalSettings } from './settings/signal-settings.ts';
import { createAsking, toRaising } from './raising.ts';
import type { SignalBlock, SignalInput } from './signal.ts';
import type { RiskLevel } from './risk-level.ts';
import { factNames, plainAnswerNames } from './signal-names.ts';
import type { Known } from './three-valued.ts';

const riskLevels: readonly RiskLevel[] = ['info', 'info', 'low', 'medium', 'high'];

const plainRows = plainAnswerNames.map((name) => plainAnswerTable[name]);
const factRows = factNames.map((name) => factTable[name]);

const plainEventRows = plainRows.flatMap((question, place) =>
  'ofEvent' in question ? [{ place, answer: question.ofEvent }] : [],
);
const factEventRows = factRows.flatMap((question, place) =>
  'ofEvent' in question ? [{ place, answer: question.ofEvent }] : [],
);
/** What a session answers by itself, in its places among the others. */
interface AnsweredSession {
  readonly plain: readonly Known[];
  readonly facts: readonly (FactValue | undefined)[];
}

const withoutSession: AnsweredSession = {
  plain: plainRows.map(() => undefined),
  facts: factRows.map(() => undefined),
};

/**
 * What one event and its session say, and what that rests on. Never throws on what Auth0 or an attacker sent, and gives
 * the same block for the same input.
 */
export type ToSignals = (input: SignalInput) => SignalBlock;

/**
 * Throws on settings that make no sense: check them with `parseSignalSettings`.
 *
 * Remembers the sessions in use: the ledger hands out the same object for all events of one, and what it answers by itself
 * is asked once. `read`: shared by whoever judges the same events under several settings.
 */
export function createSignals(settings: SignalSettings = {}, read: ReadInput = createReader()): ToSignals {
  const ready = toReadySettings(settings);
  const ask = createAsking(ready);
  const toAnswered = rememberByObject(answerSession);
  const toNamedValues = createNamedValues(ready.disabled);

  return function toSignals(input) {
    const { history } = input;
    const reading = read(input);
    const ofSession = reading.session === undefined ? withoutSession : toAnswered(reading.session);
    const answers = ask(reading);
    const { evidence, incidents } = toRaising(answers, reading, history, ready);
    return {
      risk_level: riskLevels[evidence[0]?.severity_id ?? 0] ?? 'info',
      raised: evidence.map(({ signal }) => signal),
      values: toNamedValues(answers, toPlainAnswers(reading, ofSession)),
      facts: toFacts(reading, ofSession, ready),
      evidence,
      ...(isFull(reading, history) && { history_full: true }),
      ...(incidents.length > 0 && { incidents }),
    };
  };
}

function isFull({ event: { atMs } }: SignalReading, history: SignalInput['history']): boolean {
  return atMs !== undefined && history?.isFullAt(atMs) === true;
}

function answerSession(session: SignalSession): AnsweredSession {
  return {
    plain: plainRows.map((question) => ('ofSession' in question ? question.ofSession(session) : undefined)),
    facts: factRows.map((question) => ('ofSession' in question ? question.ofSession(session) : undefined)),
  };
}

function toPlainAnswers(reading: SignalReading, ofSession: AnsweredSession): readonly Known[] {
  const plain = ofSession.plain.slice();
  for (const { place, answer } of plainEventRows) plain[place] = answer(reading);
  return plain;
}

function toFacts(
  reading: SignalReading,
  ofSession: AnsweredSession,
  { disabled }: ReadySettings,
): SignalBlock['facts'] {
  const answers = ofSession.facts.slice();
  for (const { place, answer } of factEventRows) answers[place] = answer(reading);
  const facts: { [name: string]: FactValue } = {};
  for (let place = 0; place < factNames.length; place += 1) {
    const fact = answers[place];
    const name = factNames[place]!;
    if (fact !== undefined && !disabled.has(name)) facts[name] = fact;
  }
  return facts;
}
