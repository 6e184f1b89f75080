import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { playStory } from './play-story.ts';
import { startMiniStack, version } from './ministack-server.ts';

/*
 * The whole stack of the example tenant on MiniStack, an emulator of AWS by others: the real CDK CLI deploys it, the
 * published bundles run in Lambda's runtime client, and 3,000 log events come in by the webhook. Exits 0 also where
 * MiniStack could not be installed, and says so.
 *
 *     npm run prove:ministack
 */

const startedMs = performance.now();
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-ministack-'));
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const server = await startMiniStack(folder);
  if ('why' in server) say({ skipped: server.why });
  else {
    say({ emulator: `ministack ${version}`, startedAfterSeconds: seconds() });
    try {
      process.exitCode = (await playStory({ server, folder, say })) ? 0 : 1;
    } finally {
      await server.stop();
    }
    say({ passed: process.exitCode === 0, seconds: seconds() });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function seconds(): number {
  return Math.round((performance.now() - startedMs) / 1_000);
}
