import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle, functionNames } from '../../../infra/build/bundle.ts';
import {
  readThirdPartyPackages,
  type ThirdPartyPackage,
  toNotices,
} from '../../../infra/build/third-party-notices.ts';

/** Terms that ask for no more than a notice. What is not here, copyleft above all, needs a decision and not a line. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
];

const folder = mkdtempSync(path.join(tmpdir(), 'notices-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what the bundles hold of others', () => {
  let packages: readonly ThirdPartyPackage[];
  beforeAll(async () => {
    const bundles = functionNames.map((name) =>
      bundle({ entry: `functions/${name}/handler.ts`, outdir: path.join(folder, name) }),
    );
    const folders = (await Promise.all(bundles)).flatMap(({ packageFolders }) => packageFolders);
    packages = readThirdPartyPackages([...new Set(folders)]);
  });

  it('is found', () => {
    const names = packages.map(({ name }) => name);

    expect(names).toEqual(
      expect.arrayContaining(['@smithy/signature-v4', 'hono', 'quick-lru', 'ua-parser-js']),
    );
  });

  it('is permissive, all of it', () => {
    expect(packages.filter(({ license }) => !permissive.includes(license))).toEqual([]);
  });

  it('brings the text that its licence asks to keep', () => {
    const bare = packages.filter(({ text, license }) => text === undefined && license !== 'MIT-0');

    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('is named in the notices, with its text', () => {
    const notices = toNotices(packages);

    for (const { name, version, license, text = '' } of packages) {
      expect(notices).toContain(`${name} ${version} (${license})`);
      expect(notices.includes(text)).toBe(true);
    }
  });
});

describe('readThirdPartyPackages', () => {
  function createPackage(
    name: string,
    manifest: object,
    files: Readonly<Record<string, string>> = {},
  ): string {
    const root = path.join(folder, name);
    mkdirSync(root, { recursive: true });
    writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
    return root;
  }

  it('takes licence and notice together', () => {
    const files = { LICENCE: 'terms\n', NOTICE: 'thanks\n', 'index.js': '' };
    const root = createPackage('both', { name: 'both', version: '1.0.0', license: 'Apache-2.0' }, files);

    expect(readThirdPartyPackages([root])).toEqual([
      { name: 'both', version: '1.0.0', license: 'Apache-2.0', text: 'terms\n\nthanks' },
    ]);
  });

  it('refuses a package that names no licence', () => {
    const root = createPackage('none', { name: 'none', version: '1.0.0' });

    expect(() => readThirdPartyPackages([root])).toThrow(/package\.json has no name, version or license/);
  });

  it('writes equal texts once', () => {
    const terms = { text: 'the same terms', license: 'MIT' };
    const notices = toNotices([
      { name: 'a', version: '1.0.0', ...terms },
      { name: 'b', version: '2.0.0', ...terms },
    ]);

    expect(notices.match(/the same terms/g)).toHaveLength(1);
    expect(notices).toContain('a 1.0.0 (MIT)\nb 2.0.0 (MIT)\n');
  });
});
