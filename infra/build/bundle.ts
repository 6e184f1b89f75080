import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

type Output = Metafile['outputs'][string];

/** The folders under functions/ whose `handler.ts` is deployed as a Lambda function of its own. */
export const functionNames = ['receive', 'enrich', 'on-demand', 'rotate-token'] as const;
export type FunctionName = (typeof functionNames)[number];

/**
 * What the AWS SDK imports only when it is needed, and a Lambda function never needs: where credentials come from when
 * they are not in the environment, event streams, and the names of browsers. Left out they save 180 KB of each bundle.
 * Should one be asked for after all, the copy of the SDK that comes with Lambda's runtime has it.
 */
const neverImported = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
  'bowser',
];

/**
 * How a handler becomes ES modules for `nodejs24.x`.
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

/**
 * `node:http` as `require` would give it. An `import` reads each of its exports to know their values, and the one called
 * `WebSocket` loads the whole of `fetch`: a seventh of a cold start that looks up and delivers without it. So what is a
 * getter there cannot be imported by name.
 */
const httpWithoutFetch: Plugin = {
  name: 'http-without-fetch',
  setup(build) {
    const names = Object.entries(Object.getOwnPropertyDescriptors(http)).flatMap(([name, { value }]) =>
      value === undefined || !/^[A-Z]\w*$/i.test(name) || name === 'default' ? [] : [name],
    );
    // One for each importer: shared between files of the bundle, it would be one more file to read.
    build.onResolve({ filter: /^node:http$/ }, ({ path: name, importer }) => ({
      path: name,
      suffix: `?${path.relative('', importer)}`,
      namespace: 'http-without-fetch',
      sideEffects: false,
    }));
    build.onLoad({ filter: /^/, namespace: 'http-without-fetch' }, () => ({
      contents: [
        `const http = process.getBuiltinModule('node:http');`,
        `export default http;`,
        `export const { ${names.join(', ')} } = http;`,
      ].join('\n'),
    }));
  },
};

/** Clients of the AWS SDK ask their package.json for the version alone, and would bring the whole of it along. */
const packageVersionAlone: Plugin = {
  name: 'package-version-alone',
  setup(build) {
    build.onLoad({ filter: /[/\\]@aws-sdk[/\\][^/\\]+[/\\]package\.json$/ }, async ({ path: file }) => {
      const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

export interface Bundle {
  /** The entry; other files of the bundle stand beside it. */
  readonly file: string;
  /** All files together: what is uploaded. */
  readonly bytes: number;
  /** The entry and what it imports statically: what every cold start reads and compiles. */
  readonly startBytes: number;
  readonly gzipBytes: number;
  /** Largest first; our own code under `session-enricher`. */
  readonly packages: readonly PackageSize[];
  /** Where the packages are installed that the bundle holds code of. */
  readonly packageFolders: readonly string[];
}

export interface PackageSize {
  readonly name: string;
  readonly bytes: number;
  readonly startBytes: number;
}

/**
 * Bundles `entry` into `outdir/index.mjs`, which with the files beside it stands alone in its folder: the folder is
 * what gets deployed. What the source imports by `await import('./…')` gets a file of its own, read when it is needed.
 *
 * Source maps go to `mapFolder`, outside of it: Lambda would need an option to use them, which slows the start.
 * Rejects when the entry is missing, does not compile or needs what is left out.
 */
export async function bundle(options: {
  readonly entry: string;
  readonly outdir: string;
  readonly mapFolder?: string;
}): Promise<Bundle> {
  const { entry, mapFolder } = options;
  const outdir = path.resolve(options.outdir);
  if (!existsSync(entry)) throw new Error(`${entry} is missing: there is nothing to bundle`);

  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    external: neverImported,
    entryPoints: { index: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    plugins: [httpWithoutFetch, packageVersionAlone],
    sourcemap: 'external',
    metafile: true,
    write: false,
  });
  // The metafile names files from the working folder.
  const outputs = new Map(
    Object.entries(metafile.outputs).map(([name, output]) => [path.resolve(name), output]),
  );
  const file = path.join(outdir, 'index.mjs');
  const modules = outputFiles.filter((output) => output.path.endsWith('.mjs'));

  // A static import is carried out while the module loads, and would find nothing.
  const missing = [...outputs.values()]
    .flatMap(({ imports }) => imports)
    .find(({ kind, path: name }) => kind !== 'dynamic-import' && neverImported.includes(name));
  if (missing) throw new Error(`${entry}: ${missing.path} is left out of the bundle and cannot be imported`);

  await rm(outdir, { recursive: true, force: true });
  for (const output of outputFiles) {
    const isMap = output.path.endsWith('.map');
    if (isMap && mapFolder === undefined) continue;
    const target = isMap ? path.join(mapFolder ?? '', path.relative(outdir, output.path)) : output.path;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, output.contents);
  }
  const isAtStart = findStaticImports(file, outputs);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  return {
    file,
    bytes: sum(modules.map(({ contents }) => contents.length)),
    startBytes: sum(modules.map((output) => (isAtStart.has(output.path) ? output.contents.length : 0))),
    gzipBytes: sum(modules.map(({ contents }) => gzipSync(contents).length)),
    packages: byPackage(outputs, isAtStart),
    packageFolders: findPackageFolders(outputs),
  };
}

/** The files that are read before the handler exists: the entry, and whatever is imported statically from there. */
function findStaticImports(entry: string, outputs: ReadonlyMap<string, Output>): ReadonlySet<string> {
  const found = new Set([entry]);
  // A set hands out what is added while it is walked.
  for (const file of found) {
    for (const { kind, external, path: name } of outputs.get(file)?.imports ?? []) {
      if (kind !== 'dynamic-import' && external !== true) found.add(path.resolve(name));
    }
  }
  return found;
}

/** Of all that left something in an output: what was tree-shaken away as a whole is not distributed. */
function findPackageFolders(outputs: ReadonlyMap<string, Output>): string[] {
  const inputs = [...outputs.values()].flatMap(({ inputs: all }) =>
    Object.entries(all).flatMap(([input, { bytesInOutput }]) =>
      // `http-without-fetch:…` names its importer, and is our own.
      bytesInOutput > 0 && !/^[\w-]+:/.test(input) ? [input] : [],
    ),
  );
  const folders = inputs.flatMap((input) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  // Like all names in a metafile, from the working folder.
  return [...new Set(folders.map((folder) => path.resolve(folder)))].toSorted();
}

function byPackage(outputs: ReadonlyMap<string, Output>, isAtStart: ReadonlySet<string>): PackageSize[] {
  const sizes = new Map<string, PackageSize>();
  for (const [output, { inputs }] of outputs) {
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'session-enricher';
      const { bytes = 0, startBytes = 0 } = sizes.get(name) ?? {};
      sizes.set(name, {
        name,
        bytes: bytes + bytesInOutput,
        startBytes: startBytes + (isAtStart.has(output) ? bytesInOutput : 0),
      });
    }
  }
  return [...sizes.values()].toSorted((a, b) => b.bytes - a.bytes);
}
