import { signalNames } from '../../../functions/signals/signal-names.ts';
import type { Scenario } from './scenarios.ts';
import type { PlainEvent } from './plain-events.ts';

/**
 * A detection whose queries are converted from Sigma, and the events that its fixtures are made of. `fires` and `quiet`
 * hold events that do so alone; a rule that counts has whole sets of them instead.
 */
export type CatalogueEntry =
  | { readonly kind: 'signal'; readonly fires: Scenario; readonly quiet: Scenario }
  | {
      readonly kind: 'event';
      readonly fires: readonly PlainEvent[];
      readonly quiet: readonly PlainEvent[];
      /** What only the request tells is free-form in ECS, where ES|QL does not look. @default true */
      readonly isEcsToo?: boolean;
    }
  | {
      readonly kind: 'count';
      readonly fires: readonly PlainEvent[];
      readonly quiet: Readonly<Record<string, readonly PlainEvent[]>>;
    };

/** Detections on signals that this version may not know: their fixtures have the signal set by hand. */
const plantedSignals = {
  'impossible-travel': 'impossible_travel',
  'network-alternates': 'network_alternates',
  'tls-fingerprint-changed': 'tls_fingerprint_changed',
  'browser-downgraded': 'browser_downgraded',
  'low-confidence-login': 'low_confidence_login',
  'token-client-changed': 'token_client_changed',
  'factor-changed-elsewhere': 'factor_changed_elsewhere',
  'mfa-rejected-then-passed': 'mfa_rejected_then_passed',
  'scripted-login': 'scripted_login',
  'session-marker-missing': 'session_marker_missing',
  'session-older-than-password': 'session_older_than_password',
  'device-code-exchanged': 'device_code_exchanged',
} as const;

/** Names that a detection waits for. A signal that is not there fires nothing, so neither does its rule. */
export const awaitedSignals: readonly string[] = Object.values(plantedSignals).filter(
  (name) => !(signalNames as readonly string[]).includes(name),
);

const curl = 'curl/8.5.0';
const recoveryCode = {
  authentication: {
    methods: [
      { name: 'pwd', timestamp: '2026-03-02T07:59:48.400Z' },
      { name: 'mfa', type: 'recovery-code', timestamp: '2026-03-02T08:00:05.050Z' },
    ],
  },
};

type Key = 'user_name' | 'user_id' | 'ip' | 'user_agent' | 'client_id' | 'tenant_name';

const values: Readonly<Record<Key, (index: number) => string>> = {
  user_name: (index) => `user-${index}@example.com`,
  user_id: (index) => `auth0|ExampleUser${index}`,
  ip: (index) => `203.0.113.${index + 10}`,
  user_agent: (index) => `ExampleProgram/${index}.0`,
  client_id: (index) => `ExampleClient${index}`,
  tenant_name: (index) => `example-${index}`,
};

const signalEntries: Readonly<Record<string, CatalogueEntry>> = {
  ...Object.fromEntries(
    Object.entries(plantedSignals).map(([name, planted]) => [
      name,
      { kind: 'signal', fires: { planted }, quiet: {} } as const,
    ]),
  ),
  'session-of-another-user': raises({ session: { user_id: 'auth0|ExampleStranger0001' } }),
  'recovery-code-login': raises({ session: recoveryCode }),
  'scripted-session': raises({ event: { user_agent: curl }, device: { last_user_agent: curl } }),
  'client-fanout': raises({ settings: { clientFanoutThreshold: 1 } }),
  'client-outside-session': raises({ event: { client_id: 'ExampleClientId00000000000000002' } }),
};

const typeEntries: Readonly<Record<string, CatalogueEntry>> = {
  'leaked-password': onTypes(['pwd_leak', 'reset_pwd_leak', 'signup_pwd_leak'], 'limit_wc'),
  'account-blocked': onTypes(['limit_wc', 'limit_sul'], 'limit_mu'),
  'address-blocked': onTypes(['limit_mu'], 'limit_wc'),
  'factor-guessing-blocked': onTypes(
    ['gd_otp_rate_limit_exceed', 'gd_recovery_rate_limit_exceed'],
    'gd_auth_failed',
  ),
  'phone-messages-blocked': onTypes(['limit_phone'], 'gd_send_sms'),
  'refresh-token-reused': onTypes(['ferrt'], 'fertft'),
  'user-block-lifted': onTypes(['ublkdu'], 'limit_wc'),
  'guardian-settings-changed': onTypes(['gd_tenant_update'], 'gd_update_device_account'),
  'factor-removed': onTypes(['gd_unenroll'], 'gd_enrollment_complete'),
  'rate-limit-reached': onTypes(['api_limit'], 'api_limit_warning'),
  'global-token-revocation': onTypes(['universal_logout_succeeded'], 'universal_logout_failed'),
};

const off = { enabled: false };
const disabled = { enabled: 'disabled' };

