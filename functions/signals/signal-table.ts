import { asnChanged } from './raised/asn-changed.ts';
import type { AttackId } from './attack-techniques.ts';
import { clientFanout } from './raised/client-fanout.ts';
import { clientNotInSession } from './raised/client-not-in-session.ts';
import { delegatedSession } from './raised/delegated-session.ts';
import { eventOutsideSession } from './raised/event-outside-session.ts';
import { hostingOrAnonymousNetwork } from './raised/hosting-or-anonymous-network.ts';
import { impossibleTravel } from './raised/impossible-travel.ts';
import { ipChanged } from './raised/ip-changed.ts';
import { networkAndClientChanged } from './raised/network-and-client-changed.ts';
import { newClient } from './raised/new-client.ts';
import { recoveryCodeUsed } from './raised/recovery-code-used.ts';
import { refreshTokenAfterSessionEnd } from './raised/refresh-token-after-session-end.ts';
import { refreshTokenReuse } from './raised/refresh-token-reuse.ts';
import { scriptedUserAgent } from './raised/scripted-user-agent.ts';
import { sessionGone } from './raised/session-gone.ts';
import { sessionUsedAfterEnd } from './raised/session-used-after-end.ts';
import type { SignalName } from './signal-names.ts';
import { type SessionStep, type Severity, type SignalStep, severityIds } from './signal-step.ts';
import { authTooOld, idleTooLong, mfaTooOld, sessionTooOld } from './raised/too-old.ts';
import { userAgentChanged } from './raised/user-agent-changed.ts';
import { userMismatch } from './raised/user-mismatch.ts';

/** How a signal is answered, and what it weighs unless its answer says otherwise. */
export interface SignalRow {
  readonly step: { readonly ofEvent: SignalStep } | { readonly ofSession: SessionStep };
  readonly severity: Severity;
  readonly attack: readonly AttackId[];
}

const { informational, low, medium, high } = severityIds;

const stolenCookie: readonly AttackId[] = ['T1539', 'T1550.004'];
const cookie: readonly AttackId[] = ['T1550.004'];
const token: readonly AttackId[] = ['T1550.001', 'T1528'];
const account: readonly AttackId[] = ['T1078'];

/** Every signal, once: the rows stand in the order of `signalNames`. */
export const signalTable: { readonly [name in SignalName]: SignalRow } = {
  network_and_client_changed: {
    step: { ofEvent: networkAndClientChanged },
    severity: high,
    attack: stolenCookie,
  },
  asn_changed: { step: { ofSession: asnChanged }, severity: medium, attack: stolenCookie },
  scripted_user_agent: { step: { ofEvent: scriptedUserAgent }, severity: medium, attack: stolenCookie },
  impossible_travel: {
    step: { ofEvent: impossibleTravel },
    severity: medium,
    attack: ['T1550.004', 'T1078'],
  },
  user_mismatch: { step: { ofEvent: userMismatch }, severity: medium, attack: account },
  session_used_after_end: { step: { ofEvent: sessionUsedAfterEnd }, severity: medium, attack: cookie },
  refresh_token_reuse: { step: { ofEvent: refreshTokenReuse }, severity: medium, attack: token },
  refresh_token_after_session_end: {
    step: { ofEvent: refreshTokenAfterSessionEnd },
    severity: medium,
    attack: token,
  },
  user_agent_changed: { step: { ofEvent: userAgentChanged }, severity: low, attack: stolenCookie },
  event_outside_session: { step: { ofEvent: eventOutsideSession }, severity: medium, attack: stolenCookie },
  client_not_in_session: { step: { ofEvent: clientNotInSession }, severity: low, attack: cookie },
  delegated_session: { step: { ofEvent: delegatedSession }, severity: low, attack: account },
  session_gone: { step: { ofEvent: sessionGone }, severity: low, attack: cookie },
  recovery_code_used: { step: { ofSession: recoveryCodeUsed }, severity: low, attack: account },
  ip_changed: { step: { ofSession: ipChanged }, severity: informational, attack: stolenCookie },
  client_fanout: { step: { ofSession: clientFanout }, severity: informational, attack: cookie },
  new_client: { step: { ofEvent: newClient }, severity: informational, attack: cookie },
  hosting_or_anonymous_network: {
    step: { ofSession: hostingOrAnonymousNetwork },
    severity: low,
    attack: ['T1090'],
  },
  auth_too_old: { step: { ofEvent: authTooOld }, severity: low, attack: cookie },
  mfa_too_old: { step: { ofEvent: mfaTooOld }, severity: low, attack: cookie },
  session_too_old: { step: { ofEvent: sessionTooOld }, severity: low, attack: cookie },
  idle_too_long: { step: { ofEvent: idleTooLong }, severity: low, attack: cookie },
};
