import { asnChanged } from './raised/asn-changed.ts';
import type { AttackId } from './attack-techniques.ts';
import { browserDowngraded } from './raised/browser-downgraded.ts';
import { clientFanout } from './raised/client-fanout.ts';
import { clientNotInSession } from './raised/client-not-in-session.ts';
import { delegatedSession } from './raised/delegated-session.ts';
import { deviceCodeExchanged } from './raised/device-code-exchanged.ts';
import { eventOutsideSession } from './raised/event-outside-session.ts';
import { factorChangedElsewhere } from './raised/factor-changed-elsewhere.ts';
import { hostingOrAnonymousNetwork } from './raised/hosting-or-anonymous-network.ts';
import { impossibleTravel } from './raised/impossible-travel.ts';
import { ipChanged } from './raised/ip-changed.ts';
import { lowConfidenceLogin } from './raised/low-confidence-login.ts';
import { mfaRejectedThenPassed } from './raised/mfa-rejected-then-passed.ts';
import { networkAlternates } from './raised/network-alternates.ts';
import { networkAndClientChanged } from './raised/network-and-client-changed.ts';
import { newClient } from './raised/new-client.ts';
import { recoveryCodeUsed } from './raised/recovery-code-used.ts';
import { refreshTokenAfterSessionEnd } from './raised/refresh-token-after-session-end.ts';
import { refreshTokenReuse } from './raised/refresh-token-reuse.ts';
import { scriptedUserAgent } from './raised/scripted-user-agent.ts';
import { scriptedLogin } from './raised/scripted-login.ts';
import { sessionMarkerMissing } from './raised/session-marker-missing.ts';
import { sessionOlderThanPassword } from './raised/session-older-than-password.ts';
import { tlsFingerprintChanged } from './raised/tls-fingerprint-changed.ts';
import { tokenClientChanged } from './raised/token-client-changed.ts';
import { sessionGone } from './raised/session-gone.ts';
import { sessionUsedAfterEnd } from './raised/session-used-after-end.ts';
import type { SignalName } from './signal-names.ts';
import { type Severity, severityIds } from './severity.ts';
import { type SessionStep, type SignalStep } from './signal-step.ts';
import { authTooOld, idleTooLong, mfaTooOld, sessionTooOld } from './raised/too-old.ts';
import { userAgentChanged } from './raised/user-agent-changed.ts';
import { userMismatch } from './raised/user-mismatch.ts';

/** How a signal is answered, what a finding of it is called, and what it weighs unless its answer says otherwise. */
export interface SignalRow {
  /** What a finding of it is called: what was seen, without a verdict. */
  readonly title: string;
  readonly step: { readonly ofEvent: SignalStep } | { readonly ofSession: SessionStep };
  readonly severity: Severity;
  /** Which techniques it would fit, from Medium on. */
  readonly attack: readonly AttackId[];
  /** Says that another program is at work: Auth0's low confidence makes it weigh one step more. */
  readonly isProgram?: boolean;
}

const { informational, low, medium, high } = severityIds;

const stolenCookie: readonly AttackId[] = ['T1539', 'T1550.004'];
const cookie: readonly AttackId[] = ['T1550.004'];
const token: readonly AttackId[] = ['T1550.001', 'T1528'];
const account: readonly AttackId[] = ['T1078.004'];

