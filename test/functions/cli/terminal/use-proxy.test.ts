import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { buildCli } from '../../../support/build-cli.ts';
import { loopbackCertificate } from '../../../support/loopback-certificate.ts';

/** Stands for Auth0 and for Secrets Manager. */
const origin = createTlsServer(loopbackCertificate, (request, response) => {
  const { url = '', headers } = request;
  asked.push(url);
  request.resume();
  response.setHeader('content-type', 'application/json');
  if (url.startsWith('/api/v2/sessions/')) response.writeHead(404).end('{}');
  else if (url.startsWith('/api/v2/logs')) response.end('[]');
  else if (headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
    response.end(JSON.stringify({ SecretString: 'a-token' }));
  } else response.writeHead(500).end();
});
const asked: string[] = [];

interface Proxy {
  readonly server: Server;
  /** What was asked of it: the target of each CONNECT, and as whom. */
  readonly connects: string[];
}

/** A proxy that connects whoever asks to `origin`, or answers with the status of a refusal. */
function createProxy(refusal?: number): Proxy {
  const connects: string[] = [];
  const server = createServer().on('connect', ({ url = '', headers }, socket, head) => {
    const [, credentials = ''] = (headers['proxy-authorization'] ?? '').split('Basic ');
    connects.push(`${url} as ${Buffer.from(credentials, 'base64').toString()}`);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    // By its name nobody but the proxy finds it.
    const upstream = connect(portOf(origin), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  return { server, connects };
}

const proxy = createProxy();
const wantsPassword = createProxy(407);
const refusesHost = createProxy(403);
const servers = [origin, ...[proxy, wantsPassword, refusesHost].map(({ server }) => server)];

function portOf(server: Pick<Server, 'address'>): number {
  return (server.address() as AddressInfo).port;
}

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
const certificate = path.join(folder, 'ca.pem');
const cli = buildCli(folder);

beforeAll(async () => {
  writeFileSync(certificate, loopbackCertificate.cert);
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
});
beforeEach(() => {
  proxy.connects.length = 0;
  asked.length = 0;
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

async function runCli(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      NODE_EXTRA_CA_CERTS: certificate,
      AUTH0_TOKEN: 'a-token',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      HTTPS_PROXY: toUrl(proxy),
      ...env,
    },
  });
  child.stdin.end('{"type":"s","log_id":"L1","details":{"session_id":"S1"}}\n');
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  child.stdout.resume();
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, stderr: errors.join('') };
}

const toUrl = ({ server }: Proxy) => `http://user:p%40ss@127.0.0.1:${portOf(server)}`;

const originUrl = () => `https://localhost:${portOf(origin)}`;

describe('HTTPS_PROXY', () => {
  it('holds for the Sessions API and for the AWS SDK', async () => {
    const { exitCode, stderr } = await runCli(
      ['enrich', '--auth0-base-url', originUrl(), '--token-secret', 'token'],
      { AWS_ENDPOINT_URL: originUrl() },
    );

    expect(stderr).toBe('1 event became a record: 1 not_found\n');
    expect(exitCode).toBe(0);
    expect(asked).toEqual(['/', '/api/v2/sessions/S1']);
    expect(proxy.connects).toEqual(asked.map(() => `localhost:${portOf(origin)} as user:p@ss`));
  });

  it('holds for fetch', async () => {
    const state = path.join(folder, 'state.json');
    const { exitCode, stderr } = await runCli(
      ['backfill', '--auth0-base-url', originUrl(), '--from', '2026-09-14', '--to-records', '--state', state],
      {},
    );

    expect(stderr).toBe('0 events fetched, all there are\n');
    expect(exitCode).toBe(0);
    expect(asked).toHaveLength(1);
    expect(proxy.connects).toEqual([`localhost:${portOf(origin)} as user:p@ss`]);
  });

  it('leaves alone what NO_PROXY names', async () => {
    const { exitCode } = await runCli(['enrich', '--auth0-base-url', originUrl()], {
      NO_PROXY: 'example.com,localhost',
    });

    expect(exitCode).toBe(0);
    expect(asked).toEqual(['/api/v2/sessions/S1']);
    expect(proxy.connects).toEqual([]);
  });
});

describe('a proxy that does not connect', () => {
  // Each is asked again for some seconds: all at the same time.
  const enrichBy = async (url: string) =>
    runCli(['enrich', '--auth0-base-url', originUrl()], { HTTPS_PROXY: url });
  let runs: Readonly<
    Record<'wantsPassword' | 'refusesHost' | 'isMissing', Awaited<ReturnType<typeof runCli>>>
  >;
  let askedMeanwhile: readonly string[];

  beforeAll(async () => {
    asked.length = 0;
    const [password, host, missing] = await Promise.all([
      enrichBy(toUrl(wantsPassword)),
      enrichBy(toUrl(refusesHost)),
      enrichBy('http://user:canary@127.0.0.1:1'),
    ]);
    runs = { wantsPassword: password, refusesHost: host, isMissing: missing };
    askedMeanwhile = [...asked];
  });

  it.each([
    ['wants a password', 'wantsPassword', '(HTTP status 407); put user and password into HTTPS_PROXY'],
    ['refuses the host', 'refusesHost', '(HTTP status 403); NO_PROXY names hosts that go past it'],
  ] as const)('is named when it %s', (_what, which, says) => {
    const { exitCode, stderr } = runs[which];

    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `1 event without a session: the proxy refuses to connect to localhost:${portOf(origin)} ${says}\n`,
    );
    expect(askedMeanwhile).toEqual([]);
  });

  it('is named when it is not there, not the host behind it', () => {
    const { stderr } = runs.isMissing;

    expect(stderr).toContain(
      `the proxy to localhost:${portOf(origin)} is not reached (ECONNREFUSED); is HTTPS_PROXY right?`,
    );
    expect(stderr).not.toContain('canary');
  });
});
