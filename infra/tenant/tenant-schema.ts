import * as z from 'zod';
import { findNearest } from '../../functions/log-event/find-nearest.ts';
import { logTypeTable } from '../../functions/log-event/log-type-table.ts';
import { lookUpModes } from '../../functions/log-event/look-up-mode.ts';
import { latestOcsfVersion, ocsfVersions } from '../../functions/record/ocsf/ocsf-version.ts';
import { isKnownField, knownFields } from '../../functions/record/privacy/known-fields.ts';
import { privacyActions } from '../../functions/record/privacy/privacy-action.ts';
import { recordFormats } from '../../functions/record/record-format.ts';
import { type PlanName, plans } from '../../functions/session/budget-plan.ts';
import { findingLevels } from '../../functions/signals/risk-level.ts';
import { alarmsSchema } from './tenant-alarms.ts';
import { arn, kmsKeyArn } from './tenant-arns.ts';
import { destinationSchema } from './tenant-destinations.ts';
import { choice, flag, list, map, number, object, text, whole } from './tenant-fields.ts';
import { ingressSchema } from './tenant-ingress.ts';
import { vpcSchema } from './tenant-network.ts';
import { layouts } from '../resource-names.ts';
import { signalsSchema } from './tenant-signals.ts';
import { tagsSchema } from './tenant-tags.ts';
import { baseUrl } from './tenant-urls.ts';

/**
 * The form of a tenant file. Every leaf says in words what is allowed, for the error at synth and for the editor alike;
 * what concerns several fields at once is in tenant-conflicts.ts.
 */

const domain = text(
  /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
  'a bare host in lower case such as acme.eu.auth0.com',
);

const logTypes: ReadonlySet<string> = new Set(logTypeTable.map(([code]) => code));

/** One that no event has would look nothing up otherwise than before, and say nothing. */
const logType = text(/^[a-z][a-z0-9_]{0,39}$/, 'the code of a log event type such as s or fp').refine(
  (code) => logTypes.has(code),
  { error: ({ input }) => `the code of a log event type, nearest ${findNearest(String(input), logTypes)}` },
);

const fieldPath = text(
  /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*){0,7}$/,
  'the path of a field such as user_name or session.device.last_ip',
).regex(/^(?!(?:type|date|log_id|_id|session)$)/, {
  error:
    'a field other than type, date, log_id and _id, which a record needs as they are; of the session a field such as session.user_id',
  abort: true,
});

/** A misspelt one would hide nothing, and say nothing. */
const knownField = fieldPath.refine(isKnownField, {
  error: ({ input }) =>
    `a field that log events or sessions have, nearest ${findNearest(String(input), knownFields)}; one that is not listed goes into privacy.unlistedFields`,
});

const unlistedField = fieldPath.refine((path) => !isKnownField(path), {
  error: ({ input }) => `a field that is not listed; ${String(input)} is, and goes into privacy.fields`,
});

