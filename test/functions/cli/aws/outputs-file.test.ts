import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadStackOutputs } from '../../../../functions/cli/aws/outputs-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, ageSeconds: number, text: string): void {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  const changedAt = 1_800_000_000 - ageSeconds;
  utimesSync(file, changedAt, changedAt);
}

const toText = (stacks: { readonly [tenant: string]: string }) =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(stacks).map(([tenant, WebhookUrl]) => [`session-enricher-${tenant}`, { WebhookUrl }]),
    ),
  );

describe('loadStackOutputs', () => {
  it('takes the newest file of the folder that knows the stack, whatever was deployed after it', async () => {
    write('all.json', 30, toText({ acme: 'old', globex: 'https://globex' }));
    write('acme.json', 20, toText({ acme: 'https://acme' }));
    write('other.json', 10, toText({ other: 'https://other' }));

    expect(await loadStackOutputs('acme', undefined, folder)).toEqual({ WebhookUrl: 'https://acme' });
    expect(await loadStackOutputs('globex', undefined, folder)).toEqual({ WebhookUrl: 'https://globex' });
    expect(await loadStackOutputs('absent', undefined, folder)).toBeUndefined();
  });

  it('does without the folder', async () => {
    expect(await loadStackOutputs('acme', undefined, path.join(folder, 'absent'))).toBeUndefined();
  });

  it('names a file in the folder that is something else', async () => {
    write('acme.json', 0, '[');

    await expect(loadStackOutputs('acme', undefined, folder)).rejects.toThrow(
      /acme\.json: expected what cdk deploy --outputs-file writes/,
    );
  });
});
