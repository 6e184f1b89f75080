import type { ReadySettings } from './settings/ready-settings.ts';
import type { Severity } from './severity.ts';
import { type SignalName, signalNames } from './signal-names.ts';
import type { SignalSession } from './reading/signal-session.ts';
import type { SignalReading } from './reading/signal-reading.ts';
import type { Known } from './three-valued.ts';

/** A signal that is true, and what that rests on. */
export interface Raised {
  /**
   * Auth0's field names, those of the session as its API names them, those of the event as in `data`. All that
   * `before` and `after` were made from: privacy rules are kept by them.
   */
  readonly fields?: readonly string[];
  readonly before?: string;
  readonly after?: string;
  /** Where the table's severity does not hold in this case. */
  readonly severity?: Severity;
  /** What else this signal tells, in the order of the record. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The entry of an allow-list that explains it: it stays true, but weighs nothing. */
  readonly allowed?: string | undefined;
  /** The entry is one of ours, a browser vendor's relay: it explains a move, not a move and another program. */
  readonly isRelay?: boolean;
}

/** `false`: looked at, and no. `undefined`: not known, or not a question for this type of event. */
export type SignalAnswer = Raised | false | undefined;

/** The answers of the signals that come later in the table, by their place in it. */
export type SignalAnswers = readonly SignalAnswer[];

const places = Object.fromEntries(signalNames.map((name, place) => [name, place])) as {
  readonly [name in SignalName]: number;
};

/** What a signal that comes later in the table has answered. */
export function answerOf(name: SignalName, answers: SignalAnswers): SignalAnswer {
  return answers[places[name]];
}

/** One question to one event and its session. Pure; never throws, whatever Auth0 or an attacker sent. */
export type SignalStep = (
  reading: SignalReading,
  settings: ReadySettings,
  answers: SignalAnswers,
) => SignalAnswer;

/** A question that the session answers by itself: asked once for all of its events. */
export type SessionStep = (session: SignalSession, settings: ReadySettings) => SignalAnswer;

/** Puts the evidence to an answer: what is not true needs none. */
export function toAnswer(value: Known, toRaised: () => Raised): SignalAnswer {
  return value === true ? toRaised() : value;
}
