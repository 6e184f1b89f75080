import * as z from 'zod';
import { addressRange } from './tenant-addresses.ts';
import { choice, list, object, text, whole } from './tenant-fields.ts';

/** What a record may say of signals, by name; a test compares it with functions/signals/signal-names.ts. */
export const signalNames = [
  'network_and_client_changed',
  'asn_changed',
  'scripted_user_agent',
  'impossible_travel',
  'user_mismatch',
  'session_used_after_end',
  'refresh_token_reuse',
  'refresh_token_after_session_end',
  'user_agent_changed',
  'event_outside_session',
  'client_not_in_session',
  'delegated_session',
  'session_gone',
  'recovery_code_used',
  'ip_changed',
  'client_fanout',
  'new_client',
  'hosting_or_anonymous_network',
  'auth_too_old',
  'mfa_too_old',
  'session_too_old',
  'idle_too_long',
  'mfa_used',
  'phishing_resistant',
  'single_factor',
  'persistent_cookie',
  'auth_strength',
  'auth_age_s',
  'mfa_age_s',
  'session_age_s',
  'idle_s',
  'client_count',
  'auth0_risk',
] as const;

const asn = whole(1, 4_294_967_294);

export const signalsSchema = object({
  disabled: list(choice(signalNames), 100).optional(),
  clientFanoutThreshold: whole(2, 10_000).optional(),
  impossibleTravel: object({ km: whole(1, 20_000).optional(), kmh: whole(1, 20_000).optional() }).optional(),
  sessionGoneWithinSeconds: whole(1, 31_536_000, 'seconds').optional(),
  authTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  mfaTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  sessionTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  idleTooLongSeconds: whole(1, 31_536_000, 'seconds').optional(),
  hostingAsns: list(asn, 200).optional(),
  allow: object({
    asns: list(asn, 200).optional(),
    asnPairs: list(z.tuple([asn, asn], 'two AS numbers'), 200).optional(),
    prefixes: list(addressRange, 200).optional(),
    clientIds: list(text(/^[\x21-\x7e]{1,128}$/, 'a client ID'), 100).optional(),
  }).optional(),
}).describe('Thresholds and exceptions of the signals; docs/tenant-file.md explains each.');
