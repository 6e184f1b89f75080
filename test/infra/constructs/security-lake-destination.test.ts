import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { toSecurityLakeTables } from '../../../functions/record/reference/security-lake-tables.ts';
import { BucketDestination } from '../../../infra/constructs/bucket-destination.ts';
import { eventDayQuery } from '../../../infra/constructs/parquet-conversion.ts';
import {
  SecurityLakeDestination,
  type SecurityLakeDestinationProps,
} from '../../../infra/constructs/security-lake-destination.ts';
import { SessionEnricher } from '../../../infra/constructs/session-enricher.ts';
import type { SessionEnricherProps } from '../../../infra/constructs/session-enricher-props.ts';
import { securityLakeClasses } from '../../../infra/security-lake.ts';
import { lakeSources } from '../lake-sources.ts';
import { type Resource, resourcesOf, show } from '../read-template.ts';
import { codeRoot, createApp, toTemplate } from '../synthesise.ts';

const lake = 's3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext';
const everySource = Object.fromEntries(
  securityLakeClasses.map((name) => [name, `${lake}/auth0-${name}/`]),
) as SecurityLakeDestinationProps['sources'];

/** A stack of somebody else's with a lake and nothing besides. */
function toLakeTemplate(
  lakeProps: Partial<SecurityLakeDestinationProps> = {},
  props: Partial<SessionEnricherProps> = {},
): Template {
  const stack = new Stack(createApp(), 'Theirs');
  new SessionEnricher(stack, 'Enricher', {
    tenant: 'acme-eu',
    auth0Domain: 'acme.eu.auth0.com',
    budget: 'enterprise',
    recordFormat: 'ocsf',
    ocsfVersion: '1.3.0',
    destinations: [new SecurityLakeDestination({ sources: everySource, ...lakeProps })],
    alarmTopic: 'no-alarm',
    codeRoot,
    ...props,
  });
  return Template.fromStack(stack);
}

interface TableInput {
  readonly Name: string;
  readonly StorageDescriptor: {
    readonly Columns: readonly { readonly Name: string; readonly Type: string }[];
  };
}

interface LakeStream {
  readonly DeliveryStreamName: string;
  readonly ExtendedS3DestinationConfiguration: Readonly<Record<string, unknown>>;
}

