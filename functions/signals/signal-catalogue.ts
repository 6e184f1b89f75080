import { type SignalName, signalNames } from './signal-names.ts';
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
const offWithout = (setting: string) => `\`${setting}\` is not set`;

const words: { readonly [name in SignalName]: Words } = {
  network_and_client_changed: {
    says: 'The session moved to another network **and** to another program. Each alone is daily life; both together are what a stolen session cookie looks like. `because` names the signals it is made of.',
    absent: 'one side is not known, and the other is not a no.',
    innocent:
      'A user who goes on with another device that shares the browser profile; an in-app browser on mobile data. `allow.asnPairs`, `allow.prefixes` and `allow.clientIds` take the explained side out.',
  },
  asn_changed: {
    says: 'The session was last used from another autonomous system than it began in (`device.initial_asn`, `device.last_asn`).',
    absent: `${noSession}, or Auth0 does not give both numbers: sessions from before it recorded them have no \`initial_asn\`.`,
    innocent:
      'From Wi-Fi to mobile data, a VPN switched on, a SASE egress, a relay such as iCloud Private Relay. `allow.asnPairs` for networks between which people move, `allow.asns` and `allow.prefixes` for networks they may move to.',
  },
  scripted_user_agent: {
    says: 'A browser began the session, and a script uses it now: curl, python-requests, a headless browser and the like. Native apps (okhttp, CFNetwork, Dart) are no scripts.',
    absent:
      'the program that began the session is not known; or the last one is not, and the event names no script.',
    innocent: 'Monitoring and end-to-end tests that take over a session. `allow.clientIds`.',
  },
  impossible_travel: {
    says: 'Nobody travels that fast: at least 500 km and 1,000 km/h from the place of an earlier event of the same session to the place of this one. `km`, `kmh` and `minutes` stand in the evidence.',
    absent: 'no earlier event of the session is remembered, or one of the two has no latitude and longitude.',
    innocent:
      'VPN, SASE and relays; a mobile carrier whose addresses are all placed in its capital. `allow.prefixes`, `allow.asns`, `impossibleTravel.km` and `.kmh`.',
  },
  user_mismatch: {
    says: 'The session belongs to another user than the event names.',
    absent: `${noSession}, or either has no user ID.`,
    innocent:
      'Linked accounts; where the session’s user answered a prompt of this login, the answer is `false`. Switch off: `disabled`.',
  },
  session_used_after_end: {
    says: 'The session was alive in this event, though it had expired, idled out or been logged out of more than a minute before.',
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
  user_agent_changed: {
    says: 'The session is used by another browser, on another operating system, or by another kind of program than began it. A version alone is no change; Safari on iOS, iPadOS and macOS is one.',
    absent: `${noSession}, or one of the two user agents is missing or names nothing that is known.`,
    innocent: 'In-app browsers, “request desktop site”. `allow.clientIds`.',
  },
  event_outside_session: {
    severity: 'Medium when both legs are, Low when the client is, else Informational',
    says: 'This very event came from a network (`legs`: network) or a program (client) that the session had never been used from. With `race_possible` the session moved on after the event, and the difference says less.',
    absent:
      'the session was read before the event; the event does not come from the user’s browser; or it, or the session’s last value, is missing.',
    innocent: 'As for `asn_changed` and `user_agent_changed`. `allow.prefixes`, `allow.clientIds`.',
  },
  client_not_in_session: {
    says: 'An application acts in this session that Auth0 does not list among the session’s applications.',
    absent:
      'the session was read before the event; it lists no applications; the event names none, or is neither a use of the session nor a token exchange (seacft, sertft).',
    innocent: 'Auth0 updates the list a moment later than it writes the event. `allow.clientIds`.',
  },
  delegated_session: {
    says: 'Somebody acts as this user (`actor`).',
    absent: `${noSession}, and the event says nothing of it.`,
    innocent: 'Support staff, and agents that users have authorised. Switch off: `disabled`.',
  },
  session_gone: {
    says: 'The session was in use, and minutes later it no longer existed: `lag_ms` after the event, Auth0 answered 404.',
    absent:
      'the answer is older than the event, or came more than 300 s after it; the look-up came to something else; the event is not a use of the session. A session that was found gives `false`.',
    innocent: 'People log out; back-channel logout; short sessions. `sessionGoneWithinSeconds`.',
  },
  recovery_code_used: {
    says: 'A recovery code was the second factor.',
    absent: `${noSession}, the methods are not known, or a second factor is of untold type.`,
    innocent: 'A lost phone. Worth a look all the same.',
  },
  ip_changed: {
    says: 'The session was last used from another address than it began at. `same_prefix`: still in the same /24 (IPv4) or /48 (IPv6); `ip_version_changed`: from IPv4 to IPv6 or back.',
    absent: `${noSession}, or either address is missing or cannot be read.`,
    innocent: 'All the time. Switch off: `disabled`.',
  },
  client_fanout: {
    says: 'One session is used for many applications, 10 or more.',
    absent: `${noSession}, or has no list of applications.`,
    innocent: 'Portals. `clientFanoutThreshold`.',
  },
  new_client: {
    says: 'The application has joined the session since an earlier event of it.',
    absent: 'no earlier event of the session is remembered, or the event names no application.',
    innocent: 'Single sign-on. `allow.clientIds`.',
  },
  hosting_or_anonymous_network: {
    says: 'The session was last used from a network on your list of hosting providers and anonymisers.',
    absent: `${offWithout('hostingAsns')}; ${noSession}, or \`device.last_asn\` is missing.`,
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
    '| Signal | Severity | ATT&CK |',
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