const requestEntries: Readonly<Record<string, CatalogueEntry>> = {
  'attack-protection-off': onSwitch('PATCH', 'attack-protection/brute-force-protection'),
  'bot-detection-changed': onRequests(
    ['PATCH /api/v2/attack-protection/bot-detection', 'PATCH /v2/attack-protection/bot-detection'].concat([
      'PATCH /api/v2/attack-protection/captcha',
      'PATCH /v2/attack-protection/captcha',
    ]),
    'GET /api/v2/attack-protection/captcha',
    'Create or update the anomaly detection captcha',
  ),
  'factor-switched-off': onSwitch('PUT', 'guardian/factors/push-notification'),
  'mfa-policy-changed': onPaths(['PUT'], ['guardian/policies']),
  'management-api-granted': onPaths(['POST', 'PATCH'], ['client-grants']),
  'client-created': onPaths(['POST'], ['clients']),
  'client-secret-changed': onPaths(['POST'], ['clients/a/rotate-secret', 'clients/a/credentials']),
  'secrets-read': onPaths(['GET'], ['clients', 'connections', 'emails/provider'], 'mgmt_api_read'),
  'connection-changed': onPaths(['POST', 'PATCH', 'DELETE'], ['connections']),
  'login-code-changed': onPaths(['POST', 'PATCH', 'DELETE'], ['actions/actions', 'rules', 'hooks']),
  'log-stream-stopped': onPaths(['DELETE', 'PATCH'], ['log-streams/lst_1']),
  'tenant-settings-changed': onPaths(['PATCH'], ['tenants/settings']),
  'tenant-member-changed': onRequests(
    toRequests(
      ['POST', 'PATCH', 'PUT', 'DELETE'],
      ['tenants/invitations', 'tenants/members', 'tenant-members'],
    ),
    'GET /api/v2/tenants/members',
    'Create tenant invitations for a given client',
    'Update an invitation',
    'Delete tenant member',
  ),
  'custom-domain-changed': onPaths(['POST', 'PATCH', 'DELETE'], ['custom-domains']),
  'signing-key-changed': onPaths(['POST', 'PUT'], ['keys/signing/rotate']),
  'role-assigned': onPaths(['POST'], ['users/u/roles', 'users/u/permissions', 'roles/r/users']),
  'factor-reset-by-admin': onPaths(
    ['DELETE'],
    ['guardian/enrollments/e', 'users/u/authenticators', 'users/u/multifactor/duo'].concat(
      'users/u/authentication-methods/m',
    ),
  ),
  'factor-enrolled-by-admin': onPaths(
    ['POST'],
    ['guardian/enrollments/ticket', 'users/u/authentication-methods', 'users/u/recovery-code-regeneration'],
  ),
  'identity-linked': onPaths(['POST'], ['users/u/identities']),
  'password-ticket-made': onPaths(['POST'], ['tickets/password-change']),
  'users-exported': onPaths(['POST'], ['jobs/users-exports']),
  'users-imported': onPaths(['POST'], ['jobs/users-imports']),
  'block-lifted-by-admin': onPaths(['DELETE'], ['user-blocks/u', 'anomaly/blocks/ips/192.0.2.9']),
  'network-acl-changed': onPaths(['POST', 'PATCH', 'PUT', 'DELETE'], ['network-acls']),
  'mail-changed': onPaths(['POST', 'PATCH', 'PUT', 'DELETE'], ['emails/provider', 'email-templates']),
  'token-exchange-profile-changed': onPaths(['POST', 'PATCH', 'DELETE'], ['token-exchange-profiles']),
};

const countEntries: Readonly<Record<string, CatalogueEntry>> = {
  'password-spraying': onValues(['fp', 'f', 'fu'], 8, 'user_name', 600),
  'user-enumeration': onValues(['fu'], 8, 'user_name', 600),
  'brute-force': onEvents(['fp'], 8, 600, 'user_name'),
  'push-fatigue': onEvents(['gd_send_pn'], 5, 600, 'user_id'),
  'push-rejected': onEvents(['gd_auth_rejected'], 3, 3_600, 'user_id'),
  'message-flooding': onEvents(['gd_send_sms', 'gd_send_voice'], 5, 600, 'user_id'),
  'second-factor-failures': onEvents(['gd_auth_failed', 'gd_recovery_failed'], 5, 600, 'user_id'),
  'refresh-from-many-places': onValues(['sertft'], 5, 'ip', 3_600),
  'refresh-by-many-agents': onValues(['sertft'], 4, 'user_agent', 3_600),
  'bulk-user-deletion': onEvents(['sdu', 'du'], 8, 600, 'tenant_name'),
  'client-secret-guessing': onEvents(['feccft'], 8, 600, 'client_id'),
  'signup-flood': onEvents(['ss'], 8, 600, 'ip'),
  'password-reset-flood': onValues(['scpr', 'fcpr'], 5, 'user_name', 600),
  'token-exchange-failures': onEvents(
    ['fecte', 'failed_on_behalf_of_token_exchange', 'idjag_exchange_failed'],
    5,
    600,
    'client_id',
  ),
};

