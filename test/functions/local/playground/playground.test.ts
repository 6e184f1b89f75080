import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalSystem } from '../../../../functions/local/local-system.ts';
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

  it.each(['main.js', 'style.css', 'uPlot.js', 'uPlot.css'])('serves %s from this machine', async (file) => {
    expect((await fetch(`${system.url}/playground/page/${file}`)).status).toBe(200);
  });

  it('offers every version and level there is', async () => {
    const text = await (await fetch(`${system.url}/playground/page/index.html`)).text();

    for (const value of [...ocsfVersions, ...findingLevels])
      expect(text).toContain(`<option>${value}</option>`);
    expect(text).not.toContain('<!--');
  });

  it('names no other origin in any of its files', async () => {
    for (const file of [
      'index.html',
      'main.js',
      'dom.js',
      'live-view.js',
      'try-view.js',
      'plots.js',
      'style.css',
    ]) {
      const text = await (await fetch(`${system.url}/playground/page/${file}`)).text();
      expect(text).not.toMatch(/https?:\/\//);
    }
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

  it('answers for a record that is no longer at hand', async () => {
    expect((await fetch(`${system.url}/playground/records/999999`)).status).toBe(404);
  });
});
