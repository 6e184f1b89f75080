/** Every signal, in the order in which signals of equal severity are listed. Names are stable. */
export const signalNames = [
  'network_and_client_changed',
  'session_marker_missing',
  'factor_changed_elsewhere',
  'network_alternates',
  'tls_fingerprint_changed',
  'browser_downgraded',
  'scripted_user_agent',
  'impossible_travel',
  'token_client_changed',
  'mfa_rejected_then_passed',
  'user_mismatch',
  'session_used_after_end',
  'refresh_token_reuse',
  'refresh_token_after_session_end',
  'asn_changed',
  'user_agent_changed',
  'event_outside_session',
  'low_confidence_login',
  'scripted_login',
  'device_code_exchanged',
  'session_older_than_password',
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
  'event_side',
  'moved_later',
] as const;

export type FactName = (typeof factNames)[number];
