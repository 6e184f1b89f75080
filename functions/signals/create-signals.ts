import type { JsonObject } from '../log-event/log-event.ts';
import { readObject } from '../log-event/read-value.ts';
import { createNamedValues } from './named-values.ts';
import { type Fact, factTable, plainAnswerTable } from './plain/plain-table.ts';
import { type SignalReading, toReading } from './reading/signal-reading.ts';
import { type SignalSession, toSignalSession } from './reading/signal-session.ts';
import { rememberByObject } from './remember-by-object.ts';
import { type ReadySettings, toReadySettings } from './settings/ready-settings.ts';
import type { SignalSettings } from './settings/signal-settings.ts';
import type { SignalBlock, SignalEvidence, SignalInput } from './signal.ts';
import type { RiskLevel } from './risk-level.ts';
import { factNames, plainAnswerNames, signalNames } from './signal-names.ts';
import { type Raised, type SignalAnswers, severityIds } from './signal-step.ts';
import { signalTable } from './signal-table.ts';
import type { Known } from './three-valued.ts';

const riskLevels: readonly RiskLevel[] = ['info', 'info', 'low', 'medium', 'high'];

const rows = signalNames.map((name) => ({ name, ...signalTable[name] }));
const plainRows = plainAnswerNames.map((name) => plainAnswerTable[name]);
const factRows = factNames.map((name) => factTable[name]);

const eventRows = rows.flatMap(({ step }, place) =>
  'ofEvent' in step ? [{ place, step: step.ofEvent }] : [],
);
const plainEventRows = plainRows.flatMap((question, place) =>
  'ofEvent' in question ? [{ place, answer: question.ofEvent }] : [],
);
const factEventRows = factRows.flatMap((question, place) =>
  'ofEvent' in question ? [{ place, answer: question.ofEvent }] : [],
);
// The composite stands first in the table and is answered from the others.
eventRows.reverse();

/** A session, and what it answers by itself, in its places among the others. */
interface AnsweredSession {
  readonly session: SignalSession | undefined;
  readonly signals: SignalAnswers;
  readonly plain: readonly Known[];
  readonly facts: readonly (Fact | undefined)[];
}

const withoutSession: AnsweredSession = {
  session: undefined,
  signals: rows.map(() => undefined),
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
 * Remembers the sessions in use: the session cache hands out the same object for all events of one, and what it answers
 * by itself is asked once.
 */
export function createSignals(settings: SignalSettings = {}): ToSignals {
  const ready = toReadySettings(settings);
  const toAnswered = rememberByObject((fields: JsonObject) => answerSession(fields, ready));
  const toNamedValues = createNamedValues(ready.disabled);

  return function toSignals(input) {
    const { outcome } = input;
    const fields = outcome.status === 'enriched' ? readObject(outcome.session) : undefined;
    const ofSession = fields ? toAnswered(fields) : withoutSession;
    const reading = toReading(input, ofSession.session);
    const answers = ofSession.signals.slice();
    for (const { place, step } of eventRows) answers[place] = step(reading, ready, answers);
    const evidence = toEvidence(answers, ready);
    return {
      risk_level: riskLevels[evidence[0]?.severity_id ?? 0] ?? 'info',
      raised: evidence.map(({ signal }) => signal),
      values: toNamedValues(answers, toPlainAnswers(reading, ofSession)),
      facts: toFacts(reading, ofSession, ready),
      evidence,
    };
  };
}

function answerSession(fields: JsonObject, settings: ReadySettings): AnsweredSession {
  const session = toSignalSession(fields);
  return {
    session,
    signals: rows.map(({ step }) => ('ofSession' in step ? step.ofSession(session, settings) : undefined)),
    plain: plainRows.map((question) => ('ofSession' in question ? question.ofSession(session) : undefined)),
    facts: factRows.map((question) => ('ofSession' in question ? question.ofSession(session) : undefined)),
  };
}

/** Highest severity first, then in the order of the table, which a stable sort keeps. */
function toEvidence(answers: SignalAnswers, { disabled }: ReadySettings): readonly SignalEvidence[] {
  const evidence: SignalEvidence[] = [];
  for (let place = 0; place < rows.length; place += 1) {
    const answer = answers[place];
    const row = rows[place]!;
    if (answer && !disabled.has(row.name)) evidence.push(toEntry(row, answer));
  }
  return evidence.sort((one, other) => other.severity_id - one.severity_id);
}

function toEntry({ name, severity, attack }: (typeof rows)[number], raised: Raised): SignalEvidence {
  const { fields, before, after, more, allowed } = raised;
  return {
    signal: name,
    severity_id: allowed === undefined ? (raised.severity ?? severity) : severityIds.informational,
    attack,
    ...(fields && { fields }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...more,
    ...(allowed !== undefined && { allowed }),
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
  const facts: { [name: string]: Fact } = {};
  for (let place = 0; place < factNames.length; place += 1) {
    const fact = answers[place];
    const name = factNames[place]!;
    if (fact !== undefined && !disabled.has(name)) facts[name] = fact;
  }
  return facts;
}
