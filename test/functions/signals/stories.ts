import { agent, type Check, ja4, login, place, session, type Story, told } from './story.ts';

const quiet: readonly Check[] = [{ on: 'all', max: 'info' }];
const low: readonly Check[] = [{ on: 'all', max: 'low' }];
const raises = (signal: string, min: Check['min'] = 'medium'): readonly Check[] => [
  { on: 'last', raised: [signal], ...(min && { min }) },
];
const never = (signal: string, max: Check['max'] = 'low'): readonly Check[] => [
  { on: 'all', never: [signal], ...(max && { max }) },
];

const { home, homeOther, away, mobile, abroad, server, relay, v6 } = place;
const mfaPush = (time: string) => ({ name: 'mfa', type: 'push-notification', timestamp: time });
const moved = (at: string, used: { from?: (typeof place)[keyof typeof place]; with?: string }) =>
  session({ at, used: { from: used.from ?? home, with: used.with ?? agent.chrome } });
const factors = (type: string, ...times: string[]) => times.map((time) => told(type, time));
const risk = (NewDevice: string, ImpossibleTravel: string, UntrustedIP: string, confidence = 'low') => ({
  riskAssessment: {
    confidence,
    assessments: {
      NewDevice: { code: NewDevice },
      ImpossibleTravel: { code: ImpossibleTravel },
      UntrustedIP: { code: UntrustedIP },
    },
  },
});
const known = ['match', 'minimal_travel_from_last_login', 'not_found_on_deny_list'] as const;

