import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
import { pageFileNames } from '../../../../functions/local/playground/page-files.ts';
import { ocsfVersions } from '../../../../functions/record/ocsf/ocsf-version.ts';
import { findingLevels } from '../../../../functions/signals/risk-level.ts';
import { startPlayground } from '../../../support/browser/start-playground.ts';

describe('createPlayground', () => {
  let system: LocalSystem;
  beforeAll(async () => {
    system = await startPlayground();
  });
  afterAll(() => system.close());

  /** fetch() would not send a Host of ours. */
  const ask = (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<number | undefined>((resolve, reject) => {
      const asking = request(`${system.url}${path}`, { headers, method }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode));
      });
      asking.on('error', reject);
      asking.end();
    });

  it.each<[what: string, headers: Record<string, string>]>([
    ['a foreign Host, as after DNS rebinding', { host: 'evil.example' }],
    ['a Host that only begins like ours', { host: '127.0.0.1.evil.example' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['an opaque Origin', { origin: 'null' }],
  ])('refuses %s', async (_what, headers) => {
    await expect(ask('/', headers)).resolves.toBe(403);
    await expect(ask('/playground/setup', headers)).resolves.toBe(403);
    await expect(ask('/playground/scenarios/burst', headers, 'POST')).resolves.toBe(403);
  });

  it('lets the page run and load nothing but its own files', async () => {
    const policy = (await fetch(system.url)).headers.get('content-security-policy');

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it.each(pageFileNames)('serves %s from this machine, packed for whoever can unpack it', async (file) => {
    const ask = (accepted: string) =>
      fetch(`${system.url}/playground/page/${file}`, { headers: { 'accept-encoding': accepted } });
    const [plain, packed] = await Promise.all([ask('identity'), ask('gzip')]);

    expect([plain.status, packed.status]).toEqual([200, 200]);
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await packed.text()).toBe(await plain.text());
  });

  it('offers every version and level there is', async () => {
    const text = await (await fetch(`${system.url}/playground/page/try-view.js`)).text();

    for (const value of [...ocsfVersions, ...findingLevels]) expect(text).toContain(`'${value}'`);
  });

  it('loads from no other origin in any of its own files', async () => {
    const own = pageFileNames.filter((file) => !/^(?:uPlot|preact|signals\.md)/.test(file));
    for (const file of own) {
      const text = await (await fetch(`${system.url}/playground/page/${file}`)).text();
      // What is left is where a link of a technique leads to, once somebody follows it.
      expect([file, text.replaceAll('https://attack.mitre.org/techniques/', '')]).not.toEqual([
        file,
        expect.stringMatching(/https?:\/\//),
      ]);
    }
  });

  it('has an entry for every module that its modules load', async () => {
    const modules = pageFileNames.filter((file) => file.endsWith('.js') && !/^(?:uPlot|preact)/.test(file));
    const loaded = new Set<string>();
    for (const file of modules) {
      const text = await (await fetch(`${system.url}/playground/page/${file}`)).text();
      for (const [, name = ''] of text.matchAll(/(?:from|import)\s*\(?'\.\/([\w.-]+)'/g)) loaded.add(name);
    }
    expect([...loaded].filter((name) => !pageFileNames.includes(name))).toEqual([]);
    expect(modules.filter((file) => file !== 'main.js' && !loaded.has(file))).toEqual([]);
  });

  it.each(['..%2fcreate-playground.ts', '%2e%2e%2f%2e%2e%2fmain.ts', 'nothing.js'])(
    'serves no file called %s',
    async (name) => {
      expect((await fetch(`${system.url}/playground/page/${name}`)).status).toBe(404);
    },
  );

  const tryEvents = (form: object, query = '') =>
    fetch(`${system.url}/playground/try${query}`, { method: 'POST', body: JSON.stringify(form) });
  const form = { events: '{"type":"s","log_id":"a"}', format: 'ocsf', ocsfVersion: '1.8.0' };

  it('exports the settings as the part of a tenant file', async () => {
    const signals = { clientFanoutThreshold: 5 };
    const privacy = { fields: { user_name: 'hash' } };
    const answer = (await (
      await tryEvents({ ...form, signals, privacy, findingFrom: 'high' })
    ).json()) as object;

    expect(answer).toMatchObject({
      tenantFile: {
        records: { format: 'ocsf', ocsfVersion: '1.8.0', findingFrom: 'high' },
        signals,
        privacy,
      },
    });
  });

  it('keeps what a privacy rule hides out of the record', async () => {
    const events = '{"type":"s","log_id":"a","user_name":"canary@example.com"}';
    const privacy = { fields: { user_name: 'hash' } };
    const lines = await (await tryEvents({ ...form, events, privacy }, '?download')).text();

    expect(lines).toContain('"class_uid":3002');
    expect(lines).not.toContain('canary');
  });

  it.each<[what: string, form: object]>([
    ['an unknown format', { ...form, format: 'xml' }],
    ['a rule that cannot be kept', { ...form, privacy: { fields: { log_id: 'drop' } } }],
    ['more than 12 MB', { ...form, events: 'x'.repeat(12_000_001) }],
    ['sessions that are none', { ...form, sessions: '[{"user_id":"no id"}]' }],
  ])('refuses %s in words', async (_what, wrong) => {
    const response = await tryEvents(wrong);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it.each([
    'records/unknown',
    'records/unknown/origins',
    'sessions/unknown',
    'users/unknown',
    'samples/unknown',
  ])('answers in words for %s', async (path) => {
    const response = await fetch(`${system.url}/playground/${path}`);

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: expect.any(String) });
  });

  it('tells line, column and excerpt of what it cannot read, and reads the rest', async () => {
    const events = '[{"type":"s","log_id":"a"},\n {"type":"s",,"log_id":"b"}]';
    const answer = await (await tryEvents({ ...form, events })).json();

    expect(answer).toMatchObject({
      count: 1,
      rejected: [
        { line: 2, column: 14, reason: 'expected a key in quotes, found “,”', excerpt: { at: ',' } },
      ],
    });
  });

  it('previews what the rules hide of somebody’s own events, and what they leave in clear', async () => {
    const events = '{"type":"s","log_id":"a","user_name":"canary@example.com","ip":"192.0.2.7"}';
    const privacy = { fields: { user_name: 'mask', usernam: 'drop' } };
    const { privacy: preview } = (await (await tryEvents({ ...form, events, privacy })).json()) as {
      privacy: object;
    };

    expect(preview).toEqual({
      of: 1,
      rules: [
        {
          path: 'user_name',
          rule: 'mask',
          events: 1,
          types: { s: 1 },
          before: 'canary@example.com',
          after: expect.any(String),
        },
        { path: 'usernam', rule: 'drop', events: 0, types: {}, nearest: 'user_name', isRefused: true },
      ],
      clear: [{ path: 'ip', rule: 'truncate_ip', example: '192.0.2.7', events: 1 }],
    });
    expect(JSON.stringify(preview).match(/canary/g)).toHaveLength(1);
  });

  it('exports the records that are asked for, and no other', async () => {
    await fetch(`${system.url}/playground/scenarios/hijack`, { method: 'POST' });
    let rows: { id: number; logId: string }[] = [];
    for (let tries = 0; tries < 200 && rows.length < 3; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ({ rows } = (await (await fetch(`${system.url}/playground/rows?after=0`)).json()) as typeof rows & {
        rows: typeof rows;
      });
    }
    const body = JSON.stringify({ ids: [rows[1]?.id, 'x', 1e9] });
    const text = await (await fetch(`${system.url}/playground/export`, { method: 'POST', body })).text();

    expect(text.trim().split('\n')).toHaveLength(1);
    expect(text).toContain(String(rows[1]?.logId));
  });
});
