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

/**
 * Where a service is reached: where `AWS_ENDPOINT_URL_…` or `AWS_ENDPOINT_URL` says, else in its Region, with
 * `AWS_USE_FIPS_ENDPOINT` at the endpoint that is validated. The same as the rules of the AWS SDK, which
 * service-endpoint.test.ts asks; but for `AWS_USE_DUALSTACK_ENDPOINT`, which is not looked at.
 */
export function toServiceEndpoint(
  { name, endpointVariable }: AwsService,
  region: string,
  env: NodeJS.ProcessEnv,
): URL {
  const endpoint = env[`AWS_ENDPOINT_URL_${endpointVariable}`] || env['AWS_ENDPOINT_URL'];
  if (endpoint) return new URL(endpoint);
  const isPlain = region.startsWith('us-gov-') && withoutFipsInGovCloud.has(name);
  const host = env['AWS_USE_FIPS_ENDPOINT'] === 'true' && !isPlain ? `${name}-fips` : name;
  return new URL(`https://${host}.${region}.${toDnsSuffix(region)}`);
}

/** What host names end with in the partition of a Region. */
export function toDnsSuffix(region: string): string {
  const [, suffix = 'amazonaws.com'] = suffixes.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return suffix;
}
