import { readFileSync } from 'node:fs';
import TestSequencer from '@jest/test-sequencer';

/** @type {Readonly<Record<string, number>>} Seconds of the files that take longest: of the processor, of those that drive a browser by the clock. */
const seconds = JSON.parse(readFileSync(new URL('slow-files.json', import.meta.url), 'utf8'));

/**
 * Jest's order, the slowest files first: what begins last should not be what takes longest. Jest itself knows how long
 * files took only on a machine where they have run before.
 */
export default class SlowFilesFirst extends TestSequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((a, b) => secondsOf(b) - secondsOf(a));
  }
}

/** @param {import('@jest/test-result').Test} test */
function secondsOf({ path, context }) {
  return seconds[path.slice(context.config.rootDir.length + 1)] ?? 0;
}