const auth0Schema = object({
  domain: domain.describe(
    'Domain of the tenant, as in the Auth0 dashboard, such as acme.eu.auth0.com; not a custom domain, for tokens are made out to the tenant’s own.',
  ),
  canonicalHost: flag()
    .optional()
    .describe(
      'true where the tenant’s own domain does not end in .auth0.com, as in a private cloud; not for a custom domain.',
    ),
  baseUrl: baseUrl.optional().describe('Where the Management API is, when not at https://<domain>.'),
  plan: choice(Object.keys(plans) as PlanName[])
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

const enrichmentSchema = object({
  lookUpWaitSeconds: whole(1, 600, 'seconds')
    .optional()
    .describe(
      'Longest time an event waits for its look-up where that would change its answer; every other waits a second. Default 60.',
    ),
  maxDelaySeconds: whole(1, 840, 'seconds')
    .optional()
    .describe('The earlier name of lookUpWaitSeconds; taken for it, 600 at most, with a warning.'),
  workers: whole(2, 1_000)
    .optional()
    .describe('Invocations that read the queue of log events at once. Default 10, or what the budget needs.'),
  cacheTtlSeconds: whole(0, 3_600, 'seconds')
    .default(30)
    .describe('How long an answer serves events that are later than itself.'),
  lookUps: map(logType, choice(lookUpModes))
    .default({})
    .describe(
      'How sessions of a log type are looked up: by request, only where an answer is at hand, or not at all.',
    ),
}).describe('How sessions are looked up.');

const recordsSchema = object({
  format: choice(recordFormats).default('ocsf'),
  ocsfVersion: choice(ocsfVersions).optional().describe(`Default ${latestOcsfVersion}.`),
  rawData: flag().default(false).describe('Whether each record carries the event of Auth0 as text.'),
  findingFrom: choice(findingLevels)
    .optional()
    .describe('Risk from which a record is followed by a Detection Finding.'),
}).describe('The form of the records.');

const networkDatabase = text(
  /^(?:s3:\/\/[a-z0-9][a-z0-9-]{1,61}[a-z0-9]\/[\w./=-]{1,300}|(?!\/)[\w./-]{1,200}\.mmdb)$/,
  'an object such as s3://acme-networks/GeoLite2-ASN.mmdb, or the path of a file that ends in .mmdb',
);

const privacySchema = object({
  sessionMetadata: list(text(/^[^\s].{0,127}$/, 'a key of session_metadata'), 50)
    .optional()
    .describe('Keys of session_metadata that records may carry. Default none.'),
  fields: map(knownField, choice(privacyActions))
    .optional()
    .describe('What happens to a field, of the event or (session.…) of the session.'),
  unlistedFields: map(unlistedField, choice(privacyActions))
    .optional()
    .describe('The same for fields that Auth0 sends and this version does not list; no spelling is checked.'),
})
  .describe('What happens to personal data.')
  // Whoever applies the rules need not know which of them were checked.
  .transform(({ fields, unlistedFields, ...rest }) => ({
    ...rest,
    ...((fields ?? unlistedFields) && { fields: { ...fields, ...unlistedFields } }),
  }));

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
  ledger: z
    .union([
      object({
        days: whole(1, 365, 'days')
          .default(30)
          .describe('How long a session is remembered after its last event.'),
        pointInTimeRecovery: flag()
          .default(false)
          .describe('Whether the table can be brought back to any second of the last 35 days.'),
      }),
      z.literal(false, 'false'),
    ])
    .prefault({})
    .describe(
      'What all workers know of a session, and the line of look-ups, in a DynamoDB table. false leaves the table out: each worker then has its memory and its part of the budget.',
    ),
  networks: object({
    databases: list(networkDatabase, 4)
      .min(1, 'at least one database')
      .describe('Asked in this order; the first that knows a thing wins.'),
    kmsKeyArn: kmsKeyArn.optional().describe('The customer managed key of the objects. Default none.'),
  })
    .optional()
    .describe(
      'Databases of your own (MMDB) that tell ASN and country of addresses. Default none: networks are what Auth0 tells.',
    ),
  alarms: alarmsSchema.describe('Who is told; "none" has to be written out.'),
  dashboard: z
    .union([flag(), z.literal('shared', '"shared"')], { error: 'true, false or "shared"' })
    .default(true)
    .describe(
      'Whether the tenant has a CloudWatch dashboard; "shared" puts it into one for all such tenants of the account and Region.',
    ),
  metrics: choice(['all', 'few'])
    .default('all')
    .describe('Which metrics the functions write: all, or those that an alarm looks at.'),
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
    .describe('What becomes of bucket, queues, tables and secrets when they leave the stack.'),
  tags: tagsSchema.default({}),
  kmsKeyArn: kmsKeyArn
    .optional()
    .describe(
      'Encrypts queues, bucket, delivery stream, tables, secrets and logs; docs/deploying.md has the key policy.',
    ),
  previousKmsKeyArns: list(kmsKeyArn, 5)
    .optional()
    .describe('Keys that what still waits may be encrypted with, after kmsKeyArn was changed or taken away.'),
  layout: choice(layouts)
    .default('first')
    .describe(
      'How the stack is laid out: "second" for a new tenant. One that is deployed keeps what it has, for its secrets are called by it.',
    ),
  account: text(/^\d{12}$/, 'an account of 12 digits, as text')
    .optional()
    .describe('The account of the stack: other credentials cannot deploy it. Default theirs.'),
  region: text(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a Region such as eu-central-1')
    .optional()
    .describe('The Region of the stack. Default that of the credentials.'),
  terminationProtection: flag()
    .default(false)
    .describe('Whether CloudFormation refuses to delete the stack until this is taken back.'),
  vpc: vpcSchema.optional(),
  tracing: flag()
    .default(false)
    .describe('Whether AWS X-Ray keeps traces of the functions; docs/deploying.md says what is in them.'),
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653], {
      error: 'one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 3653',
    })
    .default(30),
}).describe('One Auth0 tenant of session-enricher.');

export type TenantFile = z.output<typeof tenantSchema>;
