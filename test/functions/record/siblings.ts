import { catalogue } from '../../../functions/log-event/catalogue.ts';

/** What an event may say, of whichever type it is, and where that has to stand. */
export interface Sibling {
  readonly what: string;
  /** Of the event. */
  readonly data: object;
  /** The types that it is said of; of others it may mean something else. @default all */
  readonly isOf?: (type: string) => boolean;
  readonly ecs?: (record: unknown) => boolean;
  readonly ocsf?: (record: unknown) => boolean;
  /** The types whose class has a place for it. @default those of `isOf` */
  readonly isOfOcsf?: (type: string) => boolean;
}

const admin = { user_id: 'auth0|admin', name: 'Ad Min', email: 'admin@example.com' };
const byAdmin = { auth: { user: admin, credentials: { jti: 'j1' } } };
const victim = 'auth0|777';
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36';
const ja3 = '9fd8ce627e009f038271462e2921dcea';
const ja4 = 't13d1717h2_5b57614c22b0_3cbfd9057e0d';

const classOf = (type: string) => catalogue.get(type)?.classUid ?? 0;
/** API Activity and Entity Management: about what was called. */
const isAudit = (type: string) => [6003, 3004].includes(classOf(type));
const isCall = (type: string) => classOf(type) === 6003;
/** Auth0's own detections: nobody called. */
const isDetection = (type: string) => classOf(type) === 2004;
/** Base Event and Application Error have no attributes for people and places. */
const hasPeople = (type: string) => ![0, 6008].includes(classOf(type));
/** Client credentials: the client is the user. */
const isMachine = (type: string) => ['seccft', 'feccft'].includes(type);

/** What stands at a path, a list's members each; `*` is any key. */
function at(record: unknown, path: string): unknown[] {
  let found: unknown[] = [record];
  for (const key of path.split('.')) {
    found = found.flatMap((one) => {
      if (typeof one !== 'object' || one === null) return [];
      const values = key === '*' ? Object.values(one) : [(one as Record<string, unknown>)[key]];
      return values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
    });
  }
  return found;
}

const has = (path: string, value: unknown) => (record: unknown) => at(record, path).includes(value);
const all =
  (...checks: readonly ((record: unknown) => boolean)[]) =>
  (record: unknown) =>
    checks.every((check) => check(record));
const anyOf =
  (...checks: readonly ((record: unknown) => boolean)[]) =>
  (record: unknown) =>
    checks.some((check) => check(record));
/** Of a class without attributes for people and places it is in `unmapped`, where a search has to look, too. */
const observes = (value: string) => (record: unknown) =>
  has('observables.value', value)(record) ||
  ([0, 6008].includes(at(record, 'class_uid')[0] as number) && has('unmapped.*', value)(record));