/** Every signal, once: the rows stand in the order of `signalNames`. */
export const signalTable: { readonly [name in SignalName]: SignalRow } = {
  network_and_client_changed: {
    title: 'Session used from another network and by another program than it began with',
    step: { ofEvent: networkAndClientChanged },
    severity: high,
    attack: stolenCookie,
  },
  session_marker_missing: {
    title: 'Session of a managed browser used by another program',
    step: { ofEvent: sessionMarkerMissing },
    severity: high,
    attack: stolenCookie,
  },
  factor_changed_elsewhere: {
    title: 'Second factor changed from another network or program than the session began with',
    step: { ofEvent: factorChangedElsewhere },
    severity: medium,
    attack: ['T1098.005', 'T1078.004'],
  },
  network_alternates: {
    title: 'Session used from two networks in turn within an hour',
    step: { ofEvent: networkAlternates },
    severity: medium,
    attack: stolenCookie,
  },
  tls_fingerprint_changed: {
    title: 'Same browser, other TLS fingerprint within a session',
    step: { ofEvent: tlsFingerprintChanged },
    severity: medium,
    attack: stolenCookie,
    isProgram: true,
  },
  browser_downgraded: {
    title: 'Session used by an older version of its browser',
    step: { ofEvent: browserDowngraded },
    severity: medium,
    attack: stolenCookie,
    isProgram: true,
  },
  scripted_user_agent: {
    title: 'Session begun by a browser used by a script',
    step: { ofEvent: scriptedUserAgent },
    severity: medium,
    attack: ['T1539', 'T1550.004', 'T1185'],
    isProgram: true,
  },
  impossible_travel: {
    title: 'Session used from two places too far apart',
    step: { ofEvent: impossibleTravel },
    severity: medium,
    attack: ['T1550.004', 'T1078.004'],
  },
  token_client_changed: {
    title: 'Refresh token exchanged by another kind of program',
    step: { ofEvent: tokenClientChanged },
    severity: medium,
    attack: token,
  },
  mfa_rejected_then_passed: {
    title: 'Second factor passed after rejections or repeated pushes',
    step: { ofEvent: mfaRejectedThenPassed },
    severity: medium,
    attack: ['T1621'],
  },
  user_mismatch: {
    title: 'Session of another user than the event names',
    step: { ofEvent: userMismatch },
    severity: medium,
    attack: account,
  },
  session_used_after_end: {
    title: 'Session used after it had ended',
    step: { ofEvent: sessionUsedAfterEnd },
    severity: medium,
    attack: cookie,
  },
  refresh_token_reuse: {
    title: 'Replaced refresh token presented',
    step: { ofEvent: refreshTokenReuse },
    severity: medium,
    attack: token,
  },
  refresh_token_after_session_end: {
    title: 'Refresh token used after its session had ended',
    step: { ofEvent: refreshTokenAfterSessionEnd },
    severity: medium,
    attack: token,
  },
  asn_changed: {
    title: 'Session used from another network than it began in',
    step: { ofEvent: asnChanged },
    severity: low,
    attack: stolenCookie,
  },
  user_agent_changed: {
    title: 'Session used by another program than it began with',
    step: { ofEvent: userAgentChanged },
    severity: low,
    attack: stolenCookie,
    isProgram: true,
  },
  event_outside_session: {
    title: 'Event from a network or program that the session had not known',
    step: { ofEvent: eventOutsideSession },
    severity: medium,
    attack: stolenCookie,
  },
  low_confidence_login: {
    title: 'Login in which Auth0 has low confidence',
    step: { ofEvent: lowConfidenceLogin },
    severity: low,
    attack: ['T1557', 'T1078.004'],
  },
  scripted_login: {
    title: 'Session begun by a script',
    step: { ofEvent: scriptedLogin },
    severity: low,
    attack: account,
  },
  device_code_exchanged: {
    title: 'Device code exchanged for tokens',
    step: { ofEvent: deviceCodeExchanged },
    severity: low,
    attack: token,
  },
  session_older_than_password: {
    title: 'Session from before the password was changed used',
    step: { ofEvent: sessionOlderThanPassword },
    severity: low,
    attack: cookie,
  },
  client_not_in_session: {
    title: 'Application acting in a session that does not list it',
    step: { ofEvent: clientNotInSession },
    severity: low,
    attack: cookie,
  },
  delegated_session: {
    title: 'Session in which somebody acts as the user',
    step: { ofEvent: delegatedSession },
    severity: low,
    attack: account,
  },
  session_gone: {
    title: 'Session gone minutes after it was used',
    step: { ofEvent: sessionGone },
    severity: low,
    attack: cookie,
  },
  recovery_code_used: {
    title: 'Recovery code used as second factor',
    step: { ofEvent: recoveryCodeUsed },
    severity: low,
    attack: account,
  },
  ip_changed: {
    title: 'Session used from another address than it began at',
    step: { ofEvent: ipChanged },
    severity: informational,
    attack: stolenCookie,
  },
  client_fanout: {
    title: 'Session used for many applications',
    step: { ofSession: clientFanout },
    severity: informational,
    attack: cookie,
  },
  new_client: {
    title: 'Session extended to another application',
    step: { ofEvent: newClient },
    severity: informational,
    attack: cookie,
  },
  hosting_or_anonymous_network: {
    title: 'Session used from a listed hosting or anonymous network',
    step: { ofEvent: hostingOrAnonymousNetwork },
    severity: low,
    attack: account,
  },
  auth_too_old: {
    title: 'Session used with a login older than allowed',
    step: { ofEvent: authTooOld },
    severity: low,
    attack: cookie,
  },
  mfa_too_old: {
    title: 'Session used with a second factor older than allowed',
    step: { ofEvent: mfaTooOld },
    severity: low,
    attack: cookie,
  },
  session_too_old: {
    title: 'Session older than allowed used',
    step: { ofEvent: sessionTooOld },
    severity: low,
    attack: cookie,
  },
  idle_too_long: {
    title: 'Session picked up after a longer pause than allowed',
    step: { ofEvent: idleTooLong },
    severity: low,
    attack: cookie,
  },
};
