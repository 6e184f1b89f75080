import path from 'node:path';
import { buildSync } from 'esbuild';

/**
 * The CLI as one file in a folder, for `node`: tests that start it often save tsx, which takes a second of the processor
 * for each process.
 */
export function buildCli(folder: string): string {
  const outfile = path.join(folder, 'cli.mjs');
  buildSync({
    entryPoints: ['functions/cli/main.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // What is bundled of CommonJS asks for Node's modules by it.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
    outfile,
  });
  return outfile;
}
