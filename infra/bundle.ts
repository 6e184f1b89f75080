import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';

/** The folders under functions/ whose `handler.ts` is deployed as a Lambda function of its own. */
export const functionNames = ['receive', 'enrich', 'rotate-token'] as const;
export type FunctionName = (typeof functionNames)[number];

/**
 * What the AWS SDK imports only when it is needed, and a Lambda function never needs: where credentials come from when
 * they are not in the environment, and event streams. Left out they save 150 KB of each bundle. Should one be asked for
 * after all, the copy of the SDK that comes with Lambda's runtime has it.
 */
const neverImported = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
];

/**
 * How a handler becomes one ES module for `nodejs24.x`.
 *
 * `mainFields` is the most valuable of these: for `platform: 'node'` esbuild otherwise takes the AWS SDK's CommonJS
 * files, which are 140 KB larger, start slower and would need a `require` that an ES module does not have.
 */
export const bundleOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Bytes by package, largest first; our own code under `session-enricher`. */
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * Bundles `entry` into `outdir/index.mjs`, which stands alone in its folder: the folder is what gets deployed.
 *
 * The source map goes to `mapFile`, outside of it: Lambda would need an option to use it, which slows the start.
 * Rejects when the entry is missing, does not compile or needs what is left out.
 */
export async function bundle(options: {
  readonly entry: string;
  readonly outdir: string;
  readonly mapFile?: string;
}): Promise<Bundle> {
  const { entry, outdir, mapFile } = options;
  if (!existsSync(entry)) throw new Error(`${entry} is missing: there is nothing to bundle`);

  const file = path.join(outdir, 'index.mjs');
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    external: neverImported,
    entryPoints: [entry],
    outfile: file,
    sourcemap: 'external',
    metafile: true,
    write: false,
  });
  const code = outputFiles.find((output) => output.path.endsWith('.mjs'));
  const map = outputFiles.find((output) => output.path.endsWith('.map'));
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined);
  if (!code || !map || !output) throw new Error(`${entry}: esbuild wrote no module`);

  // A static import is carried out while the module loads, and would find nothing.
  const missing = output.imports.find(
    ({ kind, path: name }) => kind !== 'dynamic-import' && neverImported.includes(name),
  );
  if (missing) throw new Error(`${entry}: ${missing.path} is left out of the bundle and cannot be imported`);

  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await writeFile(file, code.contents);
  if (mapFile) {
    await mkdir(path.dirname(mapFile), { recursive: true });
    await writeFile(mapFile, map.contents);
  }
  return {
    file,
    bytes: code.contents.length,
    gzipBytes: gzipSync(code.contents).length,
    packages: byPackage(output.inputs),
  };
}

function byPackage(inputs: {
  readonly [file: string]: { readonly bytesInOutput: number };
}): Bundle['packages'] {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'session-enricher';
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return [...sizes].map(([name, bytes]) => ({ name, bytes })).toSorted((a, b) => b.bytes - a.bytes);
}
