import { readFileSync } from 'node:fs';
import { Duration, Stack, Token, Validations } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  parseSecurityLakeLocation,
  type SecurityLakeClass,
  securityLakeClassUids,
  securityLakeClasses,
  type SecurityLakeLocation,
} from '../security-lake.ts';
import { securityLakeVersions, type SecurityLakeVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import { DeliveryStream } from './delivery-stream.ts';
import { toParquetConversion } from './parquet-conversion.ts';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import type { DestinationHost, RecordDestination } from './record-destination.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { SecurityLakeTable } from './security-lake-table.ts';
import { grantPutRecords } from './stream-destination.ts';
import { toResourceNames } from '../resource-names.ts';

export interface SecurityLakeDestinationProps {
  /**
   * Of each class, where `CreateCustomLogSource` said that its custom source is: `s3://…/ext/<source>/`; `'none'` keeps a
   * class out of the lake. Every class, so that one which comes later is not lost in silence.
   */
  readonly sources: Readonly<Record<SecurityLakeClass, string>>;
  /** The customer managed key that encrypts the lake. @default the lake has none */
  readonly lakeKey?: IKey | undefined;
  /** Seconds until an object is written, 300 to 900: Security Lake wants 5 minutes at least. @default 900 */
  readonly bufferingSeconds?: number | undefined;
}

/** What one class of records needs. */
interface LakeStream {
  readonly classUid: number;
  readonly location: SecurityLakeLocation;
  readonly table: SecurityLakeTable;
  /** Of all streams of the tenant. */
  readonly role: Role;
}

/** Written by the tests of functions/record/reference. */
const tables = JSON.parse(
  readFileSync(new URL('../security-lake-tables.json', import.meta.url), 'utf8'),
) as Record<SecurityLakeVersion, Record<SecurityLakeClass, { readonly columns: Record<string, string> }>>;

/**
 * Custom sources of Amazon Security Lake, one an OCSF class, each filled through a delivery stream of its own with gzipped
 * Parquet under `<location>/region=<Region>/accountId=external_<tenant>/eventDay=<yyyyMMdd>/`.
 *
 * The day is that of the event, in UTC. The sources exist already, in the account and Region of the stack:
 * docs/security-lake.md has the order of steps.
 *
 * @example
 * ```ts
 * import { SecurityLakeDestination } from 'session-enricher/constructs/security-lake-destination';
 *
 * const lake = 's3://aws-security-data-lake-eu-central-1-0f1e2d3c/ext';
 * const destination = new SecurityLakeDestination({
 *   sources: {
 *     authentication: `${lake}/auth0-authentication/`,
 *     account_change: `${lake}/auth0-account-change/`,
 *     detection_finding: `${lake}/auth0-finding/`,
 *     api_activity: 'none',
 *     base_event: 'none',
 *     entity_management: 'none',
 *     group_management: 'none',
 *   },
 * });
 * ```
 */
export class SecurityLakeDestination implements RecordDestination {
  readonly id = 'SecurityLake';
  readonly textData = true;
  readonly #props: SecurityLakeDestinationProps;
  readonly #locations: ReadonlyMap<SecurityLakeClass, SecurityLakeLocation>;

  constructor(props: SecurityLakeDestinationProps) {
    const { sources, bufferingSeconds = 900 } = props;
    if (!Number.isInteger(bufferingSeconds) || bufferingSeconds < 300 || bufferingSeconds > 900) {
      throw new Error(`bufferingSeconds must be a whole number from 300 to 900, got ${bufferingSeconds}`);
    }
    const locations = new Map<SecurityLakeClass, SecurityLakeLocation>();
    for (const name of securityLakeClasses) {
      if (sources[name] === 'none') continue;
      const location = parseSecurityLakeLocation(sources[name] ?? '');
      if (!location) {
        throw new Error(
          `sources.${name} must be the location of a custom source, s3://aws-security-data-lake-<Region>-<id>/ext/<source>/, or "none", got ${JSON.stringify(sources[name])}`,
        );
      }
      locations.set(name, location);
    }
    this.#props = props;
    this.#locations = locations;
  }

  bind(scope: Construct, host: DestinationHost): readonly DestinationConfig[] {
    const version = toVersion(host);
    const databaseName = `session_enricher_${host.tenant.replaceAll('-', '_')}_security_lake`;
    // One for all streams: an account has room for a limited number of roles, and each of them may do the same.
    const role = new Role(scope, 'StreamRole', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    const database = new CfnDatabase(scope, 'Database', {
      catalogId: Stack.of(scope).account,
      databaseInput: {
        name: databaseName,
        description: `How Firehose turns the records of ${host.tenant} into Parquet. Holds no data.`,
      },
    });

    const streams: Record<string, string | null> = {};
    const delivered: DeliveryStream[] = [];
    for (const name of securityLakeClasses) {
      const classUid = securityLakeClassUids[name];
      const location = this.#locations.get(name);
      if (!location) {
        streams[classUid] = null;
        continue;
      }
      const table = new SecurityLakeTable(scope, `Table${classUid}`, {
        databaseName: database.ref,
        tableName: name,
        columns: tables[version][name].columns,
        description: `OCSF ${version}, class ${classUid}`,
      });
      const stream = this.#addStream(scope, host, { classUid, location, table, role });
      delivered.push(stream);
      // By its name, and not by reference: seven references would be counted as longer than Lambda's settings may be.
      streams[classUid] = toResourceNames(host.tenant).toLakeStream(classUid);
    }
    grantPutRecords(
      delivered.map(({ streamArn }) => streamArn),
      host.grantee,
    );
    // What a stream still buffers is turned into Parquet by them.
    for (const one of scope.node.findAll()) {
      if (one instanceof CfnDatabase || one instanceof CfnTable || one instanceof CfnPrincipalPermissions) {
        one.applyRemovalPolicy(host.removalPolicy);
      }
    }
    this.#addAlarms(scope, host, delivered);
    return [{ type: 'securityLake', streams }];
  }

  #addStream(
    scope: Construct,
    host: DestinationHost,
    { classUid, location, table, role }: LakeStream,
  ): DeliveryStream {
    const { tenant, logRetention, removalPolicy, encryptionKey } = host;
    const { bucketName, region, prefix } = location;
    const bucket = Bucket.fromBucketName(scope, `Lake${classUid}`, bucketName);
    const partition = `${prefix}/region=${region}/accountId=external_${tenant}/`;
    // Beside the sources: what lies below one is crawled, and told to its subscribers.
    const undelivered = `session-enricher/undelivered/${tenant}/${classUid}/`;
    const writableKeys = [`${partition}*`, `${undelivered}*`];
    const stream = new DeliveryStream(scope, `Stream${classUid}`, {
      streamName: toResourceNames(tenant).toLakeStream(classUid),
      bucket,
      prefix: `${partition}eventDay=!{partitionKeyFromQuery:eventDay}/`,
      errorPrefix: `${undelivered}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/`,
      bufferingSeconds: this.#props.bufferingSeconds ?? 900,
      bufferingMiB: 128,
      logRetention,
      removalPolicy,
      role,
      encryptionKey,
      writableKeys,
      toConversion: () => toParquetConversion(table, role),
    });
    stream.resource.node.addDependency(table.grantRead(stream.role));
    const { lakeKey } = this.#props;
    if (lakeKey) {
      stream.role.addToPolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [lakeKey.keyArn],
          conditions: {
            StringEquals: { 'kms:ViaService': `s3.${region}.${Stack.of(scope).urlSuffix}` },
            StringLike: {
              // The bucket's own where it has a bucket key, else each object's.
              'kms:EncryptionContext:aws:s3:arn': [bucket.bucketArn, `${bucket.bucketArn}/*`],
            },
          },
        }),
      );
    }
    // An app with an explicit Region and CDK's recommended flags writes its partition out, and so does the finding.
    const awsPartition = Stack.of(scope).partition;
    const shownPartition = Token.isUnresolved(awsPartition) ? '<AWS::Partition>' : awsPartition;
    for (const key of writableKeys) {
      Validations.of(stream.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:${shownPartition}:s3:::${bucketName}/${key}]`,
        reason: 'Firehose names the objects itself; the prefix is as narrow as it gets.',
      });
    }
    return stream;
  }

  /** One alarm for all classes: any of them being late or unfit is the same work for the same person. */
  #addAlarms(scope: Construct, { alarms }: DestinationHost, streams: readonly DeliveryStream[]): void {
    const { bufferingSeconds = 900 } = this.#props;
    const toExpression = (name: 'MAX' | 'SUM', metricName: string, statistic: string) => {
      const metrics = streams.map(
        (stream, index) => [`m${index}`, stream.metric(metricName, statistic)] as const,
      );
      return new MathExpression({
        label: metricName,
        expression: `${name}([${metrics.map(([id]) => id).join(', ')}])`,
        usingMetrics: Object.fromEntries(metrics),
        period: Duration.minutes(5),
      });
    };
    new RunbookAlarm(scope, 'LakeStale', {
      target: alarms,
      severity: 'critical',
      summary: 'records wait for Security Lake for twice the buffering time and more.',
      metric: toExpression('MAX', 'DeliveryToS3.DataFreshness', 'Maximum'),
      threshold: 2 * bufferingSeconds,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(scope, 'LakeConversionFailing', {
      target: alarms,
      summary: 'records do not fit the tables of Security Lake; they are kept in its bucket as undelivered.',
      metric: toExpression('SUM', 'FailedConversion.Records', 'Sum'),
      threshold: 1,
    });
  }
}

function toVersion({ recordFormat, ocsfVersion }: DestinationHost): SecurityLakeVersion {
  const version = securityLakeVersions.find((one) => one === ocsfVersion);
  if (recordFormat === 'ocsf' && version) return version;
  throw new Error(
    `Security Lake takes records of OCSF ${securityLakeVersions.join(' or ')}, got ${recordFormat} ${recordFormat === 'ocsf' ? ocsfVersion : ''}`.trim(),
  );
}