/** Attacks and daily life, read late or in the middle. Everything in them is made up. */
export const stories: { readonly [name: string]: Story } = {
  // Attacks
  'a cookie replayed elsewhere by a tool that copies the user agent': {
    events: [
      told('s', '11:00', { ja4: ja4.chrome }),
      told('ssa', '12:00', { from: away, ja4: ja4.tool, details: risk(...known) }),
    ],
    sessions: [moved('12:00', { from: away })],
    checks: [
      { on: 0, max: 'info' },
      { on: 'last', min: 'high', raised: ['network_and_client_changed'] },
    ],
  },
  'a copied user agent that is fourteen versions old': {
    events: [told('ssa', '12:00', { from: away, with: agent.chrome131 })],
    sessions: [moved('12:00', { from: away, with: agent.chrome131 })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'two people with one cookie': {
    events: [
      told('ssa', '11:40'),
      told('ssa', '11:43', { from: away }),
      told('ssa', '11:44'),
      told('ssa', '11:47', { from: away }),
      told('ssa', '11:48'),
    ],
    sessions: [session({ at: '11:48' })],
    checks: [
      { on: 3, min: 'medium', raised: ['network_alternates'] },
      { on: 'all', max: 'medium' },
    ],
  },
  'a login through a phishing proxy': {
    events: [
      login('10:00', {
        from: away,
        details: risk('no_match', 'impossible_travel_from_last_login', 'found_on_deny_list'),
      }),
    ],
    sessions: [session({ at: '10:00', began: { from: away } })],
    checks: raises('low_confidence_login'),
  },
  'many pushes, rejections, then one approval': {
    events: [
      ...factors('gd_send_pn', '10:00:00', '10:00:06', '10:00:12', '10:00:18', '10:00:24'),
      ...factors('gd_auth_rejected', '10:00:03', '10:00:09', '10:00:15'),
      told('gd_auth_succeed', '10:01'),
      login('10:01:06', { from: away }),
    ],
    sessions: [session({ at: '10:01:06', created: '10:01:06', began: { from: away } })],
    checks: [{ on: 8, min: 'medium' }, ...raises('mfa_rejected_then_passed')],
  },
  'a device code exchanged by a script': {
    events: [told('sede', '10:05', { from: away, with: agent.python, session: null })],
    checks: raises('device_code_exchanged', 'low'),
  },
  'a browser session continued by a script': {
    events: [told('ssa', '12:00', { with: agent.python })],
    sessions: [moved('12:00', { with: agent.python })],
    checks: raises('scripted_user_agent'),
  },
  'a factor enrolled from another network and program': {
    events: [told('gd_enrollment_complete', '12:00', { from: away, with: agent.firefox })],
    sessions: [session({ at: '11:50' })],
    checks: raises('factor_changed_elsewhere', 'high'),
  },
  'used half a minute after the logout, elsewhere': {
    events: [told('slo', '12:00'), told('ssa', '12:00:30', { from: away, with: agent.firefox })],
    sessions: [session({ at: '12:00' })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'a recovery code at a new place': {
    events: [told('s', '12:00', { from: away })],
    sessions: [
      session({
        at: '12:00',
        used: { from: away },
        methods: [{ name: 'mfa', type: 'recovery-code', timestamp: '2026-09-14T11:59:59.700Z' }],
      }),
    ],
    checks: raises('recovery_code_used'),
  },
  'an administrator acts as the user': {
    events: [told('sdel', '12:00', { details: { actor: { sub: 'auth0|helpdesk' } } })],
    sessions: [session({ at: '12:00', more: { actor: { sub: 'auth0|helpdesk' } } })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['delegated_session'] }],
  },
  'a session that a proxy began, moved to a real browser': {
    events: [login('10:00', { from: away }), told('ssa', '10:10', { from: mobile, with: agent.firefox })],
    sessions: [session({ at: '10:10', began: { from: away }, used: { from: mobile, with: agent.firefox } })],
    checks: [{ on: 0, max: 'info' }, ...raises('network_and_client_changed', 'high')],
  },
  'the same, and nobody asked Auth0': {
    events: [login('10:00', { from: away }), told('ssa', '10:10', { from: mobile, with: agent.firefox })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'two browser events too far apart': {
    events: [told('s', '11:00'), told('ssa', '11:30', { from: abroad })],
    sessions: [moved('11:30', { from: abroad })],
    checks: raises('impossible_travel'),
  },
  'a tool that no list knows, from another network': {
    events: [told('ssa', '12:00', { from: away, with: 'newest-tool/0.3' })],
    sessions: [moved('12:00', { from: away, with: 'newest-tool/0.3' })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'a browser that cannot be read any more, from another network': {
    events: [told('ssa', '12:00', { from: away, with: 'Mozilla/5.0' })],
    sessions: [moved('12:00', { from: away, with: 'Mozilla/5.0' })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'revoked through the Management API, then used': {
    events: [
      told('sapi', '12:00', {
        user: 'auth0|admin',
        session: null,
        details: {
          request: { method: 'delete', path: '/api/v2/sessions/Sess' },
          response: { statusCode: 202 },
        },
      }),
      told('ssa', '12:05', { from: away }),
    ],
    sessions: [moved('12:05', { from: away })],
    checks: raises('session_used_after_end'),
  },
  'all sessions of a user revoked, then one used': {
    events: [
      told('sapi', '12:00', {
        user: 'auth0|admin',
        session: null,
        details: {
          request: { method: 'delete', path: '/api/v2/users/auth0%7Cu1/sessions' },
          response: { statusCode: 202 },
        },
      }),
      told('ssa', '12:05'),
    ],
    sessions: [session({ at: '12:05' })],
    checks: raises('session_used_after_end'),
    needsOrder: 'a call that ends all sessions of a user names none of them',
  },
  'a thief who stays': {
    events: Array.from({ length: 17 }, (_, index) =>
      told('ssa', `${12 + Math.floor(index / 4)}:${10 + (index % 4) * 10}`, {
        from: away,
        with: agent.firefox,
      }),
    ),
    sessions: [moved('16:10', { from: away, with: agent.firefox })],
    checks: [{ on: 'all', min: 'high', raised: ['network_and_client_changed'] }],
  },
  'a headless browser on the same network': {
    events: [told('ssa', '12:00', { with: agent.headless })],
    sessions: [moved('12:00', { with: agent.headless })],
    checks: raises('scripted_user_agent'),
  },

  // Daily life
  'a VPN switched on': {
    events: [told('ssa', '12:00', { from: away })],
    sessions: [moved('12:00', { from: away })],
    checks: [{ on: 'all', max: 'low', raised: ['asn_changed'] }],
  },
  'a VPN switched on and off again': {
    events: [told('ssa', '11:50'), told('ssa', '12:00', { from: away }), told('ssa', '12:10')],
    sessions: [session({ at: '12:10' })],
    checks: [
      { on: 'all', max: 'low', never: ['network_alternates'] },
      { on: 'last', max: 'info' },
    ],
  },
  'from Wi-Fi to a mobile network': {
    events: [told('ssa', '12:00', { from: mobile, with: agent.iphone })],
    sessions: [session({ at: '12:00', began: { with: agent.iphone }, used: { from: mobile } })],
    checks: low,
  },
  '"desktop site" on an Android phone, on a mobile network': {
    events: [told('s', '12:00', { from: mobile, with: agent.androidDesktop })],
    sessions: [
      session({
        at: '12:00',
        began: { with: agent.android },
        used: { from: mobile, with: agent.androidDesktop },
      }),
    ],
    checks: low,
  },
  'a browser update, and another address of the same provider': {
    events: [told('ssa', '12:00', { from: homeOther, with: agent.chrome146 })],
    sessions: [moved('12:00', { from: homeOther, with: agent.chrome146 })],
    checks: quiet,
  },
  'an IPv6 privacy address': {
    events: [told('ssa', '12:00', { from: { ip: '2001:db8:7:1:aaaa::9', asn: '64496' } })],
    sessions: [
      session({
        at: '12:00',
        began: { from: v6 },
        used: { from: { ip: '2001:db8:7:1:aaaa::9', asn: '64496' } },
      }),
    ],
    checks: quiet,
  },
  'from IPv4 to IPv6, and another browser, no number known': {
    events: [told('ssa', '12:00', { from: { ip: v6.ip }, with: agent.firefox })],
    sessions: [
      session({
        at: '12:00',
        began: { from: { ip: home.ip } },
        used: { from: { ip: v6.ip }, with: agent.firefox },
      }),
    ],
    checks: low,
  },
  "the application's server redeems the code": {
    events: [told('seacft', '12:00', { from: server, with: agent.node })],
    sessions: [session({ at: '12:00' })],
    checks: quiet,
  },
  'an SDK refreshes its token': {
    events: [told('sertft', '13:00', { from: mobile, with: agent.nativeApp })],
    sessions: [session({ at: '12:00', began: { with: agent.iphone } })],
    checks: quiet,
  },
  'single sign-on with a linked account': {
    events: [told('s', '12:00', { user: 'google-oauth2|123' })],
    sessions: [session({ at: '12:00' })],
    checks: [{ on: 'all', max: 'low', raised: ['user_mismatch'] }],
  },
  'back home after a VPN': {
    events: [told('ssa', '14:00')],
    sessions: [session({ at: '14:00' })],
    checks: quiet,
  },
  "a login, the server's code exchange far away, and again at home": {
    events: [
      told('s', '11:40'),
      told('seacft', '11:40:01', { from: server, with: agent.node }),
      told('ssa', '11:45'),
    ],
    sessions: [session({ at: '11:45' })],
    checks: quiet,
  },
  'a login read after the session had moved': {
    events: [login('10:00')],
    sessions: [moved('2026-09-18T14:00:00.000Z', { from: away, with: agent.firefox })],
    checks: quiet,
  },
  'a second factor remembered from before': {
    events: [told('s', '2026-09-22T10:00:00.000Z')],
    sessions: [
      session({
        at: '2026-09-22T10:00:00.000Z',
        methods: [{ name: 'mfa', timestamp: '2026-09-14T10:00:00.000Z' }],
      }),
    ],
    checks: quiet,
  },
  'a passkey': {
    events: [login('10:00')],
    sessions: [
      session({ at: '10:00', methods: [{ name: 'passkey', timestamp: '2026-09-14T10:00:00.000Z' }] }),
    ],
    checks: quiet,
  },
  'failed steps before a login': {
    events: [told('f', '10:00', { user: '' }), told('scv', '10:10'), told('gd_auth_failed', '10:10:06')],
    sessions: [
      session({ at: '10:10:30', created: '10:10:30', methods: [mfaPush('2026-09-14T10:10:30.000Z')] }),
    ],
    checks: [{ on: 'all', max: 'info' }],
  },
  'events of the pull API, whose agents are digests': {
    events: [told('ssa', '12:00', { from: mobile, with: 'Mobile Safari UI/WKWebView 0.0.0 / iOS 18.6.0' })],
    sessions: [session({ at: '12:00', began: { with: agent.iphone }, used: { from: mobile } })],
    checks: low,
  },

  // Each signal: raises, stays quiet
  'network_alternates: another program at B': {
    events: [
      told('ssa', '11:40'),
      told('ssa', '11:43', { from: away, with: agent.firefox }),
      told('ssa', '11:44'),
    ],
    sessions: [session({ at: '11:44' })],
    checks: raises('network_alternates', 'high'),
  },
  'network_alternates: a phone between Wi-Fi and its carrier': {
    events: [
      told('ssa', '11:40', { with: agent.iphone }),
      told('ssa', '11:43', { from: mobile, with: agent.iphone }),
      told('ssa', '11:44', { with: agent.iphone }),
      told('ssa', '11:47', { from: mobile, with: agent.iphone }),
    ],
    sessions: [session({ at: '11:47', began: { with: agent.iphone }, used: { from: mobile } })],
    checks: low,
  },
  'network_alternates: over two hours': {
    events: [
      told('ssa', '10:40'),
      told('ssa', '11:20', { from: away }),
      told('ssa', '11:50'),
      told('ssa', '12:10', { from: away }),
    ],
    sessions: [moved('12:10', { from: away })],
    checks: never('network_alternates'),
  },
  'network_alternates: IPv4 and IPv6 of one household': {
    events: [
      told('ssa', '11:40'),
      told('ssa', '11:43', { from: { ip: '2001:db8:7:1::1' } }),
      told('ssa', '11:44'),
      told('ssa', '11:47', { from: { ip: '2001:db8:7:1::1' } }),
    ],
    sessions: [session({ at: '11:47', used: { from: { ip: '2001:db8:7:1::1' } } })],
    checks: never('network_alternates', 'info'),
  },
  'network_alternates: what the user did on two days before': {
    events: ['12', '13', '14'].flatMap((date, index) =>
      ['11:40', '11:43', '11:44', '11:47'].map((time, turn) =>
        told('ssa', `2026-09-${date}T${time}:00.000Z`, {
          session: index === 2 ? 'Sess' : `Day${date}`,
          from: turn % 2 === 0 ? home : away,
        }),
      ),
    ),
    sessions: [session({ at: '11:47', used: { from: away } })],
    checks: [
      { on: 3, raised: ['network_alternates'], min: 'medium' },
      { on: 'last', max: 'low' },
    ],
    needsOrder: 'a habit is told by other sessions',
  },
  'tls_fingerprint_changed: on the same network': {
    events: [told('s', '11:00', { ja4: ja4.chrome }), told('ssa', '11:10', { ja4: ja4.tool })],
    sessions: [session({ at: '11:10' })],
    checks: raises('tls_fingerprint_changed'),
  },
  'tls_fingerprint_changed: transport and extensions differ within one browser': {
    events: [
      told('s', '11:00', { ja4: ja4.chrome }),
      told('ssa', '11:10', { ja4: 'q13d1517h3_8daaf6152771_000000000000' }),
    ],
    sessions: [session({ at: '11:10' })],
    checks: never('tls_fingerprint_changed', 'info'),
  },
  'tls_fingerprint_changed: an office proxy that the user logged in through before': {
    events: [
      login('09:00', { session: 'Office', from: away, ja4: ja4.tool }),
      login('11:00', { ja4: ja4.chrome }),
      told('ssa', '12:00', { from: away, ja4: ja4.tool }),
    ],
    sessions: [session({ at: '12:00', created: '11:00', used: { from: away } })],
    checks: never('tls_fingerprint_changed'),
    needsOrder: 'what is known of a user is told by other sessions',
  },
  'browser_downgraded: on the same network': {
    events: [told('ssa', '12:00', { with: agent.chrome131 })],
    sessions: [moved('12:00', { with: agent.chrome131 })],
    checks: raises('browser_downgraded'),
  },
  'browser_downgraded: older than what the session was updated to': {
    events: [
      told('ssa', '12:00', { with: agent.chrome146 }),
      told('ssa', '12:10', { with: agent.chrome144 }),
    ],
    sessions: [session({ at: '12:10', began: { with: agent.chrome144 }, used: { with: agent.chrome144 } })],
    checks: raises('browser_downgraded'),
  },
  'browser_downgraded: one version back': {
    events: [told('ssa', '12:00', { with: agent.chrome144 })],
    sessions: [moved('12:00', { with: agent.chrome144 })],
    checks: quiet,
  },
  'low_confidence_login: alone': {
    events: [login('10:00', { details: risk('no_match', known[1], known[2]) })],
    sessions: [session({ at: '10:00' })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['low_confidence_login'] }],
  },
  'low_confidence_login: high confidence': {
    events: [login('10:00', { details: risk(...known, 'high') })],
    sessions: [session({ at: '10:00' })],
    checks: quiet,
  },
  'token_client_changed: from an app to a script': {
    events: [
      told('sertft', '11:00', { from: mobile, with: agent.nativeApp }),
      told('sertft', '12:00', { from: away, with: agent.python }),
    ],
    sessions: [session({ at: '10:00', began: { with: agent.iphone } })],
    checks: raises('token_client_changed'),
  },
  'token_client_changed: an SDK of the browser that is a script': {
    events: [
      told('sertft', '12:00', { with: agent.python, more: { auth0_client: { name: 'auth0-react' } } }),
    ],
    sessions: [session({ at: '11:50' })],
    checks: raises('token_client_changed'),
  },
  'token_client_changed: the same server again': {
    events: [
      told('sertft', '11:00', { from: server, with: agent.node }),
      told('sertft', '12:00', { from: server, with: 'axios/1.7.2' }),
    ],
    sessions: [session({ at: '11:50' })],
    checks: quiet,
  },
  'token_client_changed: another application of the session': {
    events: [
      told('sertft', '11:00', { from: mobile, with: agent.nativeApp }),
      told('sertft', '12:00', { from: server, with: agent.node, client: 'ClientB' }),
    ],
    sessions: [
      session({ at: '10:00', more: { clients: [{ client_id: 'ClientA' }, { client_id: 'ClientB' }] } }),
    ],
    checks: never('token_client_changed', 'info'),
  },
  'factor_changed_elsewhere: another network alone': {
    events: [told('gd_unenroll', '12:00', { from: away })],
    sessions: [session({ at: '11:50', used: { from: away } })],
    checks: [{ on: 'last', min: 'medium', max: 'medium', raised: ['factor_changed_elsewhere'] }],
  },
  'factor_changed_elsewhere: at home': {
    events: [told('gd_enrollment_complete', '12:00')],
    sessions: [session({ at: '11:50' })],
    checks: quiet,
  },
  'factor_changed_elsewhere: by the second device': {
    events: [
      told('gd_enrollment_complete', '12:00', { from: mobile, with: 'Guardian/2.1 (iPhone; iOS 18.6)' }),
    ],
    sessions: [session({ at: '11:50' })],
    checks: quiet,
  },
  'factor_changed_elsewhere: on a network that the user was on before the session began': {
    events: [
      login('2026-09-13T20:00:00.000Z', { session: 'Evening', from: away }),
      login('10:00'),
      told('gd_enrollment_complete', '12:00', { from: away }),
    ],
    sessions: [session({ at: '11:50', used: { from: away } })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['factor_changed_elsewhere'] }],
    needsOrder: 'what is known of a user is told by other sessions',
  },
  'factor_changed_elsewhere: on a network that only this session was on before': {
    events: [
      login('10:00'),
      told('ssa', '11:50', { from: away }),
      told('gd_enrollment_complete', '12:00', { from: away }),
    ],
    sessions: [session({ at: '11:50', used: { from: away } })],
    checks: [{ on: 'last', min: 'medium', max: 'medium', raised: ['factor_changed_elsewhere'] }],
  },
  'factor_changed_elsewhere: on another network, where the session had been used for a while': {
    events: [
      login('10:00'),
      told('ssa', '11:29', { from: away }),
      told('gd_enrollment_complete', '12:00', { from: away }),
    ],
    sessions: [session({ at: '11:29', used: { from: away } })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['factor_changed_elsewhere'] }],
    needsOrder: 'a change of a factor is judged when it comes, and not again',
  },
  'factor_changed_elsewhere: by another program, where the session had been used for a while': {
    events: [
      login('10:00'),
      told('ssa', '11:00', { from: away, with: agent.firefox }),
      told('gd_enrollment_complete', '12:00', { from: away, with: agent.firefox }),
    ],
    sessions: [session({ at: '11:50', used: { from: away, with: agent.firefox } })],
    checks: [{ on: 'last', min: 'high', raised: ['factor_changed_elsewhere'] }],
  },
  'factor_changed_elsewhere: at another address, and no number known': {
    events: [login('10:00'), told('gd_enrollment_complete', '12:00', { from: away })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['factor_changed_elsewhere'] }],
    needsOrder: 'a change of a factor is judged when it comes, and not again',
  },
  'factor_changed_elsewhere: through a relay of the browser’s vendor': {
    events: [told('gd_enrollment_complete', '12:00', { from: relay, with: agent.safari })],
    sessions: [session({ at: '11:50', began: { with: agent.safari }, used: { from: relay } })],
    checks: [{ on: 'last', max: 'info', raised: ['factor_changed_elsewhere'] }],
  },
  'mfa_rejected_then_passed: four pushes': {
    events: [
      ...factors('gd_send_pn', '10:00:00', '10:00:10', '10:00:20', '10:00:30'),
      told('gd_auth_succeed', '10:00:40'),
    ],
    sessions: [session({ at: '10:00:40' })],
    checks: raises('mfa_rejected_then_passed'),
  },
  'mfa_rejected_then_passed: one rejection': {
    events: [
      told('gd_send_pn', '10:00'),
      told('gd_auth_rejected', '10:00:10'),
      told('gd_send_pn', '10:00:20'),
      told('gd_auth_succeed', '10:00:40'),
      login('10:00:45'),
    ],
    sessions: [session({ at: '10:00:45', created: '10:00:45' })],
    checks: quiet,
  },
  'mfa_rejected_then_passed: rejections of an hour ago': {
    events: [...factors('gd_auth_rejected', '10:00:00', '10:00:10'), told('gd_auth_succeed', '10:59')],
    sessions: [session({ at: '10:59' })],
    checks: quiet,
  },
  'scripted_login: a session begun by a script': {
    events: [login('10:00', { with: agent.python })],
    sessions: [session({ at: '10:00', began: { with: agent.python } })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['scripted_login'] }],
  },
  'scripted_login: a native app': {
    events: [login('10:00', { with: agent.nativeApp })],
    sessions: [session({ at: '10:00', began: { with: agent.nativeApp } })],
    checks: quiet,
  },
  'session_marker_missing: a managed session in another browser': {
    settings: { sessionMarkers: ['AcmeBrowser/'] },
    events: [told('ssa', '12:00')],
    sessions: [session({ at: '12:00', began: { with: agent.managed }, used: { with: agent.chrome } })],
    checks: raises('session_marker_missing', 'high'),
  },
  'session_marker_missing: a session that was never managed': {
    settings: { sessionMarkers: ['AcmeBrowser/'] },
    events: [told('ssa', '12:00')],
    sessions: [session({ at: '12:00' })],
    checks: quiet,
  },
  'session_older_than_password: used after the change': {
    events: [told('scp', '11:00', { session: null }), told('ssa', '12:00')],
    sessions: [session({ at: '12:00' })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['session_older_than_password'] }],
    needsOrder: 'a password is of the user, not of a session',
  },
  'session_older_than_password: a login since': {
    events: [told('scp', '11:00', { session: null }), login('11:30'), told('ssa', '12:00')],
    sessions: [session({ at: '12:00', more: { authenticated_at: '2026-09-14T11:30:00.000Z' } })],
    checks: never('session_older_than_password', 'info'),
  },
  'device_code_exchanged: another exchange': {
    events: [told('sertft', '12:00', { from: server, with: agent.node })],
    sessions: [session({ at: '11:50' })],
    checks: quiet,
  },
  'asn_changed: to a network new to the user, after a factor was removed': {
    events: [login('10:00'), told('gd_unenroll', '11:55'), told('ssa', '12:00', { from: away })],
    sessions: [moved('12:00', { from: away })],
    checks: [{ on: 'last', min: 'medium', max: 'medium', raised: ['asn_changed'] }],
  },
  'asn_changed: to a network new to the user, after a challenge was passed': {
    events: [login('10:00'), told('gd_auth_succeed', '11:55'), told('ssa', '12:00', { from: away })],
    sessions: [moved('12:00', { from: away })],
    checks: low,
  },
  'asn_changed: into a relay of the browser’s vendor': {
    events: [told('ssa', '12:00', { from: relay, with: agent.safari })],
    sessions: [session({ at: '12:00', began: { with: agent.safari }, used: { from: relay } })],
    checks: quiet,
  },
  'asn_changed: another browser in a relay is a hijack all the same': {
    events: [told('ssa', '12:00', { from: relay, with: agent.safari })],
    sessions: [session({ at: '12:00', used: { from: relay, with: agent.safari } })],
    checks: raises('network_and_client_changed', 'high'),
  },
  'user_agent_changed: with Auth0’s low confidence': {
    events: [told('ssa', '12:00', { with: agent.firefox, details: risk(...known) })],
    sessions: [moved('12:00', { with: agent.firefox })],
    checks: [{ on: 'last', min: 'medium', max: 'medium', raised: ['user_agent_changed'] }],
  },
  'user_agent_changed: alone': {
    events: [told('ssa', '12:00', { with: agent.firefox })],
    sessions: [moved('12:00', { with: agent.firefox })],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['user_agent_changed'] }],
  },
  'impossible_travel: a short way': {
    events: [
      told('s', '11:00'),
      told('ssa', '11:30', { from: { ip: away.ip, location: { latitude: 53.55, longitude: 9.99 } } }),
    ],
    sessions: [moved('11:30', { from: away })],
    checks: never('impossible_travel'),
  },
  'session_used_after_end: within the tolerance': {
    events: [told('slo', '12:00'), told('ssa', '12:00:50')],
    sessions: [session({ at: '12:00:50' })],
    checks: quiet,
  },
  'recovery_code_used: at home': {
    events: [told('s', '12:00')],
    sessions: [
      session({
        at: '12:00',
        methods: [{ name: 'mfa', type: 'recovery-code', timestamp: '2026-09-14T11:59:59.700Z' }],
      }),
    ],
    checks: [{ on: 'last', min: 'low', max: 'low', raised: ['recovery_code_used'] }],
  },
  "event_side: the victim's own events do not carry the thief's verdict": {
    events: [
      told('ssa', '11:50'),
      told('ssa', '12:00', { from: away, with: agent.firefox }),
      told('ssa', '14:00'),
    ],
    sessions: [session({ at: '14:00' })],
    checks: [
      { on: 0, max: 'info' },
      { on: 1, min: 'high' },
      { on: 'last', max: 'info' },
    ],
  },
};
