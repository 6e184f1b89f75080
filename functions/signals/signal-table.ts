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

/** How a signal is answered, and what it weighs unless its answer says otherwise. */
export interface SignalRow {
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
    step: { ofEvent: networkAndClientChanged },
    severity: high,
    attack: stolenCookie,
  },
  session_marker_missing: { step: { ofEvent: sessionMarkerMissing }, severity: high, attack: stolenCookie },
  factor_changed_elsewhere: {
    step: { ofEvent: factorChangedElsewhere },
    severity: medium,
    attack: ['T1098.005', 'T1078.004'],
  },
  network_alternates: { step: { ofEvent: networkAlternates }, severity: medium, attack: stolenCookie },
  tls_fingerprint_changed: {
    step: { ofEvent: tlsFingerprintChanged },
    severity: medium,
    attack: stolenCookie,
    isProgram: true,
  },
  browser_downgraded: {
    step: { ofEvent: browserDowngraded },
    severity: medium,
    attack: stolenCookie,
    isProgram: true,
  },
  scripted_user_agent: {
    step: { ofEvent: scriptedUserAgent },
    severity: medium,
    attack: ['T1539', 'T1550.004', 'T1185'],
    isProgram: true,
  },
  impossible_travel: {
    step: { ofEvent: impossibleTravel },
    severity: medium,
    attack: ['T1550.004', 'T1078.004'],
  },
  token_client_changed: { step: { ofEvent: tokenClientChanged }, severity: medium, attack: token },
  mfa_rejected_then_passed: { step: { ofEvent: mfaRejectedThenPassed }, severity: medium, attack: ['T1621'] },
  user_mismatch: { step: { ofEvent: userMismatch }, severity: medium, attack: account },
  session_used_after_end: { step: { ofEvent: sessionUsedAfterEnd }, severity: medium, attack: cookie },
  refresh_token_reuse: { step: { ofEvent: refreshTokenReuse }, severity: medium, attack: token },
  refresh_token_after_session_end: {
    step: { ofEvent: refreshTokenAfterSessionEnd },
    severity: medium,
    attack: token,
  },
  asn_changed: { step: { ofEvent: asnChanged }, severity: low, attack: stolenCookie },
  user_agent_changed: {
    step: { ofEvent: userAgentChanged },
    severity: low,
    attack: stolenCookie,
    isProgram: true,
  },
  event_outside_session: { step: { ofEvent: eventOutsideSession }, severity: medium, attack: stolenCookie },
  low_confidence_login: {
    step: { ofEvent: lowConfidenceLogin },
    severity: low,
    attack: ['T1557', 'T1078.004'],
  },
  scripted_login: { step: { ofEvent: scriptedLogin }, severity: low, attack: account },
  device_code_exchanged: { step: { ofEvent: deviceCodeExchanged }, severity: low, attack: token },
  session_older_than_password: {
    step: { ofEvent: sessionOlderThanPassword },
    severity: low,
    attack: cookie,
  },
  client_not_in_session: { step: { ofEvent: clientNotInSession }, severity: low, attack: cookie },
  delegated_session: { step: { ofEvent: delegatedSession }, severity: low, attack: account },
  session_gone: { step: { ofEvent: sessionGone }, severity: low, attack: cookie },
  recovery_code_used: { step: { ofEvent: recoveryCodeUsed }, severity: low, attack: account },
  ip_changed: { step: { ofEvent: ipChanged }, severity: informational, attack: stolenCookie },
  client_fanout: { step: { ofSession: clientFanout }, severity: informational, attack: cookie },
  new_client: { step: { ofEvent: newClient }, severity: informational, attack: cookie },
  hosting_or_anonymous_network: {
    step: { ofEvent: hostingOrAnonymousNetwork },
    severity: low,
    attack: account,
  },
  auth_too_old: { step: { ofEvent: authTooOld }, severity: low, attack: cookie },
  mfa_too_old: { step: { ofEvent: mfaTooOld }, severity: low, attack: cookie },
  session_too_old: { step: { ofEvent: sessionTooOld }, severity: low, attack: cookie },
  idle_too_long: { step: { ofEvent: idleTooLong }, severity: low, attack: cookie },
};
