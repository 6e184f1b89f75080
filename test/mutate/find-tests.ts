import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { listImports } from '../support/architecture.ts';

/** Tests of a file, in the order in which they are asked: those of one stage are only asked when none before noticed. */
export interface TestStages {
  /** Of the file's own name, or else of its folder. */
  readonly nearest: readonly string[];
  /** The others of its room. */
  readonly room: readonly string[];
  readonly others: readonly string[];
}

/** They start processes, browsers or whole systems: minutes each, and on a busy machine they fail without a mutant. */
const slow =
  /^test\/(?:chaos|costs|security\/canaries|infra\/(?:deploy|package)|functions\/local\/(?:main|playground\/page))/;
/** Runs every handler as it is bundled: by its path, for nobody imports one. */
const ofHandlers = 'test/functions/bundles.test.ts';

/** The stages of any file of a project, by its imports. */
export function createTestFinder(root: string): (file: string) => TestStages {
  const importers = listImporters(root);
  return (file) => {
    const reaching = new Set([file]);
    for (const one of reaching) for (const importer of importers.get(one) ?? []) reaching.add(importer);
    if (path.basename(file) === 'handler.ts') reaching.add(ofHandlers);
    const named = `test/${file.replace(/\.ts$/, '.test.ts')}`;
    if (existsSync(path.join(root, named))) reaching.add(named);
    return toStages(
      file,
      [...reaching].filter((one) => one.endsWith('.test.ts')),
    );
  };
}

/** Which files import a file, from the root. */
function listImporters(root: string): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const folder of ['functions', 'infra', 'test']) {
    const names = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => /(?<!\.d)\.ts$/.test(one))) {
      const file = `${folder}/${name}`;
      const text = readFileSync(path.join(root, file), 'utf8');
      for (const imported of listImports({ path: file, text })) {
        importers.set(imported, [...(importers.get(imported) ?? []), file]);
      }
    }
  }
  return importers;
}

/** Exported for its test. */
export function toStages(file: string, related: readonly string[]): TestStages {
  const quick = related.filter((test) => !slow.test(test));
  const beside = `test/${file.replace(/\.ts$/, '')}`;
  const named = quick.filter((test) => test.startsWith(`${beside}.`));
  const inFolder = quick.filter((test) => path.dirname(test) === path.dirname(beside));
  const nearest = named.length > 0 ? named : inFolder;
  const room = `test/${file.split('/').slice(0, 2).join('/')}/`;
  const rest = quick.filter((test) => !nearest.includes(test));
  return {
    nearest,
    room: rest.filter((test) => test.startsWith(room)),
    others: rest.filter((test) => !test.startsWith(room)),
  };
}
