import { parseSecurityLakeLocation } from '../security-lake.ts';
import { securityLakeVersions } from '../../functions/record/ocsf/ocsf-version.ts';
import type { TenantFile } from './tenant-schema.ts';

type Destination = TenantFile['destinations'][number];

/** What Security Lake could not take. One line each, none when all is well. */
export function findSecurityLakeConflicts({ destinations, records }: TenantFile): string[] {
  const index = destinations.findIndex(({ type }) => type === 'securityLake');
  const lake = destinations[index];
  if (lake?.type !== 'securityLake') return [];
  const at = `destinations[${index}]`;
  return [
    ...findRecordConflicts(records, at),
    ...findSourceConflicts(lake.sources, `${at}.sources`, destinations.length > 1),
  ];
}

function findRecordConflicts({ format, ocsfVersion }: TenantFile['records'], at: string): string[] {
  if (format !== 'ocsf')
    return [`records.format: got "${format}", expected "ocsf", as ${at} is Security Lake`];
  if (securityLakeVersions.some((version) => version === ocsfVersion)) return [];
  const got = ocsfVersion === undefined ? 'missing' : `got "${ocsfVersion}"`;
  return [
    `records.ocsfVersion: ${got}, expected ${securityLakeVersions.join(' or ')}, as ${at} is Security Lake`,
  ];
}

function findSourceConflicts(
  sources: Extract<Destination, { readonly type: 'securityLake' }>['sources'],
  at: string,
  hasOthers: boolean,
): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  const buckets = new Set<string>();
  for (const [name, text] of Object.entries(sources)) {
    const location = parseSecurityLakeLocation(text);
    if (!location) {
      if (!hasOthers) {
        problems.push(
          `${at}.${name}: got "none", expected a location, as no other destination takes these records`,
        );
      }
      continue;
    }
    buckets.add(location.bucketName);
    const earlier = seen.get(location.prefix);
    if (earlier === undefined) seen.set(location.prefix, name);
    else problems.push(`${at}.${name}: the location of ${earlier}, expected a custom source of its own`);
  }
  if (seen.size === 0)
    problems.push(`${at}: got "none" for every class, expected the location of one at least`);
  if (buckets.size > 1) {
    problems.push(`${at}: locations in ${[...buckets].join(' and ')}, expected one bucket`);
  }
  return problems;
}

/** Regions that the buckets of a lake lie in. */
export function toSecurityLakeRegions(destinations: readonly Destination[]): string[] {
  return destinations.flatMap((destination) =>
    destination.type === 'securityLake'
      ? Object.values(destination.sources).flatMap((text) => parseSecurityLakeLocation(text)?.region ?? [])
      : [],
  );
}
