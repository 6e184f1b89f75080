import { auth0Risk } from './auth0-risk.ts';
import { authStrength } from './auth-strength.ts';
import { mfaUsed } from './mfa-used.ts';
import { persistentCookie } from './persistent-cookie.ts';
import { phishingResistant } from './phishing-resistant.ts';
import { toAuthAge, toIdle, toMfaAge, toSessionAge } from './session-ages.ts';
import type { FactName, PlainAnswerName } from './signal-names.ts';
import type { SignalReading } from './signal-reading.ts';
import { singleFactor } from './single-factor.ts';
import type { Known } from './three-valued.ts';

/** Answers that are never raised. */
export const plainAnswerTable: { readonly [name in PlainAnswerName]: (reading: SignalReading) => Known } = {
  mfa_used: mfaUsed,
  phishing_resistant: phishingResistant,
  single_factor: singleFactor,
  persistent_cookie: persistentCookie,
};

type Fact = (reading: SignalReading) => string | number | undefined;

/** What is neither yes nor no. Absent when unknown. */
export const factTable: { readonly [name in FactName]: Fact } = {
  auth_strength: authStrength,
  auth_age_s: (reading) => toAuthAge(reading)?.seconds,
  mfa_age_s: (reading) => toMfaAge(reading)?.seconds,
  session_age_s: (reading) => toSessionAge(reading)?.seconds,
  idle_s: (reading) => toIdle(reading)?.seconds,
  client_count: ({ session }) => session?.clients?.count,
  auth0_risk: auth0Risk,
};
