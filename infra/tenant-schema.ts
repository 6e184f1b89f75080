import { isIP } from 'node:net';
import * as z from 'zod';
import { sourcePresets } from './auth0-addresses.ts';
import { plans } from './request-budget.ts';
import { type SecurityLakeClass, securityLakeClasses, securityLakeLocationPattern } from './security-lake.ts';

/**
 * The form of a tenant file. Every leaf says in words what is allowed, for the error at synth and for the editor alike;
 * what concerns several fields at once is in tenant-config.ts.
 */

const text = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

const whole = (min: number, max: number, unit = '') => {
  const allowed = `a whole number${unit && ` of ${unit}`} from ${min} to ${max}`;
  return z.number(allowed).int(allowed).min(min, allowed).max(max, allowed);
};

const number = (min: number, max: number, allowed: string) =>
  z.number(allowed).min(min, allowed).max(max, allowed);

const flag = () => z.boolean('true or false');

const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const arn = (service: string, resource: string, example: string) =>
  text(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]*:[0-9]*:${resource}$`), `an ARN such as ${example}`);

/** Unknown keys are typing errors: they are refused, and the message lists the known ones. */
const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `one of ${Object.keys(shape).join(', ')}` : 'an object',
  });

const map = <K extends z.core.$ZodRecordKey, V extends z.ZodType>(key: K, value: V) =>
  z.record(key, value, 'an object');

const list = <T extends z.ZodType>(item: T, max: number) =>
  z.array(item, 'a list').max(max, `at most ${max} entries`);

const domain = text(
  /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
  'a bare host in lower case such as acme.eu.auth0.com',
);

const logType = text(/^[a-z][a-z0-9_]{0,39}$/, 'the code of a log event type such as s or fp');

/** What a record may say of signals, by name; a test compares it with functions/signals/signal-names.ts. */
export const signalNames = [
  'network_and_client_changed',
  'asn_changed',
  'scripted_user_agent',
  'impossible_travel',
  'user_mismatch',
  'session_used_after_end',
  'refresh_token_reuse',
  'refresh_token_after_session_end',
  'user_agent_changed',
  'event_outside_session',
  'client_not_in_session',
  'delegated_session',
  'session_gone',
  'recovery_code_used',
  'ip_changed',
  'client_fanout',
  'new_client',
  'hosting_or_anonymous_network',
  'auth_too_old',
  'mfa_too_old',
  'session_too_old',
  'idle_too_long',
  'mfa_used',
  'phishing_resistant',
  'single_factor',
  'persistent_cookie',
  'auth_strength',
  'auth_age_s',
  'mfa_age_s',
  'session_age_s',
  'idle_s',
  'client_count',
  'auth0_risk',
] as const;

const fieldPath = text(
  /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,7}$/,
  'the path of a field such as user_name or session.device.last_ip',
);
const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const ipv6 = '(?=[0-9a-fA-F:.]*:)[0-9a-fA-F:.]{2,45}';
const isRange = (text: string) => {
  const [address = '', bits] = text.split('/');
  return isIP(address) !== 0 && (bits === undefined || Number(bits) <= (isIP(address) === 6 ? 128 : 32));
};

const toRange = (bits: string, allowed: string) =>
  text(new RegExp(`^(?:${ipv4}|${ipv6})${bits}$`), allowed).refine(isRange, allowed);
const sourceAllowed = `a CIDR block such as 192.0.2.0/24, or the published addresses of Auth0 in a region: ${sourcePresets.join(', ')}`;
const source = text(
  new RegExp(`^(?:${sourcePresets.join('|')}|(?:${ipv4}|${ipv6})/\\d{1,3})$`),
  sourceAllowed,
).refine((value) => sourcePresets.includes(value) || isRange(value), sourceAllowed);
const addressRange = toRange('(?:/\\d{1,3})?', 'an address or a CIDR block such as 192.0.2.0/24');
const asn = whole(1, 4_294_967_294);

const auth0Schema = object({
  domain: domain.describe(
    'Domain of the tenant, as in the Auth0 dashboard; not a custom domain, for tokens are made out to the tenant’s own.',
  ),
  baseUrl: text(
    /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?)$/,
    'an https URL without a path; plain http for loopback only',
  )
    .optional()
    .describe('Where the Management API is, when not at https://<domain>.'),
  plan: choice(Object.keys(plans) as [keyof typeof plans, ...(keyof typeof plans)[]])
    .optional()
    .describe('Sets the request budget of the tenant. Either this or budget.'),
  budget: object({
    requestsPerSecond: number(0.1, 10_000, 'a number from 0.1 to 10000').describe(
      'Sustained, all callers together.',
    ),
    burst: whole(1, 10_000).describe('Size of the bucket.'),
  })
    .optional()
    .describe(
      'The Management API budget of the tenant in figures, for a contract of your own. Either this or plan.',
    ),
  share: number(0.01, 1, 'a number from 0.01 to 1')
    .default(0.5)
    .describe(
      'Part of the budget that look-ups may spend; the rest is left to the other tools of the tenant.',
    ),
  tokenSecretArn: arn(
    'secretsmanager',
    'secret:.+-[A-Za-z0-9]{6}',
    'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
  )
    .optional()
    .describe(
      'A secret with a Management API token that somebody else renews. Without it the stack renews one.',
    ),
  rotationHours: whole(4, 12, 'hours')
    .optional()
    .describe('Hours from one token to the next, at most half of its lifetime. Default 12.'),
}).describe('The Auth0 tenant.');

const ingressSchema = object({
  webhook: object({
    allowedSourceCidrs: list(source, 100)
      .min(1, 'at least one CIDR block; leave the key out to allow all')
      .optional()
      .describe(
        'Addresses that may send: CIDR blocks, or auth0:<region> for what Auth0 publishes of the region of the tenant.',
      ),
    throttle: object({
      requestsPerSecond: whole(1, 10_000).describe('Sustained.'),
      burst: whole(1, 5_000).describe('At once.'),
    })
      .optional()
      .describe('Requests that the webhook takes. Default 200 a second, 400 at once.'),
  })
    .optional()
    .describe('A custom webhook, the log stream that every plan has. {} for the defaults.'),
  eventBridge: object({
    partnerEventSourceName: text(
      /^aws\.partner\/auth0\.com\/[A-Za-z0-9._-]{1,128}\/auth0\.logs$/,
      'the name of a partner event source such as aws.partner/auth0.com/acme-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/auth0.logs',
    ).describe('As the Auth0 dashboard shows it once the stream is there.'),
    bus: choice(['create', 'existing'])
      .default('create')
      .describe(
        'Whether the stack creates the bus, which associates it with the source, or finds it associated.',
      ),
  })
    .optional()
    .describe('A log stream of the Amazon EventBridge kind.'),
}).describe('How log events come in.');

const enrichmentSchema = object({
  maxDelaySeconds: whole(1, 840, 'seconds')
    .default(120)
    .describe('Longest time an event waits for its session; then it goes out with the status that says why.'),
  cacheTtlSeconds: whole(0, 3_600, 'seconds')
    .default(30)
    .describe('How long an answer serves events that are later than itself.'),
  lookUps: map(logType, choice(['fetch', 'cache_only', 'never']))
    .default({})
    .describe(
      'How sessions of a log type are looked up: by request, only where an answer is at hand, or not at all.',
    ),
}).describe('How sessions are looked up.');

const recordsSchema = object({
  format: choice(['ocsf', 'ecs', 'raw']).default('ocsf'),
  ocsfVersion: choice(['1.8.0', '1.3.0', '1.1.0']).optional().describe('Default 1.8.0.'),
  rawData: flag().default(false).describe('Whether each record carries the event of Auth0 as text.'),
  findingFrom: choice(['low', 'medium', 'high'])
    .optional()
    .describe('Risk from which a record is followed by a Detection Finding.'),
}).describe('The form of the records.');

const signalsSchema = object({
  disabled: list(choice(signalNames), 100).optional(),
  clientFanoutThreshold: whole(2, 10_000).optional(),
  impossibleTravel: object({ km: whole(1, 20_000).optional(), kmh: whole(1, 20_000).optional() }).optional(),
  sessionGoneWithinSeconds: whole(1, 31_536_000, 'seconds').optional(),
  authTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  mfaTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  sessionTooOldSeconds: whole(1, 31_536_000, 'seconds').optional(),
  idleTooLongSeconds: whole(1, 31_536_000, 'seconds').optional(),
  hostingAsns: list(asn, 200).optional(),
  allow: object({
    asns: list(asn, 200).optional(),
    asnPairs: list(z.tuple([asn, asn], 'two AS numbers'), 200).optional(),
    prefixes: list(addressRange, 200).optional(),
    clientIds: list(text(/^[\x21-\x7e]{1,128}$/, 'a client ID'), 100).optional(),
  }).optional(),
}).describe('Thresholds and exceptions of the signals; docs/tenant-file.md explains each.');

const privacySchema = object({
  sessionMetadata: list(text(/^[^\s].{0,127}$/, 'a key of session_metadata'), 50)
    .optional()
    .describe('Keys of session_metadata that records may carry. Default none.'),
  fields: map(fieldPath, choice(['hash', 'mask', 'drop', 'truncate_ip']))
    .optional()
    .describe('What happens to a field, of the event or (session.…) of the session.'),
}).describe('What happens to personal data.');

const name = text(
  /^[a-z][a-z0-9-]{0,31}$/,
  'up to 32 lower-case letters, digits and hyphens, beginning with a letter',
);
const neverOr = (days: z.ZodNumber) => z.union([days, z.literal('never', '"never"')]);

const kmsKeyArn = arn(
  'kms',
  'key/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})',
  'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
);

const securityLakeSource = text(
  new RegExp(`^(?:none|${securityLakeLocationPattern})$`),
  'the location of the custom source such as s3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext/auth0-3002/, or "none"',
);

const destinationSchema = z.discriminatedUnion(
  'type',
  [
    object({
      type: z.literal('bucket').describe('A bucket of its own, filled through a delivery stream of its own.'),
      expireAfterDays: neverOr(whole(1, 36_500))
        .optional()
        .describe('Days until records are deleted. Default 400.'),
      infrequentAccessAfterDays: neverOr(whole(30, 36_500))
        .optional()
        .describe('Days until records move to the Infrequent Access class. Default never.'),
      bufferingSeconds: whole(0, 900, 'seconds')
        .optional()
        .describe('Until an object is written. Default 300.'),
      bufferingMiB: whole(1, 128, 'MiB')
        .optional()
        .describe('At which an object is written earlier. Default 64.'),
      accessLogBucketName: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')
        .optional()
        .describe('Takes the server access logs.'),
    }),
    object({
      type: z
        .literal('deliveryStream')
        .describe('A Firehose stream that exists, into Splunk, Datadog or anything else.'),
      arn: arn(
        'firehose',
        'deliverystream/[A-Za-z0-9_.-]{1,64}',
        'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem',
      ),
      joinLines: flag()
        .optional()
        .describe('Whether several records may share one Firehose record. Default false.'),
    }),
    object({
      type: z.literal('securityLake').describe('Custom sources of Amazon Security Lake that exist.'),
      sources: object(
        Object.fromEntries(securityLakeClasses.map((name) => [name, securityLakeSource])) as Record<
          SecurityLakeClass,
          typeof securityLakeSource
        >,
      ).describe('The custom source of each OCSF class, by its location; "none" keeps a class out.'),
      bufferingSeconds: whole(300, 900, 'seconds')
        .optional()
        .describe('Until an object is written. Default 900.'),
      kmsKeyArn: kmsKeyArn.optional().describe('The customer managed key of the lake. Default none.'),
    }),
    object({
      type: z.literal('eventBus').describe('An EventBridge bus that exists.'),
      arn: arn(
        'events',
        'event-bus/[A-Za-z0-9_./-]{1,256}',
        'arn:aws:events:eu-central-1:111122223333:event-bus/security',
      ),
    }),
    object({
      type: z.literal('https').describe('An HTTPS endpoint.'),
      name: name.describe('Part of the name of the secret that holds the token.'),
      url: text(/^https:\/\/[^\s/?#@]+(?:\/[^\s#]*)?$/, 'an https URL without credentials'),
      kind: choice(['hec', 'ndjson']).describe('Splunk HTTP Event Collector, or one record a line.'),
      header: text(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of a header').optional(),
      secretArn: arn(
        'secretsmanager',
        'secret:.+-[A-Za-z0-9]{6}',
        'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
      )
        .optional()
        .describe('A secret that exists. Without it the stack creates one with a placeholder.'),
    }),
  ],
  {
    error: ({ code }) =>
      String(code) === 'invalid_type'
        ? 'an object'
        : 'one of bucket, deliveryStream, securityLake, eventBus, https',
  },
);

const alarmsSchema = z.union([
  object({
    email: text(/^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,}$/, 'an e-mail address')
      .optional()
      .describe('Has to confirm the subscription.'),
    topicArn: arn('sns', '[A-Za-z0-9_-]{1,256}', 'arn:aws:sns:eu-central-1:111122223333:alarms').optional(),
    silenceHours: whole(1, 24, 'hours')
      .optional()
      .describe('Hours without a record that count as silence. Default 6.'),
    runbookUrl: text(/^(?:https:\/\/[^\s#]+|docs\/operations\.md)$/, 'an https URL without a fragment')
      .optional()
      .describe('Your copy of docs/operations.md, which the texts of the alarms lead to.'),
  }),
  z.literal('none', '"none"'),
]);

/** One tenant file, `infra/tenants/<tenant>.json`. */
export const tenantSchema = object({
  $schema: z.string('a path or URL').optional(),
  auth0: auth0Schema,
  ingress: ingressSchema,
  enrichment: enrichmentSchema.prefault({}),
  records: recordsSchema.prefault({}),
  signals: signalsSchema.default({}),
  privacy: privacySchema.default({}),
  destinations: list(destinationSchema, 10)
    .default([])
    .describe('Where records go; a record counts as delivered when all have it.'),
  deduplication: object({
    hours: whole(1, 168, 'hours').default(24).describe('How long a delivered event is remembered.'),
  })
    .optional()
    .describe(
      'Drops repeats across batches too, by a DynamoDB table; costs two writes an event. {} for the defaults.',
    ),
  alarms: alarmsSchema.describe('Who is told; "none" has to be written out.'),
  dashboard: flag().default(true).describe('Whether the tenant has a CloudWatch dashboard.'),
  onDemand: object({
    principals: list(
      arn('iam', '(?:role|user)/[\\w+=,.@/-]{1,128}', 'arn:aws:iam::111122223333:role/analyst'),
      20,
    )
      .optional()
      .describe('Besides those whose own policies allow lambda:InvokeFunctionUrl.'),
  })
    .optional()
    .describe('A URL for analysts and playbooks, for IAM-authorised callers only. {} for the defaults.'),
  removalPolicy: choice(['retain', 'destroy'])
    .default('retain')
    .describe('What becomes of bucket, queues, table and secrets when they leave the stack.'),
  tags: map(
    text(/^(?!aws:)[\w .:/=+@-]{1,128}$/, 'a tag key that does not begin with aws:'),
    text(/^[\w .:/=+@-]{0,256}$/, 'a tag value'),
  ).default({}),
  kmsKeyArn: kmsKeyArn
    .optional()
    .describe(
      'Encrypts queues, bucket, delivery stream, table, secrets and logs; docs/deploying.md has the key policy.',
    ),
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653], {
      error: 'one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653',
    })
    .default(30),
}).describe('One Auth0 tenant of session-enricher.');

export type TenantFile = z.output<typeof tenantSchema>;
