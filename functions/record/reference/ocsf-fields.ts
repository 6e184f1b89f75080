import { isBefore, type OcsfVersion, ocsfVersions } from '../ocsf/ocsf-version.ts';
import { type Field, type FieldRow, toFields } from './field.ts';
import { enrichmentRows, networkRows, observedRows, signalRows } from './shared-fields.ts';

/** What `enrichments[].data` is of. */
export const enrichmentTypes = [
  'auth0.session',
  'session_enricher.observed',
  'session_enricher.networks',
  'session_enricher.signals',
] as const;

const latest: readonly OcsfVersion[] = ocsfVersions.filter((version) => !isBefore(version, '1.8.0'));
const from130: readonly OcsfVersion[] = ocsfVersions.filter((version) => !isBefore(version, '1.3.0'));
const until110: readonly OcsfVersion[] = ocsfVersions.filter((version) => isBefore(version, '1.3.0'));

/** Classes about people, by where the actor, the origin and the user stand. */
const withUser = [3001, 3002, 3006];
const withActor = [3001, 3002, 6003];
const management = [3004, 3006];
const withDestination = [3002, 6003];
const finding = [2004];

const userRows: readonly FieldRow[] = [
  [
    'uid',
    'string',
    'user_id, else where the event names the user; of a caller details.request.auth.user.user_id or .subject; of machines client_id',
  ],
  [
    'name',
    'string',
    'user_name, else details.body.email and such, else the ID; "unknown" where a class requires a user and the event names none',
  ],
  [
    'email_addr',
    'string',
    "the name, if it is an e-mail address; a caller's details.request.auth.user.email",
  ],
  [
    'type_id',
    'integer',
    '1 User, 4 Service (99 before 1.6.0) for machines, 0 Unknown',
    { values: [0, 1, 4, 99] },
  ],
  ['type', 'string', 'caption of type_id', { values: ['Unknown', 'User', 'Service'] }],
  ['has_mfa', 'boolean', "true when one of the session's methods is mfa; never false", { versions: latest }],
  ['org.uid', 'string', 'organization_id'],
  ['org.name', 'string', 'organization_name'],
];

/** Of whoever called an API. */
const callerRows: readonly FieldRow[] = [['full_name', 'string', 'details.request.auth.user.name']];

/** Of who acts as the user, or did something to the user. */
const otherActorRows: readonly FieldRow[] = [
  [
    'uid',
    'string',
    'details.actor.sub, else session actor.sub: who acts as the user; else details.request.auth: who did it to the user',
  ],
  ['name', 'string', 'of a caller details.request.auth.user.email, else the ID'],
  ['email_addr', 'string', 'details.request.auth.user.email'],
  ['type_id', 'integer', '1 User, 4 Service (99 before 1.6.0)', { values: [1, 4, 99] }],
  ['type', 'string', 'caption of type_id', { values: ['User', 'Service'] }],
  ...callerRows,
];

const sessionRows: readonly FieldRow[] = [
  ['uid', 'string', 'the session ID', { required: true }],
  ['created_time', 'integer', 'session created_at, epoch milliseconds'],
  ['expiration_time', 'integer', 'session expires_at, epoch milliseconds'],
  ['issuer', 'string', 'https://<hostname>/'],
  [
    'is_mfa',
    'boolean',
    'true when a method is mfa; false when all are known and none is mfa, federated or custom',
  ],
  ['is_remote', 'boolean', 'always true', { required: true }],
];

const actorRows: readonly FieldRow[] = [
  ['app_uid', 'string', 'client_id', { versions: from130 }],
  ['app_name', 'string', 'client_name; "unknown" where 6003 requires an actor', { versions: from130 }],
  ['invoked_by', 'string', 'client_name; "unknown" where 6003 requires an actor', { versions: until110 }],
  ['idp.uid', 'string', 'connection_id'],
  ['idp.name', 'string', 'connection'],
];

