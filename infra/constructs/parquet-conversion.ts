import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { SecurityLakeTable } from './security-lake-table.ts';

/** The day of the event in UTC. `time` is epoch milliseconds; Firehose's own `!{timestamp:…}` would be the arrival's. */
export const eventDayQuery = '{eventDay:(.time/1000|floor|strftime("%Y%m%d"))}';

/**
 * How a delivery stream makes Parquet of records by the columns of a table, and finds the day of each: the form that
 * Security Lake asks for, as far as Firehose can.
 *
 * Gzip, as Firehose has no Zstandard. Pages of 1 MiB and row groups of up to 256 MiB are its defaults, written out because
 * they are Security Lake's limits. What a record does not fit is put under the error prefix, record by record.
 */
export function toParquetConversion(
  table: SecurityLakeTable,
  role: IRole,
): Partial<CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty> {
  const { databaseName, tableName } = table;
  return {
    compressionFormat: 'UNCOMPRESSED', // of the whole object; Parquet compresses its pages
    dynamicPartitioningConfiguration: { enabled: true, retryOptions: { durationInSeconds: 300 } },
    processingConfiguration: {
      enabled: true,
      processors: [
        {
          type: 'MetadataExtraction',
          parameters: [
            { parameterName: 'MetadataExtractionQuery', parameterValue: eventDayQuery },
            { parameterName: 'JsonParsingEngine', parameterValue: 'JQ-1.6' },
          ],
        },
      ],
    },
    dataFormatConversionConfiguration: {
      enabled: true,
      // Keys as they are: those of `unmapped` are the event's own.
      inputFormatConfiguration: { deserializer: { openXJsonSerDe: { caseInsensitive: false } } },
      outputFormatConfiguration: {
        serializer: {
          parquetSerDe: { compression: 'GZIP', pageSizeBytes: 1024 ** 2, blockSizeBytes: 256 * 1024 ** 2 },
        },
      },
      schemaConfiguration: {
        roleArn: role.roleArn,
        region: Stack.of(table).region,
        databaseName,
        tableName,
        versionId: 'LATEST',
      },
    },
  };
}
