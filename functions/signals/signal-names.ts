/** Every signal, in the order in which signals of equal severity are listed. Names are stable. */
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
] as const;

export type SignalName = (typeof signalNames)[number];

/** Answers that stand beside the signals in `values`, but are neither good nor bad and never raised. */
export const plainAnswerNames = [
  'mfa_used',
  'phishing_resistant',
  'single_factor',
  'persistent_cookie',
] as const;

export type PlainAnswerName = (typeof plainAnswerNames)[number];

/** What `facts` may hold, in the order of the record. */
export const factNames = [
  'auth_strength',
  'auth_age_s',
  'mfa_age_s',
  'session_age_s',
  'idle_s',
  'client_count',
  'auth0_risk',
] as const;

export type FactName = (typeof factNames)[number];
