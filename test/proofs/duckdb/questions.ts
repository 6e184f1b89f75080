/** One question, and how it is asked of each format. The table has one column `j`, a record as JSON. */
export interface Question {
  readonly question: string;
  readonly raw: string;
  readonly ecs: string;
  readonly ocsf: string;
}

const rawCaller = "coalesce((j->>'$.data.details.request.auth.user.user_id'), (j->>'$.data.user_id'))";
const rawUserInPath =
  "url_decode(regexp_extract((j->>'$.data.details.request.path'), '/api/v2/users/([^/]+)', 1))";
const ocsfObserved =
  "list_transform(from_json((j->'$.observables'), '[\"JSON\"]'), lambda o: (o->>'$.value'))";
const ocsfTargets = (kind: string) =>
  `list_transform(list_filter(from_json((j->'$.resources'), '["JSON"]'), lambda r: (r->>'$.type') = '${kind}'), lambda r: (r->>'$.uid'))`;
const ecsTargets = (kind: string) =>
  `list_transform(list_filter(from_json((j->'$.auth0.targets'), '["JSON"]'), lambda r: (r->>'$.type') = '${kind}'), lambda r: (r->>'$.id'))`;
const isNotEmpty = (value: string) => `coalesce(${value}, '') <> ''`;

/** Auth0 names the session in three places. */
const rawSession =
  "coalesce(nullif((j->>'$.data.details.session_id'), ''), (j->>'$.data.details.refresh_token.session_id'), list_extract((j->>'$.data.details.prompts[*].session_id'), 1))";

const victim = 'auth0|777';
const address = '203.0.113.5';
const ja3 = '9fd8ce627e009f038271462e2921dcea';

