import { auth0Risk } from './auth0-risk.ts';
import { authStrength } from './auth-strength.ts';
import { movedLater } from './moved-later.ts';
import { mfaUsed } from './mfa-used.ts';
import { persistentCookie } from './persistent-cookie.ts';
import { phishingResistant } from './phishing-resistant.ts';
import { toAuthAge, toIdle, toMfaAge, toSessionAge } from '../reading/session-ages.ts';
import type { FactName, PlainAnswerName } from '../signal-names.ts';
import type { SignalSession } from '../reading/signal-session.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { singleFactor } from './single-factor.ts';
import type { Known } from '../three-valued.ts';

/** A question to an event and its session, or to the session alone: that one is asked once for all its events. */
type Question<Answer> =
  | { readonly ofEvent: (reading: SignalReading) => Answer }
  | { readonly ofSession: (session: SignalSession) => Answer };

/** Answers that are never raised. */
export const plainAnswerTable: { readonly [name in PlainAnswerName]: Question<Known> } = {
  mfa_used: { ofSession: mfaUsed },
  phishing_resistant: { ofSession: phishingResistant },
  single_factor: { ofSession: singleFactor },
  persistent_cookie: { ofEvent: persistentCookie },
};

export type FactValue = string | number;

/** What is neither yes nor no. Absent when unknown. */
export const factTable: { readonly [name in FactName]: Question<FactValue | undefined> } = {
  auth_strength: { ofSession: authStrength },
  auth_age_s: { ofEvent: (reading) => toAuthAge(reading)?.seconds },
  mfa_age_s: { ofEvent: (reading) => toMfaAge(reading)?.seconds },
  session_age_s: { ofEvent: (reading) => toSessionAge(reading)?.seconds },
  idle_s: { ofEvent: (reading) => toIdle(reading)?.seconds },
  client_count: { ofSession: ({ clients }) => clients?.count },
  auth0_risk: { ofEvent: auth0Risk },
  event_side: { ofEvent: ({ legs }) => legs.side },
  moved_later: { ofEvent: movedLater },
};
