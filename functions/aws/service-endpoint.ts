import { AwsAccessError } from './aws-access.ts';
import type { AwsService } from './aws-service.ts';

/** By the beginning of a Region's name; all others are in the partition `aws`. */
const suffixes: readonly (readonly [prefix: string, suffix: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
  ['eusc-', 'amazonaws.eu'],
];

/** In GovCloud their only endpoints are validated ones. */
const withoutFipsInGovCloud = new Set(['dynamodb', 'events', 'sqs']);

/** A Region is a part of a host's name: another text would send signed requests to a host of somebody else. */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Where a service is in a Region, by the same rules as the AWS SDK's, which service-endpoint.test.ts asks; dual-stack endpoints
 * are not among them. Throws AwsAccessError for a text that is no Region.
 */
export function toServiceEndpoint({ name }: AwsService, region: string, isFips: boolean): URL {
  if (!hostLabel.test(region)) throw new AwsAccessError('the Region is no name of a Region');
  const isPlain = region.startsWith('us-gov-') && withoutFipsInGovCloud.has(name);
  const host = isFips && !isPlain ? `${name}-fips` : name;
  return new URL(`https://${host}.${region}.${toDnsSuffix(region)}`);
}

/** What host names end with in the partition of a Region. */
export function toDnsSuffix(region: string): string {
  const [, suffix = 'amazonaws.com'] = suffixes.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return suffix;
}
