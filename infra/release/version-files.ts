import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where the version stands, and how to find it there. */
const places: readonly { readonly file: string; readonly pattern: RegExp; readonly count: number }[] = [
  { file: 'package.json', pattern: /(^ {2}"version": ")[^"]+/gm, count: 1 },
  // The package itself, twice: at the top and as the first of its packages.
  {
    file: 'package-lock.json',
    pattern: /(^(?: {2}| {6})"name": "session-enricher",\n +"version": ")[^"]+/gm,
    count: 2,
  },
  { file: 'functions/enrich/version.ts', pattern: /(version = ')[^']+/g, count: 1 },
  { file: 'functions/receive/version.ts', pattern: /(version = ')[^']+/g, count: 1 },
];

export const versionFiles: readonly string[] = places.map(({ file }) => file);

/** Writes the version wherever it stands below `root`. Throws, and writes nothing, when a place is not as it should be. */
export function writeVersion(root: string, version: string): void {
  const changed = places.map(({ file, pattern, count }) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const found = [...text.matchAll(pattern)].length;
    if (found !== count) throw new Error(`${file} names the version ${found} times, expected ${count}`);
    return [file, text.replaceAll(pattern, `$1${version}`)] as const;
  });
  for (const [file, text] of changed) writeFileSync(path.join(root, file), text);
}
