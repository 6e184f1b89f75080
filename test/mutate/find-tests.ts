import path from 'node:path';
import { listRelatedTests } from './run-tests.ts';

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
  /^test\/(?:chaos|costs|security\/canaries|infra\/(?:deploy|package)|functions\/(?:bundles|local\/(?:main|playground\/page)))/;

/** The stages of each file, found once. */
export function createTestFinder(folder: string): (file: string) => Promise<TestStages> {
  const found = new Map<string, Promise<TestStages>>();
  return (file) => {
    const stages = found.get(file) ?? listRelatedTests(folder, file).then((tests) => toStages(file, tests));
    found.set(file, stages);
    return stages;
  };
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
