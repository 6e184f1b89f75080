import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { notesOf } from '../../../infra/release/changelog.ts';
import { release, type ReleaseOptions } from '../../../infra/release/release.ts';
import { versionFiles } from '../../../infra/release/version-files.ts';

let root = '';
let said: string[] = [];
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
  }).trim();
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

/** A repository with the files that name the version, as they are here. */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'release-'));
  said = [];
  git('init', '-q');
  git('config', 'user.name', 'T');
  git('config', 'user.email', 't@example.com');
  for (const file of versionFiles) write(file, readFileSync(file, 'utf8'));
  write(
    'CHANGELOG.md',
    '# Changelog\n\n## Unreleased\n\n- **New** for operators.\n\n## 0.0.9 (2026-11-01)\n\n- Old.\n',
  );
  git('add', '-A');
  git('commit', '-qm', 'all');
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (options: Partial<ReleaseOptions> = {}) =>
  release({
    root,
    version: '7.8.9',
    date: '2026-12-01',
    prove: () => undefined,
    say: (line) => said.push(line),
    ...options,
  });

const versionsIn = (file: string) => [...read(file).matchAll(/\b7\.8\.9\b/g)].length;

describe('release', () => {
  it('writes version and changelog, tries the package, commits and tags', () => {
    let tried: number[] = [];
    run({ prove: () => void (tried = versionFiles.map(versionsIn)) });

    // The package is tried as the version that it will be.
    expect(tried).toEqual([1, 2, 1, 1]);
    expect(read('CHANGELOG.md')).toContain('## 7.8.9 (2026-12-01)\n\n- **New** for operators.\n\n## 0.0.9');
    expect(git('log', '-1', '--format=%s')).toBe('chore: release 7.8.9');
    expect(git('tag', '--points-at', 'HEAD')).toBe('v7.8.9');
    expect(git('cat-file', '-t', 'v7.8.9')).toBe('tag');
    expect(git('status', '--porcelain')).toBe('');
  });

  it('leaves everything as it was when the package does not work, and when it is only tried', () => {
    const head = git('rev-parse', 'HEAD');
    const fail = () => {
      throw new Error('the page is missing');
    };

    expect(() => run({ prove: fail })).toThrow('the page is missing');
    expect([git('rev-parse', 'HEAD'), git('tag'), git('status', '--porcelain')]).toEqual([head, '', '']);
    run({ isDry: true });
    expect([git('rev-parse', 'HEAD'), git('tag'), git('status', '--porcelain')]).toEqual([head, '', '']);
    expect(said.join()).toContain('**New** for operators.');
  });

  it.each<[what: string, prepare: () => void, options: Partial<ReleaseOptions>, message: string]>([
    ['a changed file', () => write('CHANGELOG.md', '# Changed'), {}, 'the working tree is not clean'],
    ['a new file', () => write('new.txt', 'new'), {}, '?? new.txt'],
    ['a version that is none', () => undefined, { version: '1.0' }, 'a version is X.Y.Z, got "1.0"'],
    ['a version with a v', () => undefined, { version: 'v1.0.0' }, 'a version is X.Y.Z'],
    ['a released version', () => void git('tag', 'v7.8.9'), {}, 'v7.8.9 is released already'],
    ['an earlier version', () => void git('tag', 'v7.10.0'), {}, 'v7.10.0 is later than v7.8.9'],
  ])('refuses %s', (_what, prepare, options, message) => {
    prepare();
    let isTried = false;

    expect(() => run({ ...options, prove: () => void (isTried = true) })).toThrow(message);
    expect(isTried).toBe(false);
  });

  it.each<[what: string, changelog: string, message: string]>([
    ['no unreleased section', '# Changelog\n\n## 0.0.9 (2026-11-01)\n\n- Old.\n', 'has no section'],
    ['an empty one', '# Changelog\n\n## Unreleased\n\n## 0.0.9 (2026-11-01)\n\n- Old.\n', 'is empty'],
    [
      'one of another version',
      '# Changelog\n\n## 8.0.0 (unreleased)\n\n- New.\n',
      'is that of 8.0.0, not of 7.8.9',
    ],
  ])('refuses a changelog with %s', (_what, changelog, message) => {
    write('CHANGELOG.md', changelog);
    git('commit', '-qam', 'changelog');

    expect(() => run()).toThrow(message);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('takes a section that names its version', () => {
    write('CHANGELOG.md', '# Changelog\n\n## 7.8.9 (unreleased)\n\n- New.\n');
    git('commit', '-qam', 'changelog');
    run();

    expect(read('CHANGELOG.md')).toBe('# Changelog\n\n## 7.8.9 (2026-12-01)\n\n- New.\n');
  });

  it('gives back what it has written of a version, and nothing of one that is not released', () => {
    run();

    expect(notesOf(read('CHANGELOG.md'), '7.8.9')).toBe('- **New** for operators.');
    expect(() => notesOf(read('CHANGELOG.md'), '7.9.0')).toThrow('no section of a released 7.9.0');
    expect(() => notesOf('## 1.0.0 (unreleased)\n\n- New.\n', '1.0.0')).toThrow('no section of a released');
  });

  it('would find the version in this repository, and something to say', () => {
    expect(readFileSync('CHANGELOG.md', 'utf8')).toMatch(
      /^## (?:Unreleased|\d+\.\d+\.\d+ \((?:unreleased|[\d-]+)\))$/m,
    );
  });
});
