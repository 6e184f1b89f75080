import { describe, expect, it } from '@jest/globals';
import {
  isBefore,
  latestOcsfVersion,
  type OcsfRelease,
  type OcsfVersion,
  ocsfVersions,
  securityLakeVersions,
} from '../../../../functions/record/ocsf/ocsf-version.ts';

describe('isBefore', () => {
  it.each<[version: string, release: OcsfRelease, expected: boolean]>([
    ['1.1.0', '1.1.0', false],
    ['1.1.0', '1.2.0', true],
    ['1.3.0', '1.2.0', false],
    ['1.9.0', '1.10.0', true],
    ['1.10.0', '1.9.0', false],
    ['1.8.0', '2.0.0', true],
    ['1.8.0', '1.8.1', true],
  ])('says of %s and %s: %s', (version, release, expected) => {
    expect(isBefore(version as OcsfVersion, release)).toBe(expected);
  });
});

describe('ocsfVersions', () => {
  it('begin with the latest, and go back in time', () => {
    for (const [index, version] of ocsfVersions.slice(1).entries()) {
      expect(isBefore(version, ocsfVersions[index]!)).toBe(true);
    }
    expect(latestOcsfVersion).toBe(ocsfVersions[0]);
  });
});

describe('securityLakeVersions', () => {
  it('are all that come before 1.4.0', () => {
    expect(securityLakeVersions).toEqual(ocsfVersions.filter((version) => isBefore(version, '1.4.0')));
  });
});
