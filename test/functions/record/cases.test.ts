import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { contractOf } from '../../contracts/contract.ts';
import { validateLine } from '../../contracts/validate-line.ts';
import { findLost } from './leaves.ts';

/*
 * Events whose records once said too little, or could not be stored: made-up values in the shapes of public samples. The
 * event's number in its file, and what of it has to stand where, in OCSF 1.8.0 and in ECS.
 */

type Json = Record<string, unknown>;
interface Case {
  readonly file: string;
  readonly event: number;
  readonly ocsf: object;
  readonly ecs: object;
}

const toSignals = createSignals();
const targets: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];

const admin = { uid: 'auth0|admin', name: 'admin@example.com', email_addr: 'admin@example.com', type_id: 1 };
const victim = 'auth0|777';
const call = (method: string, code: number, path: string) => ({
  http: { request: { method }, response: { status_code: code } },
  url: { path },
});
const ja3 = '9fd8ce627e009f038271462e2921dcea';
const ja4 = 't13d1717h2_5b57614c22b0_3cbfd9057e0d';
const fingerprints = [
  { algorithm_id: 1, algorithm: 'MD5', value: ja3 },
  { algorithm_id: 99, algorithm: 'JA4', value: ja4 },
];
const tls = { tls: { client: { ja3 } }, related: { hash: [ja3, ja4] } };

