import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface NodeBinary {
  readonly file: string;
  readonly version: string;
}

/** Node 24, the version of the deployed functions: this process's own, the one in `.toolchain`, or else this one. */
export function findNode(): NodeBinary {
  const toolchain = new URL(
    `../../.toolchain/node_modules/node-${process.platform}-${process.arch}/bin/node`,
    import.meta.url,
  );
  const isLambdas = process.versions.node.startsWith('24.');
  const file = !isLambdas && existsSync(toolchain) ? fileURLToPath(toolchain) : process.execPath;
  return { file, version: execFileSync(file, ['--version'], { encoding: 'utf8' }).trim() };
}