const endpointRows: readonly FieldRow[] = [
  ['ip', 'string', 'ip, else details.request.ip; of a bare session event the session device last_ip'],
  ['type_id', 'integer', '5 Mobile by isMobile, 8 Browser by the user agent', { values: [5, 8] }],
  ['type', 'string', 'caption of type_id', { values: ['Mobile', 'Browser'] }],
  ['os.name', 'string', 'the operating system that the user agent names'],
  ['os.type_id', 'integer', 'of the name; 99 for one that OCSF does not list'],
  ['os.type', 'string', 'caption of type_id'],
  ['intermediate_ips', 'texts', "client_ip: a server's that asked for its user, whose address ip is"],
  [
    'fingerprints[].algorithm_id',
    'integer',
    '1 for JA3, 99 for JA4',
    { required: true, versions: latest, values: [1, 99] },
  ],
  [
    'fingerprints[].algorithm',
    'string',
    'MD5 for JA3, JA4',
    { required: true, versions: latest, values: ['MD5', 'JA4'] },
  ],
  ['fingerprints[].value', 'string', 'security_context.ja3, .ja4', { required: true, versions: latest }],
  [
    'autonomous_system.number',
    'integer',
    "session device last_asn (initial_asn), if the event came from last_ip (initial_ip), else by the tenant's database",
    { versions: from130 },
  ],
  [
    'autonomous_system.name',
    'string',
    "who runs that system, by the tenant's database",
    { versions: from130 },
  ],
  ['location.city', 'string', 'location_info.city_name'],
  ['location.country', 'string', "location_info.country_code, else by the tenant's database"],
  ['location.continent', 'string', 'name of location_info.continent_code'],
  ['location.lat', 'number', 'location_info.latitude', { versions: from130 }],
  ['location.long', 'number', 'location_info.longitude', { versions: from130 }],
  ['location.coordinates', 'numbers', 'location_info.longitude and latitude', { versions: until110 }],
];

const profiles: FieldRow = ['metadata.profiles', 'texts', 'security_control, when a signal is raised'];

const observableRows: readonly FieldRow[] = [
  ['observables[].name', 'string', 'an attribute of this record', { required: true }],
  [
    'observables[].type_id',
    'integer',
    'kind of value',
    { required: true, values: [1, 2, 4, 5, 8, 10, 16, 31, 38, 99] },
  ],
  ['observables[].type', 'string', 'caption of type_id', { required: true }],
  ['observables[].value', 'string', 'its value', { required: true }],
];

function within(
  prefix: string,
  rows: readonly FieldRow[],
  limits: Pick<Field, 'classes' | 'versions'>,
): Field[] {
  return toFields(rows, prefix).map((field) => ({
    ...field,
    ...limits,
    ...(field.versions && {
      versions: field.versions.filter((version) => limits.versions?.includes(version) ?? true),
    }),
  }));
}

