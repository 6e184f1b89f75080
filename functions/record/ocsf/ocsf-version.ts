/**
 * Versions of OCSF that records can be of, newest first: the first is the one that records are made in, and all others
 * are made from it (downgrade.ts). Nobody compares them by name, so that one more cannot take the wrong branch.
 */
export const ocsfVersions = ['1.8.0', '1.3.0', '1.1.0'] as const;
export type OcsfVersion = (typeof ocsfVersions)[number];

/** What records are made in, and what they are unless somebody asks for another. */
export const latestOcsfVersion: OcsfVersion = ocsfVersions[0];

/** Versions that Security Lake takes from a custom source: "OCSF version 1.3 and earlier". */
export const securityLakeVersions = ['1.3.0', '1.1.0'] as const satisfies readonly OcsfVersion[];
export type SecurityLakeVersion = (typeof securityLakeVersions)[number];

/** Any release of OCSF: what brought an attribute need not be a version that records can be of. */
export type OcsfRelease = `${number}.${number}.${number}`;

/** Whether a version came before a release, and so lacks what that release brought. */
export function isBefore(version: OcsfVersion, release: OcsfRelease): boolean {
  return toOrder(version) < toOrder(release);
}

function toOrder(release: string): number {
  return release.split('.').reduce((order, part) => 1_000 * order + Number(part), 0);
}
