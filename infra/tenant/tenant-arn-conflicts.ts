import { toSecurityLakeRegions } from './security-lake-conflicts.ts';
import type { TenantFile } from './tenant-schema.ts';

/** ARNs of which one stack cannot reach all. One line each, none when all is well. */
export function findArnConflicts(file: TenantFile): string[] {
  return [...findPartitionConflicts(file), ...findRegionConflicts(file), ...findAccountConflicts(file)];
}

function findPartitionConflicts(file: TenantFile): string[] {
  const arns = [...toArns(file), ...(file.onDemand?.principals ?? [])];
  const partitions = new Set(arns.map((arn) => arn.split(':')[1]));
  if (partitions.size < 2) return [];
  return [
    `the file: its ARNs lie in the partitions ${[...partitions].join(' and ')}, expected one, that of the stack`,
  ];
}

/** Every service here is asked in the Region of the stack, and a stack lies in one. */
function findRegionConflicts(file: TenantFile): string[] {
  const regions = new Set([
    ...toArns(file).map((arn) => arn.split(':')[3]),
    ...toSecurityLakeRegions(file.destinations),
  ]);
  if (regions.size < 2) return [];
  return [`the file: its ARNs lie in ${[...regions].join(' and ')}, expected one Region, that of the stack`];
}

/** Firehose takes records by the name of the stream, in the account of whoever calls. Buses may be anywhere. */
function findAccountConflicts({ destinations }: TenantFile): string[] {
  const [first, ...others] = destinations.flatMap((one, index) =>
    one.type === 'deliveryStream' ? [{ at: `destinations[${index}]`, account: one.arn.split(':')[4] }] : [],
  );
  return others
    .filter(({ account }) => account !== first?.account)
    .map(
      ({ at, account }) =>
        `${at}.arn: a stream of the account ${account} beside ${first?.at} of ${first?.account}, expected streams of the account of the stack`,
    );
}

/** Of everything that the stack reads, writes or encrypts with. */
function toArns({ auth0, destinations, alarms, kmsKeyArn, networks }: TenantFile): string[] {
  return [
    auth0.tokenSecretArn,
    alarms === 'none' ? undefined : alarms.topicArn,
    kmsKeyArn,
    networks?.kmsKeyArn,
    ...destinations.flatMap(toOwnArns),
  ].filter((arn) => arn !== undefined);
}

/** Of a destination of any type: its key says that it holds one. */
function toOwnArns(destination: TenantFile['destinations'][number]): string[] {
  return Object.entries(destination).flatMap(([key, value]) =>
    typeof value === 'string' && /(?:^a|A)rn$/.test(key) ? [value] : [],
  );
}