function streamsOf(template: Template): Resource[] {
  return Object.values(resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream'));
}

const toLakeStream = ({ Properties }: Resource) => Properties as unknown as LakeStream;

describe('SecurityLakeDestination', () => {
  it('has a delivery stream and a table for each class', () => {
    const template = toLakeTemplate();

    expect(streamsOf(template).map((stream) => toLakeStream(stream).DeliveryStreamName)).toEqual(
      [0, 2004, 3001, 3002, 3004, 3006, 6003].map((classUid) => `session-enricher-acme-eu-lake-${classUid}`),
    );
    const tables = Object.values(resourcesOf(template, 'AWS::Glue::Table'));
    expect(tables.map(({ Properties }) => (Properties['TableInput'] as { Name: string }).Name)).toEqual(
      securityLakeClasses,
    );
  });

  it('writes Parquet into the partition of the event’s day, and beside the sources what does not fit', () => {
    const [stream] = streamsOf(toLakeTemplate({ sources: { ...everySource, base_event: 'none' } }));

    expect(toLakeStream(stream!).ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix:
        'ext/auth0-detection_finding/region=eu-central-1/accountId=external_acme-eu/eventDay=!{partitionKeyFromQuery:eventDay}/',
      ErrorOutputPrefix:
        'session-enricher/undelivered/acme-eu/2004/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
      BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 128 },
      CompressionFormat: 'UNCOMPRESSED',
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'MetadataExtraction',
            Parameters: [
              {
                ParameterName: 'MetadataExtractionQuery',
                ParameterValue: '{eventDay:(.time/1000|floor|strftime("%Y%m%d"))}',
              },
              { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
            ],
          },
        ],
      },
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: { CaseInsensitive: false } } },
        OutputFormatConfiguration: {
          Serializer: {
            ParquetSerDe: { Compression: 'GZIP', PageSizeBytes: 1_048_576, BlockSizeBytes: 268_435_456 },
          },
        },
        SchemaConfiguration: { VersionId: 'LATEST' },
      },
    });
  });

  it('has a table with the columns that records of each class are held against', () => {
    const tables = Object.values(resourcesOf(toLakeTemplate(), 'AWS::Glue::Table'));

    const columns = tables.map(({ Properties }) => {
      const { Name, StorageDescriptor } = Properties['TableInput'] as TableInput;
      return [
        Name,
        Object.fromEntries(StorageDescriptor.Columns.map((column) => [column.Name, column.Type])),
      ];
    });

    expect(columns).toEqual(
      Object.entries(toSecurityLakeTables()['1.3.0'] ?? {}).map(([name, table]) => [name, table.columns]),
    );
  });

  it('keeps a version of a source in the path', () => {
    const sources = { ...everySource, base_event: `${lake}/auth0/2.0` };
    const [stream] = streamsOf(toLakeTemplate({ sources }));

    expect(toLakeStream(stream!).ExtendedS3DestinationConfiguration['Prefix']).toMatch(
      /^ext\/auth0\/2\.0\/region=/,
    );
  });

  it('makes the columns of the version that the records have', () => {
    const [older, newer] = (['1.1.0', '1.3.0'] as const).map((ocsfVersion) => {
      const tables = Object.values(resourcesOf(toLakeTemplate({}, { ocsfVersion }), 'AWS::Glue::Table'));
      return show(tables[2]?.Properties);
    });

    expect(older).toContain('coordinates:array<double>');
    expect(newer).toContain('lat:double,long:double');
    expect(newer).toContain('{Name: time, Type: bigint}');
    expect(newer).toContain('{Name: unmapped, Type: map<string,string>}');
  });

  it('has a stream wait until its role may read its table, under Lake Formation as well', () => {
    const template = toLakeTemplate();
    const [grant] = Object.entries(resourcesOf(template, 'AWS::LakeFormation::PrincipalPermissions'));
    const [stream] = streamsOf(template);

    expect(stream?.DependsOn).toContain(grant?.[0]);
    expect(show(grant?.[1].Properties)).toBe(
      '{Permissions: SELECT,DESCRIBE, PermissionsWithGrantOption: , ' +
        'Principal: {DataLakePrincipalIdentifier: EnricherDestinationsSecurityLakeStreamRole.Arn}, ' +
        'Resource: {Table: {CatalogId: AWS::AccountId, DatabaseName: EnricherDestinationsSecurityLakeDatabase, ' +
        'Name: EnricherDestinationsSecurityLakeTable0Table}}}',
    );
  });

  it('names its database as Athena can write it', () => {
    const [database] = Object.values(resourcesOf(toLakeTemplate(), 'AWS::Glue::Database'));

    expect(database?.Properties['DatabaseInput']).toMatchObject({
      Name: 'session_enricher_acme_eu_security_lake',
    });
  });

  it('has free-form JSON put into records as text, and without it leaves that alone', () => {
    const environmentOf = (template: Template) =>
      show(Object.values(resourcesOf(template, 'AWS::Lambda::Function')).map(({ Properties }) => Properties));

    expect(environmentOf(toLakeTemplate())).toContain('TEXT_DATA: true');
    expect(environmentOf(toLakeTemplate({}, { destinations: [new BucketDestination()] }))).not.toContain(
      'TEXT_DATA',
    );
  });

  it('watches all streams with one alarm each for what is late and for what does not fit', () => {
    const alarms = Object.values(
      resourcesOf(
        toTemplate({
          records: { ocsfVersion: '1.3.0' },
          destinations: [{ type: 'bucket' }, { type: 'securityLake', sources: lakeSources }],
          alarms: { email: 'security@acme.example' },
        }),
        'AWS::CloudWatch::Alarm',
      ),
    ).map(({ Properties }) => Properties);
    const lakeAlarms = alarms.filter(({ AlarmName }) => String(AlarmName).includes('-lake-'));

    expect(
      lakeAlarms.map(({ AlarmName, Threshold, Metrics }) => [
        AlarmName,
        Threshold,
        (Metrics as { Expression?: string }[]).find(({ Expression }) => Expression)?.Expression,
      ]),
    ).toEqual([
      ['session-enricher-acme-lake-stale', 1_800, 'MAX([m0, m1])'],
      ['session-enricher-acme-lake-conversion-failing', 1, 'SUM([m0, m1])'],
    ]);
  });

  it.each<[what: string, props: Partial<SessionEnricherProps>, message: string]>([
    [
      'another format',
      { recordFormat: 'ecs' },
      'Security Lake takes records of OCSF 1.3.0 or 1.1.0, got ecs',
    ],
    [
      'a later version',
      { ocsfVersion: '1.8.0' },
      'Security Lake takes records of OCSF 1.3.0 or 1.1.0, got ocsf 1.8.0',
    ],
  ])('refuses %s', (_what, props, message) => {
    expect(() => toLakeTemplate({}, props)).toThrow(message);
  });

  it.each<[what: string, props: Partial<SecurityLakeDestinationProps>, message: string]>([
    [
      'what is no location',
      { sources: { ...everySource, authentication: 's3://my-bucket/ext/auth0/' } },
      'sources.authentication must be the location of a custom source, s3://aws-security-data-lake-<Region>-<id>/ext/<source>/, or "none", got "s3://my-bucket/ext/auth0/"',
    ],
    [
      'objects more often than Security Lake wants them',
      { bufferingSeconds: 60 },
      'bufferingSeconds must be a whole number from 300 to 900, got 60',
    ],
  ])('refuses %s', (_what, props, message) => {
    expect(() => new SecurityLakeDestination({ sources: everySource, ...props })).toThrow(message);
  });
});

const hasJq = spawnSync('jq', ['--version']).status === 0;
const maybe = hasJq ? describe : describe.skip;

maybe(`eventDayQuery${hasJq ? '' : ' (skipped: there is no jq)'}`, () => {
  it('finds the day of an event in UTC, up to its last millisecond', () => {
    const times = ['2026-03-02T00:00:00.000Z', '2026-03-02T23:59:59.999Z', '2026-03-03T00:00:00.000Z'];
    const input = times.map((time) => JSON.stringify({ time: Date.parse(time) })).join('\n');

    const { stdout } = spawnSync('jq', ['-c', eventDayQuery], { input, encoding: 'utf8' });

    expect(stdout.trim().split('\n')).toEqual([
      '{"eventDay":"20260302"}',
      '{"eventDay":"20260302"}',
      '{"eventDay":"20260303"}',
    ]);
  });
});
