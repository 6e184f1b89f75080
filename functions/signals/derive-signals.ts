import { factTable, plainAnswerTable } from './plain-table.ts';
import { type ReadySettings, toReadySettings } from './ready-settings.ts';
import type { RiskLevel, SignalBlock, SignalEvidence, SignalInput } from './signal.ts';
import { factNames, plainAnswerNames, signalNames } from './signal-names.ts';
import { type SignalReading, toReading } from './signal-reading.ts';
import type { SignalSettings } from './signal-settings.ts';
import { type Raised, type SignalAnswer, type SignalAnswers, severities } from './signal-step.ts';
import { signalTable } from './signal-table.ts';
import { toNamedValues } from './named-values.ts';

const defaultSettings: SignalSettings = {};

const riskLevels: readonly RiskLevel[] = ['info', 'info', 'low', 'medium', 'high'];

const rows = signalNames.map((name) => ({ name, ...signalTable[name] }));
const factRows = factNames.map((name) => ({ name, toFact: factTable[name] }));
const plainRows = plainAnswerNames.map((name) => plainAnswerTable[name]);
const unanswered: readonly SignalAnswer[] = rows.map(() => undefined);

/**
 * What one event and its session say, and what that rests on.
 *
 * Never throws on what Auth0 or an attacker sent, and gives the same block for the same input. Throws on settings that
 * make no sense: check them once, with `parseSignalSettings`.
 */
export function deriveSignals(input: SignalInput, settings: SignalSettings = defaultSettings): SignalBlock {
  const ready = toReadySettings(settings);
  const reading = toReading(input);
  const answers = unanswered.slice();
  // The composite stands first in the table and is answered from the others.
  for (let place = rows.length - 1; place >= 0; place -= 1) {
    answers[place] = rows[place]!.step(reading, ready, answers);
  }
  const evidence = toEvidence(answers, ready);
  return {
    risk_level: riskLevels[evidence[0]?.severity_id ?? 0] ?? 'info',
    raised: evidence.map(({ signal }) => signal),
    values: toValues(answers, reading, ready),
    facts: toFacts(reading, ready),
    evidence,
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
    severity_id: allowed === undefined ? (raised.severity ?? severity) : severities.informational,
    attack,
    ...(fields && { fields }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...more,
    ...(allowed !== undefined && { allowed }),
  };
}

function toValues(answers: SignalAnswers, reading: SignalReading, { disabled }: ReadySettings) {
  const plain = plainRows.map((toValue) => toValue(reading));
  return toNamedValues(answers, plain, disabled);
}

function toFacts(reading: SignalReading, { disabled }: ReadySettings) {
  const facts: { [name: string]: string | number } = {};
  for (const { name, toFact } of factRows) {
    const fact = toFact(reading);
    if (fact !== undefined && !disabled.has(name)) facts[name] = fact;
  }
  return facts;
}
