import { rows, toAnswers, unanswered } from './answer-rows.ts';
import { auth0Risk } from './plain/auth0-risk.ts';
import { toMomentBefore } from './reading/moments.ts';
import type { SignalReading } from './reading/signal-reading.ts';
import type { ReadySettings } from './settings/ready-settings.ts';
import { type Severity, severityIds } from './severity.ts';
import type { SignalEvidence } from './signal.ts';
import type { Raised, SignalAnswer, SignalAnswers } from './signal-step.ts';

/** Highest severity first, then in the order of the table, which a stable sort keeps. */
export function toEvidence(
  answers: SignalAnswers,
  reading: SignalReading,
  settings: ReadySettings,
): readonly SignalEvidence[] {
  const { disabled, transitionOnly } = settings;
  let before: readonly SignalAnswer[] | undefined;
  let evidence: SignalEvidence[] | undefined;
  for (let place = 0; place < rows.length; place += 1) {
    const answer = answers[place];
    const row = rows[place]!;
    if (!answer || disabled.has(row.name)) continue;
    const isOfTransition = transitionOnly.has(row.name);
    if (isOfTransition) before ??= toAnswersBefore(reading, settings);
    const isContinued = isOfTransition && isRaised(before?.[place]);
    (evidence ??= []).push(toEntry(row, answer, reading, settings, isContinued));
  }
  if (evidence === undefined) return none;
  return evidence.length > 1 ? evidence.sort((one, other) => other.severity_id - one.severity_id) : evidence;
}

const none: readonly never[] = [];

function isRaised(answer: SignalAnswer): boolean {
  return answer !== undefined && answer !== false && answer.allowed === undefined;
}

/** What the browser event before this one came to, as far as it is remembered. */
function toAnswersBefore(reading: SignalReading, settings: ReadySettings): readonly SignalAnswer[] {
  const before = toMomentBefore(reading);
  return before === undefined ? unanswered : toAnswers(before, unanswered, settings);
}

function toEntry(
  row: (typeof rows)[number],
  raised: Raised,
  reading: SignalReading,
  settings: ReadySettings,
  isContinued: boolean,
): SignalEvidence {
  const { fields, before, after, more, allowed } = raised;
  const severity =
    allowed === undefined && !isContinued
      ? toSeverity(row, raised, reading, settings)
      : severityIds.informational;
  return {
    signal: row.name,
    severity_id: severity,
    // A technique is a strong word: not for what is daily life.
    attack: severity >= severityIds.medium ? row.attack : [],
    ...(fields && { fields }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...more,
    ...(isContinued && { continues: true }),
    ...(allowed !== undefined && { allowed }),
  };
}

function toSeverity(
  { name, severity, isProgram = false }: (typeof rows)[number],
  raised: Raised,
  reading: SignalReading,
  settings: ReadySettings,
): Severity {
  const set = settings.severity.get(name);
  if (set !== undefined) return set;
  const own = raised.severity ?? severity;
  return isProgram && auth0Risk(reading) === 'low' ? toNext(own) : own;
}

function toNext(severity: Severity): Severity {
  return Math.min(severity + 1, severityIds.high) as Severity;
}
