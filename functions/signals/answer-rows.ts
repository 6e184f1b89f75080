import type { SignalReading } from './reading/signal-reading.ts';
import type { ReadySettings } from './settings/ready-settings.ts';
import { signalNames } from './signal-names.ts';
import type { SignalAnswer, SignalAnswers } from './signal-step.ts';
import { signalTable } from './signal-table.ts';

/** The table's rows, in the order of the names. */
export const rows = signalNames.map((name) => ({ name, ...signalTable[name] }));

// The composite stands first in the table and is answered from the others.
const eventRows = rows
  .flatMap(({ step }, place) => ('ofEvent' in step ? [{ place, step: step.ofEvent }] : []))
  .toReversed();

/** What no session answers by itself. */
export const unanswered: SignalAnswers = rows.map(() => undefined);

/** All answers to one event; `ofSession` has those that the session gives by itself. */
export function toAnswers(
  reading: SignalReading,
  ofSession: SignalAnswers,
  settings: ReadySettings,
): readonly SignalAnswer[] {
  const answers = ofSession.slice();
  for (const { place, step } of eventRows) answers[place] = step(reading, settings, answers);
  return answers;
}
