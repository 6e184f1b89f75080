import { rememberByObject } from '../log-event/remember-by-object.ts';
import { rows, toAnswers, unanswered } from './answer-rows.ts';
import type { SignalHistory } from './history.ts';
import type { SignalReading } from './reading/signal-reading.ts';
import type { SignalSession } from './reading/signal-session.ts';
import type { ReadySettings } from './settings/ready-settings.ts';
import type { SignalSettings } from './settings/signal-settings.ts';
import type { SignalEvidence, SignalIncident } from './signal.ts';
import type { SignalAnswer, SignalAnswers } from './signal-step.ts';
import { toEvidence } from './to-evidence.ts';
import { toIncidents } from './to-incidents.ts';

/** What an event raises, and what others raise now that it has come. */
export interface Raising {
  readonly evidence: readonly SignalEvidence[];
  readonly incidents: readonly SignalIncident[];
}

/**
 * Asks every signal. Remembers what the sessions in use answer by themselves: the same object stands for all events of one.
 */
export function createAsking(settings: ReadySettings): (reading: SignalReading) => readonly SignalAnswer[] {
  const askSession = rememberByObject(
    (session: SignalSession): SignalAnswers =>
      rows.map(({ step }) => ('ofSession' in step ? step.ofSession(session, settings) : undefined)),
  );
  return function ask(reading) {
    const { session } = reading;
    return toAnswers(reading, session === undefined ? unanswered : askSession(session), settings);
  };
}

/** Weighs what was answered. */
export function toRaising(
  answers: SignalAnswers,
  reading: SignalReading,
  history: SignalHistory | undefined,
  settings: ReadySettings,
): Raising {
  return {
    evidence: toEvidence(answers, reading, settings),
    incidents: history === undefined ? [] : toIncidents(reading, history, settings),
  };
}

/** Whether both come to the same answers, however they weigh them. True only where their words are the same. */
export function asksAlike(one: SignalSettings, other: SignalSettings): boolean {
  return toAsking(one) === toAsking(other);
}

function toAsking({ disabled: _1, severity: _2, transitionOnly: _3, ...asking }: SignalSettings): string {
  return JSON.stringify(asking);
}
