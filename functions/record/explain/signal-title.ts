/** Signals by name, as a person would say them. A signal that is not here is told by its own name. */
const titles: ReadonlyMap<string, string> = new Map([
  ['network_and_client_changed', 'Network and program changed'],
  ['asn_changed', 'Network changed'],
  ['scripted_user_agent', 'A script uses a browser’s session'],
  ['impossible_travel', 'Impossible travel'],
  ['user_mismatch', 'Another user than the session’s'],
  ['session_used_after_end', 'Session used after its end'],
  ['refresh_token_reuse', 'Replaced refresh token presented'],
  ['refresh_token_after_session_end', 'Refresh token after the session’s end'],
  ['user_agent_changed', 'Program changed'],
  ['event_outside_session', 'From outside of the session'],
  ['client_not_in_session', 'Application unknown to the session'],
  ['delegated_session', 'Somebody acts as this user'],
  ['session_gone', 'Session gone soon after its use'],
  ['recovery_code_used', 'Recovery code as second factor'],
  ['ip_changed', 'Address changed'],
  ['client_fanout', 'Many applications in one session'],
  ['new_client', 'Application joined the session'],
  ['hosting_or_anonymous_network', 'Hosting or anonymising network'],
  ['auth_too_old', 'Login older than allowed'],
  ['mfa_too_old', 'Second factor older than allowed'],
  ['session_too_old', 'Session older than allowed'],
  ['idle_too_long', 'Picked up after a long pause'],
  ['network_alternates', 'Two networks take turns'],
  ['tls_fingerprint_changed', 'Another TLS fingerprint'],
  ['browser_downgraded', 'An older browser'],
  ['low_confidence_login', 'Low confidence in this login'],
  ['token_client_changed', 'Tokens fetched by another kind of program'],
  ['factor_changed_elsewhere', 'Factor changed from elsewhere'],
  ['mfa_rejected_then_passed', 'Second factor passed after rejections'],
  ['scripted_login', 'A script signed in'],
  ['session_marker_missing', 'The session’s marker is missing'],
  ['session_older_than_password', 'Session older than the password'],
  ['device_code_exchanged', 'Device code exchanged'],
]);

export function toSignalTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return titles.get(name) ?? words.charAt(0).toUpperCase() + words.slice(1);
}
