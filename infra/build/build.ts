import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { type Bundle, bundle, functionNames } from './bundle.ts';
import { readThirdPartyPackages, toNotices } from './third-party-notices.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds what CDK deploys: the folders `dist/<function>`, with the source maps beside them in `dist/maps`, and the
 * licences of what is in them in `dist/THIRD-PARTY-NOTICES.txt`.
 */
async function main(): Promise<void> {
  const bundles = await Promise.all(
    functionNames.map(async (name) => ({
      name,
      ...(await bundle({
        entry: path.join(root, 'functions', name, 'handler.ts'),
        outdir: path.join(root, 'dist', name),
        mapFolder: path.join(root, 'dist/maps', name),
      })),
    })),
  );
  const folders = new Set(bundles.flatMap(({ packageFolders }) => packageFolders));
  await writeFile(
    path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'),
    toNotices(readThirdPartyPackages([...folders])),
  );
  process.stdout.write(`${toTable(bundles)}\n`);
}

function toTable(bundles: readonly (Bundle & { readonly name: string })[]): string {
  const rows = bundles.map(({ name, bytes, startBytes, gzipBytes, packages }) => {
    const largest = packages
      .toSorted((a, b) => b.startBytes - a.startBytes)
      .slice(0, 4)
      .map((one) => `${one.name} ${toKb(one.startBytes)}`);
    return [
      name.padEnd(14),
      toKb(bytes).padStart(7),
      toKb(startBytes).padStart(8),
      toKb(gzipBytes).padStart(7),
      ` ${largest.join(', ')}`,
    ].join(' ');
  });
  return ['function          kB at start    gzip  largest parts at start', ...rows].join('\n');
}

const toKb = (bytes: number) => (bytes / 1_000).toFixed(0);

try {
  await main();
} catch (error) {
  process.stderr.write(`build failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