export const siblings: readonly Sibling[] = [
  {
    what: 'the address of the server that asked (05)',
    data: { client_ip: '198.51.100.77' },
    ecs: all(
      has('client.ip', '198.51.100.77'),
      has('related.ip', '198.51.100.77'),
      has('related.ip', '203.0.113.5'),
    ),
    ocsf: observes('198.51.100.77'),
  },
  {
    what: 'fingerprints of TLS (06)',
    data: { security_context: { ja3, ja4 } },
    ecs: all(has('tls.client.ja3', ja3), has('related.hash', ja3), has('related.hash', ja4)),
    ocsf: all(observes(ja3), observes(ja4)),
  },
  {
    what: 'an administrator who called (03)',
    data: { details: { request: byAdmin } },
    ecs: all(
      has('user.id', 'auth0|admin'),
      has('related.user', 'auth0|admin'),
      has('related.user', 'admin@example.com'),
    ),
    ocsf: observes('auth0|admin'),
    isOfOcsf: (type) => !isDetection(type),
  },
  {
    what: 'an administrator who called about a user (03)',
    data: { user_id: victim, user_name: 'v@example.com', details: { request: byAdmin } },
    isOf: (type) => !isAudit(type) && !isMachine(type),
    ecs: all(has('user.id', 'auth0|admin'), has('user.target.id', victim), has('related.user', victim)),
    ocsf: all(observes('auth0|admin'), observes(victim), observes('v@example.com')),
    isOfOcsf: (type) => !isAudit(type) && !isMachine(type) && !isDetection(type),
  },
  {
    what: 'a user whom a call was about (02)',
    data: {
      details: {
        request: {
          method: 'post',
          path: `/api/v2/users/${encodeURIComponent(victim)}/roles`,
          body: { roles: ['rol_1'] },
          ...byAdmin,
        },
      },
    },
    isOf: isCall,
    ecs: all(has('user.target.id', victim), has('related.user', victim), has('auth0.targets.id', 'rol_1')),
    ocsf: observes(victim),
  },
  {
    what: 'empty lists and objects (01)',
    data: {
      details: {
        request: { query: {}, body: [] },
        response: { body: [] },
        shields: [],
        inner: { allowlist: [], more: {} },
      },
    },
  },
  {
    what: 'a user named in the body, in a prompt (08)',
    data: {
      details: {
        body: { email: 'victim@example.com' },
        prompts: [{ name: 'login', user_name: 'victim@example.com' }],
      },
    },
    isOf: (type) => !isAudit(type) && !isMachine(type),
    ecs: all(has('user.name', 'victim@example.com'), has('related.user', 'victim@example.com')),
    ocsf: observes('victim@example.com'),
  },
  {
    what: 'a client named in what was asked (14)',
    data: { details: { qs: { client_id: 'cli_1' } } },
    ecs: has('service.id', 'cli_1'),
    ocsf: anyOf(has('actor.app_uid', 'cli_1'), has('evidences.actor.app_uid', 'cli_1')),
    isOfOcsf: hasPeople,
  },
  {
    what: 'method, path and answer of a call (12)',
    data: {
      details: {
        request: { method: 'PATCH', path: '/api/v2/users/auth0%7C777' },
        response: { statusCode: 403, body: { error: 'Forbidden', message: 'no' } },
      },
    },
    ecs: all(
      has('http.request.method', 'PATCH'),
      has('http.response.status_code', 403),
      has('url.path', '/api/v2/users/auth0%7C777'),
    ),
    // Where the class is about the call.
    ocsf: all(
      has('http_request.http_method', 'PATCH'),
      has('http_request.url.path', '/api/v2/users/auth0%7C777'),
    ),
    isOfOcsf: (type) => [3001, 3004, 3006, 6003].includes(classOf(type)),
  },
  {
    what: 'what traces it through other systems (05)',
    data: { references: { correlation_id: 'corr1', trace_id: 'trace1' } },
    ecs: has('trace.id', 'trace1'),
    ocsf: has('metadata.correlation_uid', 'corr1'),
  },
  {
    what: 'an agent that acts for the user',
    data: { agent_id: 'agt_1', external_agent_id: 'ext_1' },
    ecs: has('gen_ai.agent.id', 'agt_1'),
    ocsf: all(has('metadata.labels', 'ai_agent:agt_1'), has('metadata.labels', 'external_ai_agent:ext_1')),
  },
  {
    what: 'where it came from, with country, continent and time zone',
    data: {
      location_info: {
        country_code: 'NL',
        country_name: 'Netherlands',
        city_name: 'Amsterdam',
        continent_code: 'EU',
        time_zone: 'Europe/Amsterdam',
        latitude: 52.37,
        longitude: 4.9,
      },
    },
    ecs: all(
      has('source.geo.country_iso_code', 'NL'),
      has('source.geo.country_name', 'Netherlands'),
      has('source.geo.continent_code', 'EU'),
      has('source.geo.timezone', 'Europe/Amsterdam'),
    ),
    ocsf: anyOf(
      has('src_endpoint.location.continent', 'Europe'),
      has('evidences.src_endpoint.location.continent', 'Europe'),
    ),
    isOfOcsf: hasPeople,
  },
  {
    what: 'the browser (14)',
    data: { user_agent: chrome },
    ecs: all(
      has('user_agent.name', 'Chrome'),
      has('user_agent.version', '145'),
      has('user_agent.os.name', 'Windows'),
    ),
    ocsf: observes(chrome),
  },
  {
    what: 'that an account was not changed (07)',
    data: {},
    isOf: (type) => classOf(type) === 3001 && catalogue.get(type)?.statusId === 2,
    ecs: all(has('event.outcome', 'failure'), (record) =>
      at(record, 'event.type').some((type) => ['creation', 'change', 'deletion'].includes(String(type))),
    ),
    ocsf: has('status_id', 2),
  },
  {
    what: 'whom a SCIM call was about (13)',
    data: {
      details: {
        request: {
          path: '/scim/v2/connections/con_1/Users/scim_42',
          body: { userName: 'new.user@example.com' },
        },
      },
    },
    isOf: (type) => type === 'sscim' || type === 'fscim',
    ecs: all(has('user.target.id', 'scim_42'), has('user.target.name', 'new.user@example.com')),
    ocsf: all(has('entity.uid', 'scim_42'), has('entity.name', 'new.user@example.com')),
  },
  // Whatever the caller's own header, or `details`, is: it has a place that takes any form.
  ...[{ name: 'a', version: '1', env: { node: { v: 20 } } }, 'eyJ9', ['auth0.js'], 7, true].map(
    (auth0_client) => ({
      what: `a header of any form: ${JSON.stringify(auth0_client)} (public-03, public-06)`,
      data: { auth0_client },
    }),
  ),
  ...['a text', ['a', 'b'], 7, { error: 'text' }, { error: { message: 'm' } }].map((details) => ({
    what: `details of any form: ${JSON.stringify(details)} (public-03)`,
    data: { details },
  })),
  {
    what: 'a value that is too long for a term of an index (public-02)',
    data: { details: { request: { body: { code: 'x'.repeat(10_000) } } } },
  },
];