const cases: readonly Case[] = [
  // "MFA policy: none" is told by an empty list.
  {
    file: '01-empty-list-lost',
    event: 0,
    ocsf: {
      api: { request: { data: { query: {}, body: [] } }, response: { code: 200, data: { body: [] } } },
      resources: [{ name: 'guardian/policies', type: 'Setting' }],
      actor: { user: { name: 'admin@example.com', full_name: 'Ad Min' } },
    },
    ecs: {
      event: { category: ['configuration', 'api'], type: ['change'] },
      user: { full_name: 'Ad Min' },
      auth0: { event: { details: { request: { body: '[]', query: '{}' }, response: { body: '[]' } } } },
      ...call('put', 200, '/api/v2/guardian/policies'),
    },
  },
  {
    file: '01-empty-list-lost',
    event: 1,
    ocsf: { api: { request: { data: { body: { shields: [], allowlist: [] } } } } },
    ecs: { auth0: { event: { details: { request: { body: { shields: '[]', allowlist: '[]' } } } } } },
  },
  {
    file: '01-empty-list-lost',
    event: 2,
    ocsf: { api: { request: { data: { body: { scope: [] } } } }, resources: [{ uid: 'C2', type: 'Client' }] },
    ecs: { auth0: { targets: [{ type: 'Client', id: 'C2' }] } },
  },
  {
    file: '02-target-of-management-call',
    event: 0,
    ocsf: {
      activity_id: 4,
      actor: {
        user: { uid: 'google-apps|foo.bar@example.com', name: 'foo.bar@example.com', full_name: 'Foo Bar' },
      },
      resources: [{ uid: 'auth0|56a78fcdfcd3a5454f1cebd7', type: 'User' }],
    },
    ecs: {
      event: { category: ['iam', 'api'], type: ['user', 'deletion'] },
      user: { id: 'google-apps|foo.bar@example.com', target: { id: 'auth0|56a78fcdfcd3a5454f1cebd7' } },
      related: { user: expect.arrayContaining(['auth0|56a78fcdfcd3a5454f1cebd7', 'foo.bar@example.com']) },
    },
  },
  {
    file: '02-target-of-management-call',
    event: 1,
    ocsf: { actor: { user: admin }, resources: [{ uid: victim, name: 'victim@example.com', type: 'User' }] },
    ecs: {
      user: {
        id: 'auth0|admin',
        target: { id: victim, name: 'victim@example.com', email: 'victim@example.com' },
      },
    },
  },
  // Whom a role was granted.
  {
    file: '02-target-of-management-call',
    event: 2,
    ocsf: {
      actor: { user: admin },
      resources: [
        { uid: victim, type: 'User' },
        { uid: 'rol_admin', type: 'Role' },
      ],
      observables: expect.arrayContaining([
        { name: 'resources[].uid', type_id: 10, type: 'Resource UID', value: victim },
        { name: 'resources[].uid', type_id: 10, type: 'Resource UID', value: 'rol_admin' },
      ]),
    },
    ecs: {
      user: { id: 'auth0|admin', target: { id: victim } },
      auth0: {
        targets: [
          { type: 'User', id: victim },
          { type: 'Role', id: 'rol_admin' },
        ],
      },
    },
  },
  {
    file: '02-target-of-management-call',
    event: 3,
    ocsf: {
      status_id: 2,
      actor: { user: { uid: 'auth0|low' } },
      api: { response: { code: 403, error: 'Forbidden', error_message: 'Insufficient scope' } },
      resources: [{ uid: victim, type: 'User' }],
    },
    ecs: {
      event: { category: ['iam', 'api'], type: ['user', 'deletion'], outcome: 'failure' },
      user: { id: 'auth0|low', target: { id: victim } },
    },
  },
  ...(['v@example.com', 'victim@example.com'] as const).map((name, event) => ({
    file: '03-actor-of-admin-action-on-user',
    event,
    ocsf: {
      user: { uid: victim, name },
      actor: { user: { uid: 'auth0|admin' } },
      observables: expect.arrayContaining([
        expect.objectContaining({ name: 'actor.user.uid', value: 'auth0|admin' }),
      ]),
    },
    ecs: {
      user: { id: 'auth0|admin', target: { id: victim, name } },
      related: { user: expect.arrayContaining([victim, 'auth0|admin']) },
    },
  })),
  {
    file: '05-client_ip-not-in-related',
    event: 0,
    ocsf: {
      src_endpoint: { ip: '203.0.113.5', intermediate_ips: ['198.51.100.77'] },
      metadata: { correlation_uid: 'SESS1' },
      observables: expect.arrayContaining([
        { name: 'src_endpoint.intermediate_ips', type_id: 2, type: 'IP Address', value: '198.51.100.77' },
      ]),
    },
    ecs: {
      client: { ip: '198.51.100.77' },
      related: { ip: ['203.0.113.5', '198.51.100.77'] },
      trace: { id: 'trace1' },
      network: { type: 'ipv4' },
    },
  },
  {
    file: '05-client_ip-not-in-related',
    event: 1,
    ocsf: { src_endpoint: { intermediate_ips: ['198.51.100.77'] } },
    ecs: { client: { ip: '198.51.100.77' } },
  },
  { file: '06-ja3-ja4', event: 0, ocsf: { src_endpoint: { fingerprints } }, ecs: tls },
  ...[1, 2].map((event) => ({
    file: '06-ja3-ja4',
    event,
    ocsf: {
      evidences: [
        {
          src_endpoint: { fingerprints },
          http_request: { user_agent: expect.stringContaining('Chrome/71') },
        },
      ],
    },
    ecs: tls,
  })),
  ...['creation', ...Array.from({ length: 5 }, () => 'change'), 'deletion'].map((type, event) => ({
    file: '07-failed-account-change-loses-its-type',
    event,
    ocsf: { status_id: 2, class_uid: 3001 },
    ecs: { event: { category: ['iam'], type: ['user', type], outcome: 'failure' } },
  })),
  {
    file: '08-user-named-elsewhere',
    event: 0,
    ocsf: { user: { name: 'victim@example.com', email_addr: 'victim@example.com', type_id: 1 } },
    ecs: {
      user: { name: 'victim@example.com', email: 'victim@example.com' },
      related: { user: ['victim@example.com'] },
    },
  },
  {
    file: '08-user-named-elsewhere',
    event: 1,
    ocsf: { user: { uid: 'auth0|7', name: 'p@example.com' } },
    ecs: { user: { id: 'auth0|7', name: 'p@example.com' } },
  },
  {
    file: '12-http-fields-ecs',
    event: 0,
    ocsf: { http_request: { http_method: 'PATCH', url: { path: '/api/v2/users/auth0%7C777' } } },
    ecs: call('patch', 200, '/api/v2/users/auth0%7C777'),
  },
  {
    file: '13-scim-user-name',
    event: 0,
    ocsf: { entity: { uid: 'scim_42', name: 'new.user@example.com', type: 'User' } },
    ecs: {
      event: { category: ['iam'], type: ['user', 'change'] },
      user: { target: { id: 'scim_42', name: 'new.user@example.com' } },
      related: { user: ['scim_42', 'new.user@example.com'] },
    },
  },
  {
    file: '14-auth0-risk-and-qs-client',
    event: 0,
    ocsf: {
      metadata: { labels: ['signal:low_confidence_login', 'category:auth.login.success'] },
      src_endpoint: { os: { name: 'macOS' } },
    },
    // Without a prompt, and as far as is known no session of its own.
    ecs: {
      event: { category: ['authentication'], type: ['start', 'info'] },
      user_agent: { name: 'Firefox', version: '77', os: { name: 'macOS' } },
      auth0: { category: 'auth.login.success', event: { details: { prompts: '[]' } } },
    },
  },
  {
    file: '14-auth0-risk-and-qs-client',
    event: 1,
    ocsf: { service: { uid: 'cli_1' }, actor: { app_uid: 'cli_1' } },
    ecs: { service: { id: 'cli_1' } },
  },
  // Free-form values: whatever they are, each has a place that takes any form.
  {
    file: 'public-03-mixed-types',
    event: 5,
    ocsf: { unmapped: { 'auth0.details': 'a text' } },
    ecs: { auth0: { event: { details: 'a text' } } },
  },
  {
    file: 'public-03-mixed-types',
    event: 6,
    ocsf: { unmapped: { 'auth0.details': '["a","b"]' } },
    ecs: { auth0: { event: { details: ['a', 'b'] } } },
  },
  {
    file: 'public-06-auth0-client-header',
    event: 2,
    ocsf: { unmapped: { 'auth0.auth0_client': '["auth0.js"]' } },
    ecs: { auth0: { event: { auth0_client: ['auth0.js'] } } },
  },
];