/** Every detection whose queries are converted, by the name of its folder. */
export const catalogue: Readonly<Record<string, CatalogueEntry>> = {
  ...signalEntries,
  ...typeEntries,
  ...requestEntries,
  ...countEntries,
};

function raises(fires: Scenario): CatalogueEntry {
  return { kind: 'signal', fires, quiet: {} };
}

function onTypes(types: readonly string[], other: string): CatalogueEntry {
  return { kind: 'event', fires: types.map((type) => ({ type })), quiet: [{ type: other }] };
}

/** Both spellings of a path: the dashboard's own calls are logged without `/api`. */
function toRequests(methods: readonly string[], paths: readonly string[]): string[] {
  const first = paths.flatMap((path) => [`${methods[0]} /api/v2/${path}`, `${methods[0]} /v2/${path}`]);
  return [...first, ...methods.slice(1).map((method) => `${method} /api/v2/${paths[0]}`)];
}

function onPaths(methods: readonly string[], paths: readonly string[], type = 'sapi'): CatalogueEntry {
  const other = methods.includes('GET') ? 'HEAD' : 'GET';
  return onCalls(
    type,
    toRequests(methods, paths).map((request) => ({ type, request })),
    paths.map((path) => `${other} /api/v2/${path}`),
  );
}

function onRequests(requests: readonly string[], other: string, ...descriptions: string[]): CatalogueEntry {
  return onCalls(
    'sapi',
    [
      ...requests.map((request) => ({ type: 'sapi', request })),
      ...descriptions.map((description) => ({ type: 'sapi', request: 'POST /v2/elsewhere', description })),
    ],
    [other],
  );
}

function onCalls(type: string, fires: readonly PlainEvent[], others: readonly string[]): CatalogueEntry {
  const [first] = fires;
  const method = first?.request?.split(' ')[0] ?? '';
  // The same end of a path under another beginning.
  const ends = new Set(
    fires.flatMap(({ request }) => /\/v2\/[\w-]+\/\w+(\/[\w-]+)$/.exec(request ?? '')?.[1] ?? []),
  );
  const quiet = [
    { ...first, type: 'fapi' },
    ...others.map((request) => ({ type, request })),
    ...['elsewhere', 'users/u/elsewhere', 'roles/r/elsewhere', 'clients/a/elsewhere']
      .concat([...ends].map((end) => `organizations/o${end}`))
      .map((path) => ({ type, request: `${method} /api/v2/${path}` }))
      .filter(({ request }) => type === 'sapi' || !request.includes('clients')),
  ];
  return { kind: 'event', fires, quiet, isEcsToo: false };
}

function onSwitch(method: string, path: string): CatalogueEntry {
  const request = `${method} /api/v2/${path}`;
  const fires = [
    { type: 'sapi', request, response: off },
    { type: 'sapi', request, response: disabled },
    { type: 'sapi', request: `${method} /v2/${path}`, response: off },
  ];
  const quiet = [
    { type: 'sapi', request, response: { enabled: true } },
    { type: 'fapi', request, response: off },
    { type: 'sapi', request: `${method} /api/v2/elsewhere`, response: off },
    { type: 'sapi', request: `GET /api/v2/${path}`, response: off },
  ];
  return { kind: 'event', fires, quiet, isEcsToo: false };
}

function toEvents(types: readonly string[], count: number, stepS: number, varying?: Key): PlainEvent[] {
  return Array.from({ length: count }, (_none, index) => ({
    type: types[index % types.length] as string,
    afterS: Math.round(index * stepS),
    ...(varying && { [varying]: values[varying](index) }),
  }));
}

function onEvents(types: readonly string[], least: number, windowS: number, group: Key): CatalogueEntry {
  const stepS = windowS / least;
  return {
    kind: 'count',
    fires: toEvents(types, least, stepS),
    quiet: {
      'one-less': toEvents(types, least - 1, stepS),
      'too-slow': toEvents(types, least, windowS / (least - 1) + 1),
      'each-another': toEvents(types, least, stepS, group),
      'other-types': toEvents(['slo'], least, stepS),
    },
  };
}

function onValues(types: readonly string[], least: number, counted: Key, windowS: number): CatalogueEntry {
  const stepS = windowS / least;
  return {
    kind: 'count',
    fires: toEvents(types, least, stepS, counted),
    quiet: {
      'one-less': toEvents(types, least - 1, stepS, counted),
      'too-slow': toEvents(types, least, windowS / (least - 1) + 1, counted),
      'always-the-same': toEvents(types, least, stepS),
      'other-types': toEvents(['slo'], least, stepS, counted),
    },
  };
}
