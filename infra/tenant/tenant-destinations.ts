import * as z from 'zod';
import { httpsKinds } from '../../functions/destination/destination-config.ts';
import {
  type SecurityLakeClass,
  securityLakeClasses,
  securityLakeLocationPattern,
} from '../security-lake.ts';
import { arn, kmsKeyArn } from './tenant-arns.ts';
import { choice, flag, object, text, whole } from './tenant-fields.ts';
import { httpsUrl } from './tenant-urls.ts';

const name = text(
  /^[a-z][a-z0-9-]{0,31}$/,
  'up to 32 lower-case letters, digits and hyphens, beginning with a letter',
);
const neverOr = (days: z.ZodNumber) => z.union([days, z.literal('never', '"never"')]);

const securityLakeSource = text(
  new RegExp(`^(?:none|${securityLakeLocationPattern})$`),
  'the location of the custom source such as s3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext/auth0-3002/, or "none"',
);

const kinds = [
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
      .describe(
        'Takes the server access logs: its policy has to let logging.s3.amazonaws.com put objects under session-enricher-<tenant>/.',
      ),
    objectLock: object({
      mode: choice(['governance', 'compliance']),
      days: whole(1, 36_500, 'days'),
    })
      .optional()
      .describe(
        'Nobody can delete or overwrite a record for so long. It has to be there when the bucket is made. Default none.',
      ),
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
    url: httpsUrl,
    kind: choice(httpsKinds).describe('Splunk HTTP Event Collector, or one record a line.'),
    header: text(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of a header').optional(),
    secretArn: arn(
      'secretsmanager',
      'secret:.+-[A-Za-z0-9]{6}',
      'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
    )
      .optional()
      .describe('A secret that exists. Without it the stack creates one with a placeholder.'),
    timeoutSeconds: whole(1, 25, 'seconds').optional().describe('How long one request may take. Default 15.'),
    acknowledgementSeconds: whole(0, 25, 'seconds')
      .optional()
      .describe(
        "How long records wait for the indexer's acknowledgement, where the token of kind hec has it. Default 25.",
      ),
  }),
] as const;

export const destinationSchema = z.discriminatedUnion('type', kinds, {
  error: ({ code }) =>
    String(code) === 'invalid_type'
      ? 'an object'
      : `one of ${kinds.map(({ shape }) => shape.type.value).join(', ')}`,
});

type DestinationEntry = z.output<typeof destinationSchema>;

/**
 * The ids of a tenant file's destinations, in its order: their resources and queues are named after them, so no id may
 * change while others come and go before it.
 */
export function toDestinationIds(destinations: readonly DestinationEntry[]): readonly string[] {
  const taken = new Set<string>();
  return destinations.map((destination) => {
    const id = toId(destination, taken);
    taken.add(id);
    return id;
  });
}

function toId(destination: DestinationEntry, taken: ReadonlySet<string>): string {
  switch (destination.type) {
    case 'bucket':
      return 'Bucket';
    case 'deliveryStream':
      return `Stream-${destination.arn.split('/').at(-1)}`;
    case 'securityLake':
      return 'SecurityLake';
    case 'eventBus': {
      // By the bus's name; with its account, and slashes kept apart from hyphens, where that is taken by another bus.
      const [, , , , account, resource = ''] = destination.arn.split(':');
      const name = resource.replace('event-bus/', '');
      const id = `Bus-${name.replaceAll('/', '-')}`;
      return taken.has(id) ? `Bus-${account}:${name.replaceAll('/', ':')}` : id;
    }
    case 'https':
      return `Https-${destination.name}`;
  }
}
