import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chooseTenant, findAllTenants, parseLocalOptions, toUserLine } from './local-options.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
const whole = {
  auth0: { domain: 'whole.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: 'none',
};

const write = (name: string, file: object) => {
  const auth0 = { ...whole.auth0, domain: `${name}.eu.auth0.com` };
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ ...file, auth0 }));
};

beforeAll(() => {
  write('whole', whole);
  write('restricted', { ...whole, ingress: { webhook: { allowedSourceCidrs: ['192.0.2.0/24'] } } });
  write('bus', {
    ...whole,
    ingress: { eventBridge: { partnerEventSourceName: 'aws.partner/auth0.com/bus-0f1e2d3c/auth0.logs' } },
    records: { format: 'ecs' },
    destinations: [{ type: 'eventBus', arn: 'arn:aws:events:us-east-1:123456789012:event-bus/siem' }],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('chooseTenant', () => {
  it('takes an example that nobody is told to delete', () => {
    expect(chooseTenant(undefined, folder)).toMatchObject({
      folder: expect.stringMatching(/test.infra.example-tenants$/),
      tenant: { tenant: 'acme' },
    });
  });

  it('takes a tenant of the user’s own', () => {
    expect(chooseTenant('whole', folder)).toMatchObject({ folder, tenant: { tenant: 'whole' } });
  });

  it.each<[name: string, message: RegExp]>([
    ['absent', /^--tenant absent: there is no .*absent\.json$/],
    [
      'bus',
      /^--tenant bus: the story needs ingress\.webhook, a destination of type bucket, records\.format ocsf; --stay/,
    ],
    ['restricted', /^--tenant restricted: the story needs ingress\.webhook without allowedSourceCidrs; /],
  ])('refuses %s before anything is deployed', (name, message) => {
    expect(() => chooseTenant(name, folder)).toThrow(message);
  });
});

describe('findAllTenants', () => {
  it('takes any tenant', () => {
    expect(findAllTenants(folder).tenants.map(({ tenant }) => tenant)).toEqual([
      'bus',
      'restricted',
      'whole',
    ]);
  });

  it('says that the folder is not there', () => {
    expect(() => findAllTenants(path.join(folder, 'absent'))).toThrow(/^there is no folder .*absent$/);
  });
});

describe('parseLocalOptions', () => {
  it.each<[args: readonly string[], message: RegExp]>([
    [['--nope'], /^unknown option '--nope'; known options: --tenant, --stay, --port, --help$/],
    [['--port', 'abc'], /^--port must be a number from 1 to 65534, got "abc"$/],
    [['--port', '1.5'], /^--port must be a whole number, got 1\.5$/],
    [['acme'], /^expected options alone, got "acme"; a tenant is named by --tenant$/],
  ])('refuses %j', (args, message) => {
    expect(() => parseLocalOptions(args)).toThrow(message);
  });
});

describe('toUserLine', () => {
  it('names a port that is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const error = await new Promise((resolve) => {
      createServer().once('error', resolve).listen(port, '127.0.0.1');
    });
    await new Promise((resolve) => taken.close(resolve));

    expect(toUserLine(error)).toMatch(
      new RegExp(`^port ${port} is in use on 127\\.0\\.0\\.1; choose others by`),
    );
  });

  it('leaves a fault of ours its stack trace', () => {
    expect(toUserLine(new Error('defect'))).toBeUndefined();
  });
});

describe('npm run deploy:local', () => {
  it('answers a mistake with one line and exit code 2', () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));

    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', main, '--nope'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', NODE_NO_WARNINGS: '1' },
    });

    expect(status).toBe(2);
    expect(stderr).toMatch(/^error: unknown option '--nope'; .*\n {7}see: npm run deploy:local -- --help\n$/);
  });
});