/** Every attribute that an OCSF record can have, whichever class and version. */
export const ocsfFields: readonly Field[] = [
  ...toFields([
    [
      'activity_id',
      'integer',
      "the catalogue's, for audit events by details.request.method",
      { required: true },
    ],
    ['activity_name', 'string', 'caption of activity_id; of 99 our own', { required: true }],
    ['category_uid', 'integer', 'of the class', { required: true, values: [0, 2, 3, 6] }],
    ['category_name', 'string', 'of the class', { required: true }],
    ['class_uid', 'integer', "the catalogue's, by type", { required: true }],
    ['class_name', 'string', 'of the class', { required: true }],
    ['type_uid', 'integer', 'class_uid × 100 + activity_id', { required: true }],
    ['type_name', 'string', 'class and activity', { required: true }],
    ['time', 'integer', 'date, else the time inside log_id; epoch milliseconds', { required: true }],
    [
      'severity_id',
      'integer',
      "the catalogue's, raised to the risk level",
      { required: true, values: [1, 2, 3, 4] },
    ],
    [
      'severity',
      'string',
      'caption of severity_id',
      { required: true, values: ['Informational', 'Low', 'Medium', 'High'] },
    ],
    ['status_id', 'integer', "the catalogue's", { required: true, values: [0, 1, 2, 99] }],
    ['status', 'string', 'caption of status_id; of 99 our own', { required: true }],
    ['status_code', 'string', 'type'],
    ['status_detail', 'string', "the catalogue's code, else description"],
    ['message', 'string', "description, else the catalogue's text", { required: true }],
    ['metadata.version', 'string', 'version of OCSF', { required: true }],
    [
      'metadata.uid',
      'string',
      'log_id; of a finding <log_id>:finding:<signal>. Readers drop repeats by it',
      { required: true },
    ],
    ['metadata.original_event_uid', 'string', 'log_id', { versions: latest, required: true }],
    ['metadata.event_code', 'string', 'type'],
    [
      'metadata.correlation_uid',
      'string',
      'the session ID: details.session_id, details.refresh_token.session_id or details.prompts[].session_id; of an event without one references.correlation_id, else references.trace_id',
    ],
    ['metadata.tenant_uid', 'string', 'tenant_name'],
    ['metadata.log_name', 'string', 'always tenant_logs', { required: true }],
    ['metadata.log_provider', 'string', 'always Auth0', { required: true }],
    ['metadata.original_time', 'string', 'date, as it came'],
    [
      'metadata.labels',
      'texts',
      "signal:<name> for each raised signal; category:<name>, Auth0's category of the type, as log streams filter by it; ai_agent:<agent_id>; external_ai_agent:<external_agent_id>",
    ],
    ['metadata.product.name', 'string', 'always Auth0', { required: true }],
    ['metadata.product.vendor_name', 'string', 'always Okta', { required: true }],
    ['metadata.product.uid', 'string', 'always auth0', { required: true }],
  ]),
  ...within(
    'metadata.transformation_info_list[].',
    [
      ['name', 'string', 'always session-enricher', { required: true }],
      ['product.name', 'string', 'always session-enricher'],
      ['product.version', 'string', "session-enricher's version"],
    ],
    { versions: latest },
  ),
  ...within('', [profiles], { versions: latest }),
  ...within('', [profiles], { classes: finding, versions: ['1.3.0', '1.1.0'] }),
  ...within('user.', userRows, { classes: withUser }),
  ...within('user.', callerRows, { classes: [3002] }),
  ...within('actor.user.', userRows, { classes: [6003] }),
  ...within('actor.user.', userRows, { classes: [3004], versions: latest }),
  ...within('actor.user.', callerRows, { classes: [6003] }),
  ...within('actor.user.', callerRows, { classes: [3004], versions: latest }),
  ...within('actor.user.', otherActorRows, { classes: [3001, 3002] }),
  ...within('actor.user.', otherActorRows, { classes: [3006], versions: latest }),
  ...within('actor.session.', sessionRows, { classes: [3001, 6003] }),
  ...within('actor.session.', sessionRows, { classes: management, versions: latest }),
  ...within('actor.', actorRows, { classes: withActor }),
  ...within('actor.', actorRows, { classes: management, versions: latest }),
  ...within('session.', sessionRows, { classes: [3002] }),
  ...within(
    'service.',
    [
      ['uid', 'string', 'client_id'],
      ['name', 'string', 'client_name'],
    ],
    { classes: [3002] },
  ),
  ...within(
    'group.',
    [
      ['uid', 'string', 'organization_id'],
      ['name', 'string', 'organization_name, else "unknown"'],
      ['type', 'string', 'always organization'],
    ],
    { classes: [3006] },
  ),
  ...within(
    'entity.',
    [
      ['uid', 'string', 'the key, connection, domain or user that the event is about'],
      ['name', 'string', 'its name; "unknown" where the event has neither'],
      [
        'type_id',
        'integer',
        '2 User, 3 Group, 5 Policy, 99 with our own caption, 0 Unknown',
        { versions: from130 },
      ],
      ['type', 'string', 'caption of type_id'],
    ],
    { classes: [3004] },
  ),
  ...within(
    'api.',
    [
      ['operation', 'string', 'details.request.method and path, else type', { required: true }],
      ['request.uid', 'string', 'log_id: Auth0 gives a call no ID of its own', { required: true }],
      [
        'request.data',
        'any',
        'details.request.query and details.request.body; on the Parquet path the same as JSON text',
        { required: true },
      ],
      ['response.code', 'integer', 'details.response.statusCode'],
      ['response.error', 'string', 'details.response.body.error, else .errorCode'],
      ['response.error_message', 'string', 'details.response.body.message'],
      ['response.data', 'any', 'details.response.body; on the Parquet path the same as JSON text'],
    ],
    { classes: [6003] },
  ),
  ...within(
    'resources[].',
    [
      [
        'uid',
        'string',
        'what the call was about: from details.request.path, details.request.body, details.response.body',
      ],
      ['name', 'string', 'its name, from details.response.body; of a setting its path'],
      ['type', 'string', 'User, Role, Client, Connection, Organization, Session …', { required: true }],
    ],
    { classes: [6003] },
  ),
  ...within('src_endpoint.', endpointRows, { classes: [3001, 3002, 6003] }),
  ...within('src_endpoint.', [['name', 'string', '"unknown" where the event has no address']], {
    classes: [6003],
  }),
  ...within('src_endpoint.', endpointRows, { classes: management, versions: from130 }),
  ...within(
    'dst_endpoint.',
    [
      ['hostname', 'string', 'hostname'],
      ['name', 'string', 'tenant_name'],
      ['svc_name', 'string', 'always Auth0', { required: true }],
    ],
    { classes: withDestination },
  ),
  ...within(
    'http_request.',
    [
      [
        'user_agent',
        'string',
        'user_agent, else details.request.userAgent; of a bare session event the session device last_user_agent',
      ],
    ],
    { classes: withActor },
  ),
  ...within('http_request.', [['user_agent', 'string', 'user_agent']], {
    classes: management,
    versions: from130,
  }),
  ...within(
    'http_request.',
    [
      ['http_method', 'string', 'details.request.method'],
      ['url.path', 'string', 'details.request.path'],
    ],
    { classes: [3001, 6003] },
  ),
  ...within(
    'http_request.',
    [
      ['http_method', 'string', 'details.request.method'],
      ['url.path', 'string', 'details.request.path'],
    ],
    { classes: management, versions: from130 },
  ),
  ...within(
    '',
    [
      ['auth_protocol_id', 'integer', 'strategy; token types 6', { values: [4, 5, 6, 12, 99] }],
      [
        'auth_protocol',
        'string',
        'caption of auth_protocol_id; of 99 "Auth0 database", "Passwordless" or the strategy',
      ],
      ['logon_type_id', 'integer', 'always 99', { values: [99] }],
      ['logon_type', 'string', 'always Web', { values: ['Web'] }],
      ['is_remote', 'boolean', 'always true', { required: true }],
      ['is_mfa', 'boolean', 'as session.is_mfa; true for gd_auth_succeed and gd_recovery_succeed'],
      ['is_new_logon', 'boolean', 'true where details.riskAssessment.assessments.NewDevice.code is no_match'],
    ],
    { classes: [3002] },
  ),
  ...within(
    '',
    [
      ['account_switch_type_id', 'integer', '2 for delegated sessions', { values: [2] }],
      ['account_switch_type', 'string', 'Impersonate', { values: ['Impersonate'] }],
      ['authentication_token.type_id', 'integer', '4 for token refreshes', { values: [4] }],
      ['authentication_token.type', 'string', 'Refresh Token', { values: ['Refresh Token'] }],
      [
        'auth_factors[].factor_type_id',
        'integer',
        'session authentication.methods[], in the order of completion',
        { required: true },
      ],
      [
        'auth_factors[].factor_type',
        'string',
        'caption of factor_type_id; of 99 our own',
        { required: true },
      ],
      ['auth_factors[].is_totp', 'boolean', 'true for one-time passwords'],
      ['auth_factors[].provider', 'string', 'auth0; of a federated step the connection'],
    ],
    { classes: [3002], versions: latest },
  ),
  ...within(
    '',
    [
      [
        'finding_info.uid',
        'string',
        'the incident: a hash of session and signal; of findings of Auth0 metadata.uid',
        { required: true },
      ],
      [
        'finding_info.title',
        'string',
        'the signal in words; of findings of Auth0 the catalogue’s description',
        { required: true },
      ],
      ['finding_info.types', 'texts', 'the signal (findings from signals)'],
      ['finding_info.first_seen_time', 'integer', 'when the incident began, as far as it is known'],
      ['finding_info.analytic.type_id', 'integer', '1', { values: [1] }],
      ['finding_info.analytic.type', 'string', 'Rule', { values: ['Rule'] }],
      ['finding_info.analytic.uid', 'string', 'the signal'],
      ['finding_info.analytic.name', 'string', 'the signal in words'],
      ['finding_info.related_events[].uid', 'string', "log_id: the event's own record", { required: true }],
      ['finding_info.related_events[].type_uid', 'integer', "type_uid of the event's own record"],
      ...toAttackRows('finding_info.attacks[].'),
      [
        'evidences[].data',
        'any',
        'role (used, began), time and user_agent; on the Parquet path the same as JSON text',
      ],
      [
        'action_id',
        'integer',
        '2 Denied when Auth0 blocked the request; 3 Observed (99 before 1.4.0) when a signal is raised',
        { values: [2, 3, 99] },
      ],
      ['action', 'string', 'caption of action_id', { values: ['Denied', 'Observed'] }],
      ['disposition_id', 'integer', '2 when Auth0 blocked the request', { values: [2] }],
      ['disposition', 'string', 'Blocked', { values: ['Blocked'] }],
    ],
    { classes: finding },
  ),
  ...within('', [['is_alert', 'boolean', 'true for findings from signals']], {
    classes: finding,
    versions: latest,
  }),
  ...within('evidences[].actor.user.', [...userRows, ...callerRows], { classes: finding }),
  ...within('evidences[].http_request.', [['user_agent', 'string', 'user_agent']], {
    classes: finding,
    versions: latest,
  }),
  ...within('evidences[].actor.session.', sessionRows, { classes: finding }),
  ...within('evidences[].actor.', actorRows, { classes: finding }),
  ...within('evidences[].src_endpoint.', endpointRows, { classes: finding }),
  ...risk({ versions: latest }),
  ...risk({ classes: finding, versions: ['1.3.0'] }),
  ...risk({ classes: finding, versions: until110 }).filter(({ path }) => path !== 'risk_details'),
  ...within('', observableRows, { versions: from130 }),
  ...within('', observableRows, { classes: [0, 2004, 3001, 3002, 3004, 3006, 6003], versions: until110 }),
  ...toFields([
    ['enrichments[].name', 'string', 'the attribute that holds the session ID', { required: true }],
    ['enrichments[].value', 'string', 'the session ID', { required: true }],
    [
      'enrichments[].type',
      'string',
      'auth0.session, session_enricher.observed, session_enricher.networks, session_enricher.signals',
      { required: true, values: enrichmentTypes },
    ],
    ['enrichments[].provider', 'string', 'Auth0 Management API, session-enricher, MMDB', { required: true }],
    [
      'enrichments[].created_time',
      'integer',
      'when Auth0 answered, epoch milliseconds',
      { versions: from130 },
    ],
    ['enrichments[].data', 'any', 'see below; on the Parquet path the same as JSON text', { required: true }],
    [
      'unmapped',
      'object',
      'every other leaf of the event as text, by its path: auth0.<path>; what an older version lacks: ocsf.<path>; session_enricher.status',
      { required: true },
    ],
    [
      'raw_data',
      'string',
      'log_id and data as JSON text, when asked for; up to 1.3.0 not beyond 65,535 characters',
    ],
  ]),
];

