import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Emulator, Unavailable } from './emulator.ts';
import { startFauxqs } from './fauxqs.ts';
import { startMoto } from './moto.ts';
import { proveQueue } from './prove-queue.ts';
import { proveRotation } from './prove-rotation.ts';

/*
 * What others made of Secrets Manager and SQS, in place of our own stand-in: the rotation against moto, the webhook's queue against
 * fauxqs. Exits 0 also where one could not be installed, and says so.
 *
 *     npm run prove:emulators
 */

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-emulators-'));
try {
  await prove(await startMoto(folder), (moto) => proveRotation(moto, folder));
  await prove(await startFauxqs(folder), proveQueue);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function prove(
  emulator: Emulator | Unavailable,
  run: (emulator: Emulator) => Promise<{ readonly isRight: boolean }>,
): Promise<void> {
  if ('why' in emulator) {
    process.stdout.write(`${JSON.stringify({ skipped: emulator.why })}\n`);
    return;
  }
  try {
    const result = await run(emulator);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    if (!result.isRight) process.exitCode = 1;
  } finally {
    await emulator.stop();
  }
}