export const questions: readonly Question[] = [
  {
    question: 'Who granted which role to whom?',
    raw: `SELECT ${rawCaller}, ${rawUserInPath}, unnest(from_json((j->'$.data.details.request.body.roles'), '["VARCHAR"]')) FROM raw
      WHERE regexp_matches((j->>'$.data.details.request.path'), '^/api/v2/users/[^/]+/roles$') AND lower(j->>'$.data.details.request.method') = 'post'`,
    ecs: `SELECT (j->>'$.user.id'), (j->>'$.user.target.id'), unnest(${ecsTargets('Role')}) FROM ecs
      WHERE lower(j->>'$.http.request.method') = 'post' AND (j->>'$.user.target.id') IS NOT NULL`,
    ocsf: `SELECT (j->>'$.actor.user.uid'), unnest(${ocsfTargets('User')}), unnest(${ocsfTargets('Role')}) FROM ocsf
      WHERE (j->>'$.api.operation') LIKE 'POST %/roles'`,
  },
  {
    question: `Which sessions used ${address}?`,
    raw: `SELECT DISTINCT ${rawSession} FROM raw WHERE (j->>'$.data.ip') = '${address}' AND ${rawSession} IS NOT NULL`,
    ecs: `SELECT DISTINCT (j->>'$.auth0.session.id') FROM ecs WHERE (j->>'$.source.ip') = '${address}' AND (j->>'$.auth0.session.id') IS NOT NULL`,
    ocsf: `SELECT DISTINCT (o->>'$.value') FROM ocsf, unnest(from_json((j->'$.observables'), '["JSON"]')) AS u(o)
      WHERE (o->>'$.type') = 'Session' AND coalesce((j->>'$.src_endpoint.ip'), (j->>'$.evidences[0].src_endpoint.ip')) = '${address}'`,
  },
  {
    question: `Which events is ${victim} part of, as actor or target?`,
    raw: `SELECT (j->>'$.log_id') FROM raw WHERE (j->>'$.data.user_id') = '${victim}' OR ${rawCaller} = '${victim}' OR ${rawUserInPath} = '${victim}'`,
    ecs: `SELECT (j->>'$.event.id') FROM ecs WHERE list_contains(from_json((j->'$.related.user'), '["VARCHAR"]'), '${victim}')`,
    ocsf: `SELECT (j->>'$.metadata.uid') FROM ocsf WHERE list_contains(${ocsfObserved}, '${victim}')`,
  },
  {
    question: 'How many logins of each user failed?',
    raw: `SELECT (j->>'$.data.user_name'), count(*) FROM raw WHERE (j->>'$.data.type') IN ('f', 'fp', 'fu') AND ${isNotEmpty("(j->>'$.data.user_name')")} GROUP BY 1`,
    ecs: `SELECT (j->>'$.user.name'), count(*) FROM ecs WHERE (j->>'$.event.code') IN ('f', 'fp', 'fu') AND (j->>'$.event.outcome') = 'failure' AND (j->>'$.user.name') IS NOT NULL GROUP BY 1`,
    ocsf: `SELECT (j->>'$.user.name'), count(*) FROM ocsf WHERE (j->>'$.class_uid') = '3002' AND (j->>'$.activity_id') = '1' AND (j->>'$.status_id') = '2'
      AND (j->>'$.metadata.event_code') IN ('f', 'fp', 'fu') AND (j->>'$.user.type_id') <> '0' GROUP BY 1`,
  },
  {
    question: 'Which users did somebody delete, or try to, and who?',
    raw: `SELECT ${rawCaller}, ${rawUserInPath}, CAST((j->>'$.data.details.response.statusCode') AS INT) FROM raw
      WHERE regexp_matches((j->>'$.data.details.request.path'), '^/api/v2/users/[^/]+$') AND lower(j->>'$.data.details.request.method') = 'delete'`,
    ecs: `SELECT (j->>'$.user.id'), (j->>'$.user.target.id'), CAST((j->>'$.http.response.status_code') AS INT) FROM ecs
      WHERE list_has_all(from_json((j->'$.event.type'), '["VARCHAR"]'), ['user', 'deletion']) AND (j->>'$.url.path') LIKE '/api/v2/users/%'`,
    ocsf: `SELECT (j->>'$.actor.user.uid'), unnest(${ocsfTargets('User')}), CAST((j->>'$.api.response.code') AS INT) FROM ocsf WHERE (j->>'$.type_uid') = '600304'`,
  },
  {
    question: 'Which calls were refused, and why?',
    raw: `SELECT (j->>'$.log_id'), (j->>'$.data.details.response.body.message') FROM raw WHERE (j->>'$.data.type') = 'fapi'`,
    ecs: `SELECT (j->>'$.event.id'), (j->>'$.auth0.event.details.response.body.message') FROM ecs WHERE (j->>'$.event.code') = 'fapi' AND (j->>'$.event.outcome') = 'failure'`,
    ocsf: `SELECT (j->>'$.metadata.uid'), (j->>'$.api.response.error_message') FROM ocsf WHERE (j->>'$.class_uid') = '6003' AND (j->>'$.status_id') = '2' AND (j->>'$.metadata.event_code') = 'fapi'`,
  },
  {
    question: 'From which addresses did each user log in?',
    raw: `SELECT DISTINCT (j->>'$.data.user_id'), (j->>'$.data.ip') FROM raw WHERE (j->>'$.data.type') = 's' AND ${isNotEmpty("(j->>'$.data.ip')")}`,
    ecs: `SELECT DISTINCT (j->>'$.user.id'), (j->>'$.source.ip') FROM ecs WHERE (j->>'$.event.code') = 's' AND (j->>'$.source.ip') IS NOT NULL`,
    ocsf: `SELECT DISTINCT (j->>'$.user.uid'), (j->>'$.src_endpoint.ip') FROM ocsf WHERE (j->>'$.metadata.event_code') = 's' AND (j->>'$.src_endpoint.ip') IS NOT NULL`,
  },
  {
    question: 'Which servers asked for which users?',
    raw: `SELECT DISTINCT (j->>'$.data.client_ip'), (j->>'$.data.user_id') FROM raw WHERE ${isNotEmpty("(j->>'$.data.client_ip')")}`,
    ecs: `SELECT DISTINCT (j->>'$.client.ip'), (j->>'$.user.id') FROM ecs WHERE (j->>'$.client.ip') IS NOT NULL`,
    ocsf: `SELECT DISTINCT (j->>'$.src_endpoint.intermediate_ips[0]'), (j->>'$.user.uid') FROM ocsf WHERE (j->>'$.src_endpoint.intermediate_ips[0]') IS NOT NULL`,
  },
  {
    question: 'Which events came from one program, by its TLS fingerprint?',
    raw: `SELECT (j->>'$.log_id') FROM raw WHERE (j->>'$.data.security_context.ja3') = '${ja3}'`,
    ecs: `SELECT (j->>'$.event.id') FROM ecs WHERE (j->>'$.tls.client.ja3') = '${ja3}'`,
    ocsf: `SELECT (j->>'$.metadata.uid') FROM ocsf WHERE list_contains(${ocsfObserved}, '${ja3}')`,
  },
  {
    question: 'Which signals did which session raise?',
    raw: `SELECT DISTINCT ${rawSession}, unnest(from_json((j->'$.data.details.session_enricher.signals.raised'), '["VARCHAR"]')) FROM raw WHERE ${rawSession} IS NOT NULL`,
    ecs: `SELECT DISTINCT (j->>'$.auth0.session.id'), unnest(from_json((j->'$.auth0.signals.raised'), '["VARCHAR"]')) FROM ecs WHERE (j->>'$.auth0.session.id') IS NOT NULL`,
    ocsf: `SELECT DISTINCT s, substr(l, 8) FROM (SELECT (j->>'$.metadata.correlation_uid') AS s, unnest(from_json((j->'$.metadata.labels'), '["VARCHAR"]')) AS l FROM ocsf) WHERE l LIKE 'signal:%' AND s IS NOT NULL`,
  },
  {
    question: 'Which applications were used in which session?',
    raw: `SELECT DISTINCT ${rawSession}, (j->>'$.data.client_id') FROM raw WHERE (j->>'$.data.type') IN ('s', 'ssa') AND ${rawSession} IS NOT NULL AND ${isNotEmpty("(j->>'$.data.client_id')")}`,
    ecs: `SELECT DISTINCT (j->>'$.auth0.session.id'), (j->>'$.service.id') FROM ecs WHERE (j->>'$.event.code') IN ('s', 'ssa') AND (j->>'$.auth0.session.id') IS NOT NULL AND (j->>'$.service.id') IS NOT NULL`,
    ocsf: `SELECT DISTINCT (j->>'$.session.uid'), (j->>'$.service.uid') FROM ocsf WHERE (j->>'$.metadata.event_code') IN ('s', 'ssa') AND (j->>'$.session.uid') IS NOT NULL AND (j->>'$.service.uid') IS NOT NULL`,
  },
  {
    question: 'Who set the policy of multi-factor authentication to none?',
    raw: `SELECT ${rawCaller} FROM raw WHERE (j->>'$.data.details.request.path') = '/api/v2/guardian/policies' AND CAST((j->'$.data.details.request.body') AS VARCHAR) = '[]'`,
    ecs: `SELECT (j->>'$.user.id') FROM ecs WHERE (j->>'$.url.path') = '/api/v2/guardian/policies' AND (j->>'$.auth0.event.details.request.body') = '[]'`,
    ocsf: `SELECT (j->>'$.actor.user.uid') FROM ocsf WHERE (j->>'$.http_request.url.path') = '/api/v2/guardian/policies' AND CAST((j->'$.api.request.data.body') AS VARCHAR) = '[]'`,
  },
];
