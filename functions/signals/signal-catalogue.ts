import { type SignalName, signalNames } from './signal-names.ts';
import { attackVersion } from './attack-techniques.ts';
import { signalTable } from './signal-table.ts';

/** A signal in words, for documentation and for people who look at a record. */
export interface SignalDescription {
  readonly name: SignalName;
  /** `High`, or the severities it may have. */
  readonly severity: string;
  readonly attack: readonly string[];
  /** What `true` says. */
  readonly says: string;
  /** When it is absent from `values`: looked for, but not known, or not a question for this event. */
  readonly absent: string;
  /** Innocent reasons for `true`, and what quiets them. */
  readonly innocent: string;
}

type Words = Pick<SignalDescription, 'says' | 'absent' | 'innocent'> & { readonly severity?: string };

const noSession = 'the session was not read';
const notBrowser = 'the event is not of the user’s browser (s, ssa, scoa, ss, sdel, sdelsa, scv, w, slo)';
const noBeginning = 'it is not known how the session began: it was not read, and its login not seen';
const noMemory =
  'log events are not remembered, this one came more than 30 minutes behind others of its session, or the session has shown more than is kept (`history_full`)';
const offWithout = (setting: string) => `\`${setting}\` is not set`;

const words: { readonly [name in SignalName]: Words } = {
  network_and_client_changed: {
    says: 'The event comes from another network **and** from another program than its session began with. Each alone is daily life; both together are what a stolen session cookie looks like. True for as long as the second place is in use, and one incident; the events of the first place do not raise it, whenever the session was read. `because` names the signals it is made of.',
    absent: `one side is not known, and the other is not a no; ${notBrowser}.`,
    innocent:
      'A user who goes on with another device that shares the browser profile; an in-app browser on mobile data. `allow.asnPairs`, `allow.prefixes` and `allow.clientIds` take the explained side out.',
  },
  session_marker_missing: {
    says: 'A managed browser, which names itself in its user agent (`sessionMarkers`), began the session, and the event’s user agent lacks that text.',
    absent: `${offWithout('sessionMarkers')}; ${notBrowser}; one of the two user agents is missing, masked or a digest.`,
    innocent:
      'A roll-out of the managed browser that changes its text: list the old and the new one. `allow.clientIds`.',
  },
  factor_changed_elsewhere: {
    severity:
      'High when both legs are, Medium when one is; Low for a network alone that the user was on before the session began, that it has been used on for half an hour, or whose number is not known',
    says: 'A second factor was enrolled or removed by a browser on another network, or with another program, than the session began with (`legs`). `usual`: the user was on that network before the session began. `settled`: the session had been used there for half an hour.',
    absent: `the event changes no factor (gd_enrollment_complete, gd_unenroll, my_account_authentication_method_succeeded), or not by a browser; ${noBeginning}.`,
    innocent:
      'A user who enrols on a new device, or with a VPN on. A relay of the browser’s vendor is known, and Informational. `allow.prefixes`, `allow.asns`, `allow.clientIds`.',
  },
  network_alternates: {
    severity:
      'High with another program, Medium on desktop systems, Informational on phones and for a pair that the user alternated on two earlier days',
    says: 'Two networks take turns in one session within an hour: A, B, A, B, or A, B, A with another program at B. A VPN that is switched on and off is A, B, A.',
    absent: `${noMemory}; ${notBrowser}; or the event has no address. Addresses of another family are left out unless both numbers are known.`,
    innocent:
      'A flapping VPN; two uplinks. What a user does on two days is a habit; `allow.asnPairs`, `allow.asns`, `allow.prefixes`.',
  },
  tls_fingerprint_changed: {
    says: 'The same browser, major version and system as before in this session, but another TLS version or cipher part of the JA4 (`security_context.ja4`): a user agent is quickly copied, the way a program speaks TLS is not. Transport and extensions differ within one browser and count for nothing. Counts as another program.',
    absent: `no earlier event of the session has both for the same browser; ${notBrowser}; or the event has no JA4.`,
    innocent:
      'An office proxy or antivirus program that breaks TLS open: what this user showed at an earlier login on that network gives `false`. `allow.clientIds`.',
  },
  browser_downgraded: {
    says: 'The browser is more than one major version older than one of the same family and system that the session was used by before. Counts as another program.',
    absent: `${notBrowser}; no earlier browser of the same family and system is known, or a version is not.`,
    innocent: 'Two installations of one browser with one profile. `allow.clientIds`.',
  },
  scripted_user_agent: {
    says: 'A browser began the session, and a script uses it now: curl, python-requests, a headless browser, or any other program that names itself and is no browser and no app. Native apps (okhttp, CFNetwork, Dart) are no scripts.',
    absent: `${notBrowser}; ${noBeginning}; or the event’s program is not known.`,
    innocent: 'Monitoring and end-to-end tests that take over a session. `allow.clientIds`.',
  },
  impossible_travel: {
    says: 'Nobody travels that fast: at least 500 km and 1,000 km/h from the place of the browser event before to the place of this one. Evidence names both places, times, addresses and programs, and `km`, `kmh` and `minutes`.',
    absent: `${notBrowser}; no earlier browser event of the session with a place is remembered; or this one has no latitude and longitude.`,
    innocent:
      'VPN, SASE and relays; a mobile carrier whose addresses are all placed in its capital. `allow.prefixes`, `allow.asns`, `impossibleTravel.km` and `.kmh`.',
  },
  token_client_changed: {
    says: 'A refresh token was exchanged (`sertft`) by another kind of program (browser, app, script) than earlier exchanges of the same session and application; or by a script that says, in `auth0_client`, that it is an SDK of the browser.',
    absent:
      'the event is of another type; its program is not known; or no earlier exchange is remembered and it names no SDK of the browser.',
    innocent: 'An application that moves its exchanges from the browser to a server. `allow.clientIds`.',
  },
  mfa_rejected_then_passed: {
    says: 'A second factor was passed (`gd_auth_succeed`, and the session’s next `s`) after at least two rejections, or four pushes, within ten minutes. `rejections`, `pushes` and `minutes` stand in the evidence. Both records are one incident.',
    absent: `the event is of another type; or ${noMemory}.`,
    innocent: 'A user who hits the wrong button, twice. A phone without network.',
  },
  user_mismatch: {
    severity:
      'Low on single sign-on (`prompts: []`) and where the session’s user answered a prompt of this login (linked accounts), else Medium',
    says: 'The session belongs to another user than the event names.',
    absent: `${noSession}, or either has no user ID.`,
    innocent: 'Linked accounts. Switch off: `disabled`.',
  },
  session_used_after_end: {
    says: 'The session was alive in this event, though it had expired, idled out, been logged out or revoked (by an Action, or through the Management API, itself or with all sessions of its user) more than a minute before.',
    absent:
      'no end is known, or only that of idling, from an answer that is older than the event; the event is not one in which the session is in use (s, ssa, scoa, ss, sdel, sdelsa).',
    innocent: 'A clock that is wrong by more than a minute.',
  },
  refresh_token_reuse: {
    says: 'A refresh token was presented that had been replaced by a newer one, and Auth0 refused it (`ferrt`).',
    absent: 'the event is none of this kind, or does not say which.',
    innocent:
      'An application that lost the new token: a crash, two tabs at once. Auth0’s rotation overlap period is the cure.',
  },
  refresh_token_after_session_end: {
    severity: 'Medium for online tokens, Low when the exchange was refused, else Informational',
    says: 'A refresh token was used (`sertft`), or refused (`fertft`), after its session had ended.',
    absent:
      'the event is of another type or names no session; the look-up came neither to a session nor to `not_found`.',
    innocent: 'Offline tokens outlive sessions by design, which is why they weigh nothing here.',
  },
  asn_changed: {
    severity:
      'Low; Medium where the network is new to the user and Auth0 has low confidence, or a factor was enrolled or removed, a password changed or a recovery code used within ten minutes',
    says: 'The event comes from another autonomous system than its session began in (`device.initial_asn`; its own by `device.last_asn`).',
    absent: `${notBrowser}; or Auth0 does not give both numbers: sessions from before it recorded them have no \`initial_asn\`, and of an address that is neither in the session’s first nor its last network it tells none.`,
    innocent:
      'From Wi-Fi to mobile data, a VPN switched on, a SASE egress. Safari behind iCloud Private Relay is known, and Informational. `allow.asnPairs` for networks between which people move, `allow.asns` and `allow.prefixes` for networks they may move to.',
  },
  user_agent_changed: {
    severity: 'Low; Medium with Auth0’s low confidence',
    says: 'The event comes from another browser, another operating system, or another kind of program than began its session, or from one that cannot be read any more. A version alone is no change, nor is “desktop site”: Android and Linux, iOS and macOS within one browser.',
    absent: `${notBrowser}; ${noBeginning}; or one of the two is masked, or a digest of the pull API and the other is not.`,
    innocent: 'In-app browsers. `allow.clientIds`.',
  },
  event_outside_session: {
    severity: 'Medium when both legs are, Low when the client is, else Informational',
    says: 'This very event came from a network (`legs`: network) or a program (client) that the session had never been used from.',
    absent: `the session was read before the event, or has moved on since; ${notBrowser}; or it, or the session’s last value, is missing.`,
    innocent: 'As for `asn_changed` and `user_agent_changed`. `allow.prefixes`, `allow.clientIds`.',
  },
  low_confidence_login: {
    severity:
      'Low; Medium in a session younger than 60 s, from a device that Auth0 does not know, with impossible travel or a deny-listed address',
    says: 'Auth0 itself has low confidence that this is the user (`details.riskAssessment`). At the beginning of a session that is the only trace which a phishing proxy leaves.',
    absent: 'the event has no risk assessment: Adaptive MFA is off, or the event is no login.',
    innocent: 'A new laptop on a journey.',
  },
  scripted_login: {
    says: 'The session, which somebody at a browser begins, was begun by a script.',
    absent: `the event is not a use of the session; or ${noBeginning}, or by a program that is not known.`,
    innocent: 'Monitoring and end-to-end tests. `allow.clientIds`.',
  },
  device_code_exchanged: {
    says: 'A device code was exchanged for tokens (`sede`). Whoever sent the code to the user has them.',
    absent: 'the event is no exchange; one of a code or a refresh token (seacft, sertft) gives `false`.',
    innocent: 'Televisions and command lines. `allow.clientIds`.',
  },
  session_older_than_password: {
    says: 'The session is used, though the same user’s password was changed (`scp`) more than a minute before and after the session’s last login.',
    absent: `the event is not a use of the session; its last login is not known; or ${noMemory}.`,
    innocent: 'A user who changes the password and stays logged in. Revoke sessions with the change.',
  },
  client_not_in_session: {
    says: 'An application acts in this session that Auth0 does not list among the session’s applications.',
    absent:
      'the session was read before the event; it lists no applications; the event names none, or is neither a use of the session nor a token exchange (seacft, sertft).',
    innocent: 'Auth0 updates the list a moment later than it writes the event. `allow.clientIds`.',
  },
  delegated_session: {
    says: 'Somebody acts as this user (`actor`), or an AI agent (`agent_id`, `external_agent_id`) got what the user may do.',
    absent: `${noSession}, and the event says nothing of it.`,
    innocent:
      'Support staff, and agents that users have authorised: `allow.clientIds` for the application of an agent. Switch off: `disabled`.',
  },
  session_gone: {
    says: 'The session was in use, and minutes later it no longer existed: `lag_ms` after the event, Auth0 answered 404.',
    absent:
      'the answer is older than the event, or came more than 300 s after it; the look-up came to something else; the event is not a use of the session. A session that was found gives `false`.',
    innocent: 'People log out; back-channel logout; short sessions. `sessionGoneWithinSeconds`.',
  },
  recovery_code_used: {
    severity: 'Low; Medium away from the network that the session began in',
    says: 'A recovery code was the second factor.',
    absent: `${noSession}, the methods are not known, or a second factor is of untold type.`,
    innocent: 'A lost phone. Worth a look all the same.',
  },
  ip_changed: {
    says: 'The event comes from another address than its session began at. `same_prefix`: still in the same /24 (IPv4) or /48 (IPv6); `ip_version_changed`: from IPv4 to IPv6 or back.',
    absent: `${notBrowser}; ${noBeginning}; or either address is missing or cannot be read.`,
    innocent: 'All the time. Switch off: `disabled`.',
  },
  client_fanout: {
    says: 'One session is used for many applications, 10 or more.',
    absent: `${noSession}, or has no list of applications.`,
    innocent: 'Portals. `clientFanoutThreshold`.',
  },
  new_client: {
    says: 'The application has joined the session since an earlier event of it.',
    absent: `${noMemory}, or has no earlier use; the event is not a use of the session, or names no application.`,
    innocent: 'Single sign-on. `allow.clientIds`.',
  },
  hosting_or_anonymous_network: {
    says: 'The event comes from a network on your list of hosting providers and anonymisers.',
    absent: `${offWithout('hostingAsns')}; ${notBrowser}; or Auth0 tells no number for its address.`,
    innocent: 'Virtual desktops, company proxies in a cloud. `allow.asns`, `allow.prefixes`.',
  },
  auth_too_old: {
    says: 'The login is older than your threshold.',
    absent: `${offWithout('authTooOldSeconds')}, or the age is not known.`,
    innocent: 'Long sessions, if you allow them. Raise the threshold.',
  },
  mfa_too_old: {
    says: 'The newest second factor is older than your threshold.',
    absent: `${offWithout('mfaTooOldSeconds')}, or the age is not known.`,
    innocent: 'As above.',
  },
  session_too_old: {
    says: 'The session is older than your threshold.',
    absent: `${offWithout('sessionTooOldSeconds')}, or the age is not known.`,
    innocent: 'As above.',
  },
  idle_too_long: {
    says: 'The session was picked up again after a longer pause than your threshold.',
    absent: `${offWithout('idleTooLongSeconds')}, or the pause is not known, as from an answer that is older than the event, or shorter than 2 s.`,
    innocent: 'As above.',
  },
};

const severityNames = { 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High' } as const;

/** Every signal in words, in the order of the records. */
export const signalCatalogue: readonly SignalDescription[] = signalNames.map((name) => {
  const { severity, attack } = signalTable[name];
  return { name, attack, ...words[name], severity: words[name].severity ?? severityNames[severity] };
});

/** The catalogue as Markdown: `docs/signals.md` holds it between two comments, and a test keeps it there. */
export function toSignalSections(): string {
  const overview = [
    `| Signal | Severity | ATT&CK v${attackVersion}, from Medium on |`,
    '|---|---|---|',
    ...signalCatalogue.map(
      ({ name, severity, attack }) => `| [\`${name}\`](#${name}) | ${severity} | ${attack.join(', ')} |`,
    ),
  ].join('\n');
  const sections = signalCatalogue.map(
    ({ name, severity, attack, says, absent, innocent }) =>
      `### ${name}\n\n${says}\n\n- **Severity** ${severity}. ATT&CK ${attack.join(', ')}.\n- **Absent when** ${absent}\n- **Innocent reasons** ${innocent}`,
  );
  return [overview, ...sections].join('\n\n');
}