function toAttackRows(prefix: string): FieldRow[] {
  return [
    [`${prefix}version`, 'string', 'of MITRE ATT&CK'],
    [`${prefix}tactic.uid`, 'string', 'MITRE ATT&CK, by the raised signals'],
    [`${prefix}tactic.name`, 'string', 'its name'],
    [`${prefix}technique.uid`, 'string', 'MITRE ATT&CK'],
    [`${prefix}technique.name`, 'string', 'its name'],
    [`${prefix}sub_technique.uid`, 'string', 'MITRE ATT&CK'],
    [`${prefix}sub_technique.name`, 'string', 'its name'],
  ];
}

function risk(limits: Pick<Field, 'classes' | 'versions'>): Field[] {
  return within(
    '',
    [
      ['risk_level_id', 'integer', 'signals, when one is raised', { values: [0, 1, 2, 3] }],
      ['risk_level', 'string', 'caption of risk_level_id', { values: ['Info', 'Low', 'Medium', 'High'] }],
      ['risk_details', 'string', 'names of the raised signals'],
      ...toAttackRows('attacks[].'),
    ],
    limits,
  );
}

/** What `enrichments[].data` holds, by the enrichment's type. */
export const ocsfSessionData: readonly Field[] = toFields([
  ...enrichmentRows,
  ['session', 'object', 'the session as Auth0 sent it; session_metadata only by allow-list'],
]);

export const ocsfObservedData: readonly Field[] = toFields(observedRows);

export const ocsfNetworkData: readonly Field[] = toFields(networkRows);

export const ocsfSignalData: readonly Field[] = toFields(signalRows);
