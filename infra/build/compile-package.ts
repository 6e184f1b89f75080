import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the compiled code reads from beside itself, and no compiler copies. */
const assets = ['functions/local/playground/page', 'functions/local/samples'];

/**
 * Compiles what other projects get into `outDir`: the commands, the local system with its page, the CDK app and the
 * constructs, each where its source is, as plain JavaScript with types. Throws when the compiler finds fault.
 */
export function compilePackage(outDir: string): void {
  rmSync(outDir, { recursive: true, force: true });
  execFileSync(
    process.execPath,
    [
      path.join(root, 'node_modules/typescript/bin/tsc'),
      '-p',
      path.join(root, 'tsconfig.package.json'),
      '--outDir',
      outDir,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  for (const folder of assets) {
    cpSync(path.join(root, folder), path.join(outDir, folder), { recursive: true });
  }
}
