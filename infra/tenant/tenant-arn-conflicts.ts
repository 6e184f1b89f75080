import { toSecurityLakeRegions } from './security-lake-conflicts.ts';
import { findPlaceConflicts } from './tenant-place-conflicts.ts';
import type { TenantFile } from './tenant-schema.ts';

/** ARNs of which one stack cannot reach all. One line each, none when all is well. */
export function findArnConflicts(file: TenantFile): string[] {
  const regions = toRegions(file);
  const streamAccounts = new Set(
    file.destinations.flatMap((one) => (one.type === 'deliveryStream' ? [one.arn.split(':')[4] ?? ''] : [])),
  );
  return [
    ...findPartitionConflicts(file),
    ...findRegionConflicts(regions),
    ...findAccountConflicts(file),
    ...(regions.size < 2 ? findPlaceConflicts(file, { regions, streamAccounts }) : []),
  ];
}

function findPartitionConflicts(file: TenantFile): string[] {
  const arns = [...toArns(file), ...(file.onDemand?.principals ?? [])];
  const partitions = new Set(arns.map((arn) => arn.split(':')[1]));
  if (partitions.size < 2) return [];
  return [
    `the file: its ARNs lie in the partitions ${[...partitions].join(' and ')}, expected one, that of the stack`,
  ];
}

function toRegions(file: TenantFile): Set<string> {
  return new Set([
    ...toArns(file).map((arn) => arn.split(':')[3] ?? ''),
    ...toSecurityLakeRegions(file.destinations),
  ]);
}

/** Every service here is asked in the Region of the stack, and a stack lies in one. */
function findRegionConflicts(regions: ReadonlySet<string>): string[] {
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
function toArns(file: TenantFile): string[] {
  const { auth0, ingress, destinations, alarms, kmsKeyArn, previousKmsKeyArns = [], networks } = file;
  return [
    auth0.tokenSecretArn,
    ingress.webhook?.customDomain?.certificateArn,
    ...(alarms === 'none' ? [] : [alarms.topicArn, alarms.urgentTopicArn]),
    kmsKeyArn,
    networks?.kmsKeyArn,
    ...previousKmsKeyArns,
    ...destinations.flatMap(toOwnArns),
  ].filter((arn) => arn !== undefined);
}

/** Of a destination of any type: its key says that it holds one. */
function toOwnArns(destination: TenantFile['destinations'][number]): string[] {
  return Object.entries(destination).flatMap(([key, value]) =>
    typeof value === 'string' && /(?:^a|A)rn$/.test(key) ? [value] : [],
  );
}
