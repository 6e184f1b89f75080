/**
 * Regions in which Lambda has no function URLs.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html, read on 2026-11-29; AWS GovCloud (US) is
 * not on that page and is left out to be safe.
 */
const regionsWithoutFunctionUrls = [
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
];

export function hasFunctionUrls(region: string): boolean {
  return !region.startsWith('us-gov-') && !regionsWithoutFunctionUrls.includes(region);
}