const files = [
  ...new Set([
    ...cases.map(({ file }) => file),
    'public-02-immense-term',
    'public-05-min',
    'public-08-evidence-date-first',
  ]),
];

describe('records that once said too little', () => {
  it.each(cases)('say who, whom and what: $file $event', ({ file, event, ocsf, ecs }) => {
    const input = readInputs(file)[event] as ModelInput;

    expect(toRecord(input, 'ocsf')).toMatchObject(ocsf);
    expect(toRecord(input, 'ecs')).toMatchObject(ecs);
  });

  it.each(targets)('are valid and lose nothing in %s %s', (format, ocsfVersion) => {
    const faults = files.flatMap(readInputs).flatMap((input) => {
      const { line } = createRecordMapper({ format, ocsfVersion, productVersion: '1.2.3' })(input)[0]!;
      return [
        ...validateLine(line, contractOf(format, ocsfVersion)),
        ...findLost(input.event.data, JSON.parse(line)),
      ];
    });

    expect(faults).toEqual([]);
  });

  it.each(targets)(
    'quote what a signal rests on as one text, however long, in %s %s',
    (format, ocsfVersion) => {
      const schema = format === 'ocsf' ? `ocsf-${ocsfVersion}` : format;
      const isValid = new Ajv2020({ strict: false }).compile(
        JSON.parse(readFileSync(`docs/schemas/${schema}.schema.json`, 'utf8')) as object,
      );
      const actor = { sub: `${'x'.repeat(4_068)}\u{1F600}${'y'.repeat(5_000)}` };
      const element = { log_id: 'L1', data: { type: 'sertft', user_id: 'auth0|1', details: { actor } } };
      const parsed = parseElement(JSON.stringify(element), { receivedAtMs: 1_772_450_104_873 });
      if (!parsed.ok) throw new Error(parsed.reason);
      const outcome = { status: 'no_session_id' } as const;
      const signals = toSignals({ event: parsed.event, outcome });
      expect(signals.evidence[0]?.after).toBe(actor.sub);

      const [record] = createRecordMapper({ format, ocsfVersion })({ event: parsed.event, outcome, signals });

      const { line } = record!;
      isValid(JSON.parse(line));
      expect(isValid.errors ?? []).toEqual([]);
      expect(Buffer.from(line).toString()).toBe(line);
      const isCut = /"after":"x{4068} \[cut from 9070 characters\]"/.test(line);
      expect(isCut).toBe(format === 'ocsf');
    },
  );

  it('have no text that is too long for a term of an index', () => {
    for (const input of readInputs('public-02-immense-term')) {
      expect(findLongest(toRecord(input, 'ocsf'))).toBe(4_096);
      expect(findLongest(toRecord(input, 'ecs'))).toBe(4_096);
    }
  });
});

function readInputs(file: string): ModelInput[] {
  const lines = readFileSync(new URL(`cases/${file}.ndjson`, import.meta.url), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const parsed = parseElement(line, { receivedAtMs: 1_772_450_104_873 });
    if (!parsed.ok) throw new Error(parsed.reason);
    const outcome = { status: 'no_session_id' } as const;
    return { event: parsed.event, outcome, signals: toSignals({ event: parsed.event, outcome }) };
  });
}

function toRecord(input: ModelInput, format: RecordFormat): Json {
  return JSON.parse(createRecordMapper({ format, ocsfVersion: '1.8.0' })(input)[0]!.line) as Json;
}

function findLongest(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Math.max(0, ...Object.values(value).map(findLongest));
}
