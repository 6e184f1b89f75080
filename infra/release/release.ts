import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { releaseChangelog } from './changelog.ts';
import { versionFiles, writeVersion } from './version-files.ts';

/** What whoever releases has to mend first. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
}

export interface ReleaseOptions {
  /** The repository. */
  readonly root: string;
  /** X.Y.Z */
  readonly version: string;
  /** The day, as YYYY-MM-DD. */
  readonly date: string;
  /** Everything but commit and tag, and the files as they were afterwards. @default false */
  readonly isDry?: boolean;
  /** Builds the package, and tries it in an empty folder. Throws when it does not work. */
  readonly prove: () => void;
  readonly say: (line: string) => void;
}

/**
 * Releases what is committed: writes the version and the changelog's section, builds and tries the package, commits and
 * tags. Pushes nothing. When the package does not work the files are as they were, and nothing is tagged.
 *
 * Throws ReleaseError or ChangelogError for what has to be mended first.
 */
export function release({ root, version, date, isDry = false, prove, say }: ReleaseOptions): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  if (!/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/.test(version)) {
    throw new ReleaseError(`a version is X.Y.Z, got ${JSON.stringify(version)}`);
  }
  const dirty = git('status', '--porcelain');
  if (dirty !== '') {
    throw new ReleaseError(`the working tree is not clean: commit or stash first\n${dirty}`);
  }
  const tag = `v${version}`;
  const tags = git('tag', '--list', 'v*').split('\n');
  if (tags.includes(tag)) throw new ReleaseError(`${tag} is released already`);
  const later = tags.find(
    (one) => /^v\d+\.\d+\.\d+$/.test(one) && compareVersions(one.slice(1), version) > 0,
  );
  if (later !== undefined) throw new ReleaseError(`${later} is later than ${tag}`);

  const changelogFile = path.join(root, 'CHANGELOG.md');
  const { changelog, notes } = releaseChangelog(readFileSync(changelogFile, 'utf8'), version, date);
  const files = ['CHANGELOG.md', ...versionFiles];
  let isDone = false;
  try {
    writeVersion(root, version);
    writeFileSync(changelogFile, changelog);
    prove();
    if (isDry) {
      say(`${tag} would say:\n${notes}`);
      return;
    }
    git('commit', '--quiet', '-m', `chore: release ${version}`, '--', ...files);
    git('tag', '--annotate', tag, '-m', `session-enricher ${version}`);
    isDone = true;
    say(`${tag} is committed and tagged. Nothing is pushed: git push --follow-tags`);
  } finally {
    if (!isDone) git('checkout', '--quiet', '--', ...files);
  }
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((one) => one.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
