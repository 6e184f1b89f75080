import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryPackage } from './try-package.ts';

/*
 * What somebody gets who installs the package: packed, installed by npm in an empty folder with this Node, and used there
 * by its commands, its page and its constructs. It needs npm's registry. Exits 1 when anything does not work.
 *
 *     npm run prove:package
 *     npm run prove:package -- session-enricher-0.1.0.tgz
 */

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-package-'));
try {
  const [tarball] = process.argv.slice(2);
  const isWell = await tryPackage({
    root,
    folder,
    tarball: tarball === undefined ? undefined : path.resolve(tarball),
    say: (line) => void process.stdout.write(`${JSON.stringify(line)}\n`),
  });
  process.exitCode = isWell ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
