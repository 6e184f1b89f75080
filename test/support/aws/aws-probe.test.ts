import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const probe = path.join(root, '../shared/tools/aws-probe/probe.mjs');

describe('the stand-in', () => {
  if (!existsSync(probe)) {
    it.todo('behaves as AWS by the conformance probe (skipped: ../shared/tools/aws-probe is not here)');
    return;
  }
  let standIn: AwsStandIn;
  beforeAll(async () => {
    standIn = await startAwsStandIn();
  });
  afterAll(() => standIn.close());

  it('behaves as AWS by all 53 checks of the conformance probe', async () => {
    const { output, exitCode } = await runProbe(standIn.url);

    expect(output.split('\n').filter((line) => line.startsWith('FAIL'))).toEqual([]);
    expect(output).toContain('53 passed, 0 failed');
    expect(exitCode).toBe(0);
  });
});

/** Runs without npm in reach, so that the SDK clients can only be this project's own. */
function runProbe(url: string): Promise<{ output: string; exitCode: number | null }> {
  const cache = path.join(tmpdir(), 'session-enricher-no-such-cache');
  const args = [probe, '--skip', 's3', '--sdk-from', root, '--cache', cache];
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { env: { PATH: '', AWS_ENDPOINT_URL: url } },
      (_error, stdout, stderr) =>
        resolve({ output: `${stdout}\n${stdout ? '' : stderr}`, exitCode: child.exitCode }),
    );
  });
}
