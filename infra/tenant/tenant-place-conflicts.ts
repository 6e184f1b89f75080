import { hasFunctionUrls } from '../function-url-regions.ts';
import type { TenantFile } from './tenant-schema.ts';

/**
 * What cannot be in the account and Region that the file names, or that its ARNs lie in. One line each, none when all is
 * well. `regions` and `accounts` are those of everything that has to be where the stack is.
 */
export function findPlaceConflicts(
  { account, region, onDemand }: TenantFile,
  own: { readonly regions: ReadonlySet<string>; readonly streamAccounts: ReadonlySet<string> },
): string[] {
  const [ownRegion] = own.regions;
  const place = region ?? ownRegion;
  const others = [...own.regions].filter((one) => region !== undefined && one !== region);
  const foreign = [...own.streamAccounts].filter((one) => account !== undefined && one !== account);
  return [
    ...others.map(
      (one) => `region: got "${region}", and ARNs in ${one}, expected one Region, that of the stack`,
    ),
    ...foreign.map(
      (one) =>
        `account: got "${account}", and a delivery stream of ${one}, expected streams of the account of the stack`,
    ),
    ...(onDemand && place !== undefined && !hasFunctionUrls(place)
      ? [
          `onDemand: needs Lambda function URLs, which ${place} does not have, expected another Region, or none`,
        ]
      : []),
  ];
}
