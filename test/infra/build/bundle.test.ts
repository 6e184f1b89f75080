import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../../../infra/build/bundle.ts';
import { startSandbox } from '../../support/lambda-sandbox.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bundle-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function writeEntry(name: string, source: string): Promise<string> {
  const entry = path.join(folder, name);
  await writeFile(entry, source);
  return entry;
}

describe('bundle', () => {
  it('writes one module that Lambda can run, alone in its folder', async () => {
    await writeEntry('greet.ts', 'export const greet = (name: string): string => `hello ${name}`;');
    const entry = await writeEntry(
      'handler.ts',
      `import { greet } from './greet.ts'; export const handler = async (name: string) => greet(name);`,
    );
    const outdir = path.join(folder, 'out');
    await mkdir(outdir);
    await writeFile(path.join(outdir, 'left-over.mjs'), '');

    const { file, bytes } = await bundle({ entry, outdir, mapFolder: path.join(folder, 'maps') });

    expect(await readdir(outdir)).toEqual(['index.mjs']);
    expect((await readFile(file)).length).toBe(bytes);
    expect(await readFile(path.join(folder, 'maps/index.mjs.map'), 'utf8')).toContain('greet.ts');
    const sandbox = await startSandbox({ bundle: file });
    await expect(sandbox.invoke('you')).resolves.toMatchObject({ ok: true, body: 'hello you' });
    await sandbox.stop();
  });

  it('puts what is imported on demand into files of their own', async () => {
    await writeEntry('shared.ts', `export const shared = () => 'shared by both';`);
    await writeEntry(
      'rare.ts',
      `import { shared } from './shared.ts'; export const rare = () => 'rare, ' + shared();`,
    );
    const entry = await writeEntry(
      'lazy.ts',
      `import { shared } from './shared.ts';
       export const handler = async (isRare: boolean) => isRare ? (await import('./rare.ts')).rare() : shared();`,
    );
    const outdir = path.join(folder, 'lazy');

    const { file, bytes, startBytes } = await bundle({ entry, outdir });

    const sizes = new Map<string, number>();
    for (const name of await readdir(outdir))
      sizes.set(name, (await readFile(path.join(outdir, name))).length);
    const rare = [...sizes].filter(([name]) => name.startsWith('rare-'));
    expect(rare).toHaveLength(1);
    expect(bytes).toBe([...sizes.values()].reduce((sum, size) => sum + size));
    expect(startBytes).toBe(bytes - rare[0]![1]);
    const sandbox = await startSandbox({ bundle: file });
    await expect(sandbox.invoke(false)).resolves.toMatchObject({ ok: true, body: 'shared by both' });
    await expect(sandbox.invoke(true)).resolves.toMatchObject({ ok: true, body: 'rare, shared by both' });
    await sandbox.stop();
  });

  it('imports node:http without reading the export that loads fetch', async () => {
    const entry = await writeEntry(
      'http.ts',
      `import http, { STATUS_CODES } from 'node:http';
       export const handler = async () => {
         const { default: same, request } = await import('node:http');
         return [STATUS_CODES[404], typeof request, same === http];
       };`,
    );
    const outdir = path.join(folder, 'http');

    const { file } = await bundle({ entry, outdir });

    for (const name of await readdir(outdir)) {
      expect(await readFile(path.join(outdir, name), 'utf8')).not.toMatch(
        /(?:from|import)\s*\(?["']node:http/,
      );
    }
    const sandbox = await startSandbox({ bundle: file });
    const { body } = await sandbox.invoke({});
    await sandbox.stop();
    expect(body).toEqual(['Not Found', 'function', true]);
  });

  it('says which packages the bytes come from', async () => {
    const hono = path.resolve('node_modules/hono/dist/index.js');
    const entry = await writeEntry(
      'hono.ts',
      `import { Hono } from '${hono}'; export const handler = new Hono();`,
    );

    const { packages } = await bundle({ entry, outdir: path.join(folder, 'hono') });

    expect(packages[0]?.name).toBe('hono');
    expect(packages.at(-1)?.name).toBe('session-enricher');
  });

  it('refuses to leave out what the module imports as it loads', async () => {
    const provider = '@aws-sdk/credential-provider-ini';
    const entry = await writeEntry(
      'ini.ts',
      `import { fromIni } from '${provider}'; export const handler = fromIni;`,
    );

    await expect(bundle({ entry, outdir: path.join(folder, 'ini') })).rejects.toThrow(provider);
  });

  it('names the entry that is missing', async () => {
    const entry = path.join(folder, 'missing.ts');

    await expect(bundle({ entry, outdir: folder })).rejects.toThrow(`${entry} is missing`);
  });
});
