import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ChangelogError, notesOf } from './changelog.ts';
import { release, ReleaseError } from './release.ts';

const help = `Releases what is committed: version, changelog, package, tag.

Usage: npm run release -- X.Y.Z [--dry-run]
       npm run --silent release -- --notes X.Y.Z

Writes the version into package.json, the lockfile and the functions, and gives the unreleased section of CHANGELOG.md to
it; builds the bundles and the package, installs it in an empty folder and tries it there; commits, and tags vX.Y.Z. The
working tree has to be clean. Pushes and publishes nothing: .github/workflows/release.yml does when the tag is pushed.

  --dry-run                     tries the package, shows what the changelog says, and leaves everything as it was
  --notes                       what the changelog says of that released version, on standard output
`;

const root = fileURLToPath(new URL('../../', import.meta.url));
const npm = (...args: readonly string[]) =>
  execFileSync('npm', ['run', '--silent', ...args], { cwd: root, stdio: ['ignore', 2, 2] });

try {
  const { values, positionals } = parseArgs({
    options: {
      'dry-run': { type: 'boolean', default: false },
      notes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const [version, ...others] = positionals;
  if (values.help === true) process.stdout.write(help);
  else if (version === undefined || others.length > 0) throw new ReleaseError('expected one version, X.Y.Z');
  else if (values.notes) {
    process.stdout.write(`${notesOf(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'), version)}\n`);
  } else {
    release({
      root,
      version,
      date: new Date().toISOString().slice(0, 10),
      isDry: values['dry-run'],
      prove() {
        npm('build');
        npm('build:package');
        npm('prove:package');
      },
      say: (line) => void process.stdout.write(`${line}\n`),
    });
  }
} catch (error) {
  if (!(error instanceof ReleaseError || error instanceof ChangelogError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
}
