import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { version as ofEnrich } from '../../functions/enrich/version.ts';
import { version as ofReceive } from '../../functions/receive/version.ts';

describe('the version that functions tell', () => {
  it('is that of package.json', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

    expect([ofEnrich, ofReceive]).toEqual([version, version]);
  });
});
