import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { synthesise } from '../support/cloud/cdk.ts';

it('says in one line that nothing is built yet', async () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));

  const { exitCode, output } = await synthesise({
    tenants: 'test/infra/example-tenants',
    codeRoot: path.join(outdir, 'dist'),
    outdir,
  });

  rmSync(outdir, { recursive: true });
  expect(exitCode).toBe(1);
  expect(output).toMatch(/^no bundle at .*index\.mjs: run "npm run build" first\n$/);
});
