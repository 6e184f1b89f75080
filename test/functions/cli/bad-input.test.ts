import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { commands } from '../../../functions/cli/commands.ts';
import { type LoopbackServer, listen } from '../../../functions/local/listen.ts';
import { type RunOptions, runCommand } from '../../support/cli/run-command.ts';

const events = 'functions/local/samples/log-events.ndjson';
const event = '{"type":"s","log_id":"L1"}\n';
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
const own = path.join(folder, 'own.ndjson');
const object = path.join(folder, 'object.json');
const empty = path.join(folder, 'empty');
const auth0 = 'https://acme.eu.auth0.com';
const token = { AUTH0_TOKEN: 'a-token' };

beforeAll(() => {
  mkdirSync(empty);
  writeFileSync(own, event);
  writeFileSync(object, '{"id":"S1"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const enrichOptions =
  'known options: --format, --ocsf-version, --finding-from, --tenant-file, --privacy-key-secret, --sessions, --auth0-base-url, --token-secret, --requests-per-second, --output, --pretty, --json';
const notOurs =
  'no Auth0 log event: its type is no log type code, and there is no log_id, _id or date beside it';
const baseUrlRule = '--auth0-base-url must be https://<domain> without a path (http only for loopback), got';
const tenantRule =
  'TENANT must be the name of a tenant file: 1 to 32 lower-case letters, digits and hyphens, got "ACME"';
const momentRule = 'must be a moment such as 2026-09-14T08:00:00Z or 2026-09-14, got';

/** One array on one line that never ends; the same piece again and again, so it takes no memory. */
function* endlessLine() {
  const piece = '{"a":1},'.repeat(131_072);
  yield '[';
  for (;;) yield piece;
}

interface BadInput {
  readonly args: readonly string[];
  readonly options?: () => RunOptions;
  readonly says: string;
}

/** The command line means nothing: exit code 2, and where to look it up. */
const usage: readonly BadInput[] = [
  { args: ['enrich', '--fromat', 'ecs'], says: `unknown option '--fromat'; ${enrichOptions}` },
  {
    args: ['enrich', '--format'],
    says: `option '--format <value>' argument missing; ${enrichOptions}`,
  },
  { args: ['enrich', '--format', 'xml'], says: '--format must be one of ocsf, ecs, raw, got "xml"' },
  {
    args: ['enrich', '--ocsf-version', '1.7.0'],
    says: '--ocsf-version must be one of 1.8.0, 1.3.0, 1.1.0, got "1.7.0"',
  },
  {
    args: ['enrich', '--finding-from', 'critical'],
    says: '--finding-from must be one of low, medium, high, got "critical"',
  },
  {
    args: ['enrich', '--finding-from', 'low', '--format', 'raw'],
    says: '--finding-from is of use only with ocsf and ecs, not with raw',
  },
  {
    args: ['enrich', '--requests-per-second', '0'],
    says: '--requests-per-second must be a number from 0.1 to 5000, got "0"',
  },
  { args: ['enrich', '-', '-'], says: 'standard input (-) can be read once only' },
  {
    args: ['enrich', '--sessions', object, '--auth0-base-url', auth0],
    says: '--sessions and --auth0-base-url exclude each other: sessions come from one of them',
  },
  {
    args: ['enrich', '--auth0-base-url', 'http://acme.eu.auth0.com'],
    says: `${baseUrlRule} "http://acme.eu.auth0.com"`,
  },
  {
    args: ['enrich', '--auth0-base-url', `${auth0}/api/v2`],
    says: `${baseUrlRule} "${auth0}/api/v2"`,
  },
  {
    args: ['enrich', '--auth0-base-url', auth0],
    says: '--auth0-base-url needs a Management API token: set AUTH0_TOKEN, or name its secret with --token-secret',
  },
  {
    args: ['enrich', '--auth0-base-url', auth0],
    options: () => ({ env: { AUTH0_TOKEN: 'Bearer canary' } }),
    says: 'AUTH0_TOKEN is no Management API token: expected the bare token, without "Bearer"',
  },
  {
    args: ['enrich', '--token-secret', 'x'],
    says: '--token-secret is of use only with --auth0-base-url',
  },
  {
    args: ['enrich', '--auth0-base-url', auth0, '--token-secret', ''],
    says: '--token-secret must be the name or ARN of a secret, got ""',
  },
  {
    args: ['enrich', '--tenant-file', 'test/infra/example-tenants/globex.json'],
    says: 'the tenant file hashes fields: name the secret with the key by --privacy-key-secret, or set PRIVACY_KEY',
  },
  {
    args: ['enrich', events, '--output', '/dev/null'],
    says: '--output must be a file, /dev/null is none: write to it by >',
  },
  {
    args: ['enrich', own, '--output', own],
    says: `--output ${own} is what is read: give it another name`,
  },
  {
    args: ['enrich', own],
    options: () => ({ env: { HTTPS_PROXY: 'socks5://user:canary@127.0.0.1:1' } }),
    says: 'HTTPS_PROXY must be the URL of an HTTP proxy such as http://proxy.example:3128, got socks5://',
  },
  {
    args: ['enrich', own],
    options: () => ({ env: { https_proxy: 'canary:3128' } }),
    says: 'https_proxy must be the URL of an HTTP proxy such as http://proxy.example:3128, got something else',
  },
  { args: ['replay'], says: 'expected a FILE, or - for standard input' },
  { args: ['replay', events], says: 'give exactly one of --tenant, --queue-url and --webhook-url' },
  {
    args: ['replay', events, '--webhook-url', 'http://example.com'],
    says: '--webhook-url must be an https URL (http only for loopback), got "http://example.com"',
  },
  {
    args: ['replay', events, '--webhook-url', 'http://127.0.0.1:4000/log-events'],
    says: '--webhook-url needs the Authorization value of the log stream in WEBHOOK_AUTHORIZATION',
  },
  { args: ['replay', events, '--tenant', 'ACME'], says: tenantRule },
  { args: ['backfill'], says: '--from is missing: since when?' },
  { args: ['backfill', '--from', 'yesterday'], says: `--from ${momentRule} "yesterday"` },
  {
    args: ['backfill', '--from', '2026-09-15', '--to', '2026-09-14'],
    says: '--to must be later than --from',
  },
  {
    args: ['backfill', '--from', '2026-09-14'],
    says: 'name the TENANT, or give --auth0-base-url',
  },
  { args: ['backfill', 'a', 'b', '--from', '2026-09-14'], says: 'expected one TENANT, got 2' },
  {
    args: ['backfill', '--auth0-base-url', auth0, '--from', '2026-09-14', '--format', 'ecs'],
    options: () => ({ env: token }),
    says: '--format is of use only with --to-records: the stack makes the records',
  },
  { args: ['doctor'], says: 'expected one TENANT' },
  { args: ['doctor', 'acme', '--webhook-url', 'x'], says: '--webhook-url must be a URL, got "x"' },
  { args: ['tenant'], says: 'expected new, check or changes, got nothing' },
];

/** What is named cannot be read or written: exit code 2. */
const unreadable: readonly BadInput[] = [
  { args: ['enrich', 'nowhere.ndjson'], says: 'cannot read nowhere.ndjson: there is no such file' },
  { args: ['enrich', own, 'nowhere.ndjson'], says: 'cannot read nowhere.ndjson: there is no such file' },
  { args: ['enrich', `${own}/x`], says: `cannot read ${own}/x: there is no such file` },
  { args: ['enrich', 'a\u001b[2Jb'], says: 'cannot read a\\u001b[2Jb: there is no such file' },
  { args: ['enrich', empty], says: `cannot read ${empty}: there is no file in the folder` },
  {
    args: ['enrich'],
    options: () => ({ input: Buffer.from('\uFEFF{"a":1}', 'utf16le') }),
    says: 'cannot read standard input: it is UTF-16, expected UTF-8: iconv -f UTF-16 -t UTF-8 makes it so',
  },
  {
    args: ['enrich'],
    options: () => ({ input: 'PK\u0003\u0004' }),
    says: 'cannot read standard input: it is a ZIP archive, expected JSON text: unpack it first',
  },
  {
    args: ['enrich'],
    options: () => ({ input: gzipSync(event).subarray(0, 30) }),
    says: 'cannot read standard input to its end: the gzip breaks off',
  },
  ...[Buffer.from(event), Buffer.alloc(512), Buffer.concat([Buffer.alloc(4), gzipSync(event)])].map(
    (trailing): BadInput => ({
      args: ['enrich'],
      options: () => ({ input: Buffer.concat([gzipSync(event), trailing]) }),
      says: 'cannot read standard input to its end: bytes that are no gzip follow after the end of the gzip',
    }),
  ),
  {
    args: ['enrich'],
    options: () => ({ input: Readable.from(endlessLine()) }),
    says: 'cannot read more than 512 MB as one JSON value; give JSON lines',
  },
  {
    args: ['enrich', own, '--sessions', events],
    says: `cannot read --sessions ${events}: expected a JSON array of sessions, it is not JSON`,
  },
  {
    args: ['enrich', own, '--sessions', object],
    says: `cannot read --sessions ${object}: wrong sessions: expected a JSON array of sessions, got an object`,
  },
  {
    args: ['enrich', own, '--tenant-file', 'nowhere.json'],
    says: 'there is no tenant file nowhere.json',
  },
  {
    args: ['enrich', own, '--output', path.join(folder, 'nowhere', 'records')],
    says: `cannot write --output ${path.join(folder, 'nowhere', 'records')}: there is no such folder`,
  },
  {
    args: ['enrich', own, '--output', folder],
    says: `cannot write --output ${folder}: it is a directory`,
  },
  {
    args: ['replay', 'nowhere.ndjson', '--tenant', 'acme'],
    says: 'cannot read nowhere.ndjson: there is no such file',
  },
  {
    args: ['backfill', 'nobody', '--from', '2026-09-14'],
    says: `there is no tenant file ${path.join('infra', 'tenants', 'nobody.json')}; npm run --silent cli -- tenant new nobody writes one`,
  },
];

/** It can be read, and some or all of it is no event: exit code 1, each piece named. */
const unusable: readonly (readonly [input: string, says: string])[] = [
  ['{\n  "name": "x",\n  "type": "module"\n}\n', `line 1: ${notOurs}`],
  ['{"type":"object","properties":{}}', `line 1: ${notOurs}`],
  ['[{"type":"FeatureCollection"}]', `element 1: ${notOurs}`],
  ['{"a":1}\n', 'line 1: no event: neither a type (log event) nor a session_id or sid (session event)'],
  ['[1]', 'element 1: expected a JSON object, got a number'],
  ['{"type":5}\n', 'line 1: type: expected a log type code as text, got a number'],
  ['{"type":"s"', 'line 1: not valid JSON'],
  ['<html>\n', 'line 1: not valid JSON'],
];

describe('bad input', () => {
  it.each(usage)('exits 2 and points to the help: $args', async ({ args, options, says }) => {
    const { exitCode, stdout, stderr } = await runCommand(commands, args, options?.());

    expect(stderr).toBe(`error: ${says}\n       see: npm run --silent cli -- ${args[0]} --help\n`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  it.each(unreadable)('exits 2: $args, $says', async ({ args, options, says }) => {
    const { exitCode, stderr } = await runCommand(commands, args, options?.());

    expect(stderr).toBe(`error: ${says}\n`);
    expect(exitCode).toBe(2);
  });

  it.each(unusable)('exits 1 for %j', async (input, says) => {
    const { exitCode, stdout, stderr } = await runCommand(commands, ['enrich'], { input });

    expect(stderr).toBe(`unusable: ${says}\n0 events became records; 1 unusable\n`);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });

  it('takes no harm from an unknown command', async () => {
    const { exitCode, stderr } = await runCommand(commands, ['enrihc']);

    const names = commands.map(({ name }) => name).join(', ');
    expect(stderr).toBe(`error: unknown command "enrihc"; known commands: ${names}\n`);
    expect(exitCode).toBe(2);
  });
});

describe('a backfill whose state file cannot be written', () => {
  const asked: string[] = [];
  let server: LoopbackServer;
  beforeAll(async () => {
    const app = new Hono().all('*', (c) => {
      asked.push(c.req.path);
      return c.json([]);
    });
    server = await listen(app);
  });
  afterAll(() => server.close());

  it.each([
    [
      path.join(folder, 'nowhere', 'state.json'),
      'cannot write the state file %s: there is no such folder; nothing was fetched',
    ],
    [folder, 'cannot read the state file %s: it is a directory, expected a file'],
  ])('stores nothing: %s', async (state, says) => {
    const args = ['backfill', '--auth0-base-url', server.url, '--from', '2026-09-14', '--to-records'];

    const { exitCode, stderr } = await runCommand(commands, [...args, '--state', state], { env: token });

    expect(stderr).toBe(`error: ${says.replace('%s', state)}\n`);
    expect(exitCode).toBe(2);
    expect(asked).toEqual([]);
  });
});

describe('a token that may read log events and no session', () => {
  let server: LoopbackServer;
  beforeAll(async () => {
    const login = { type: 's', log_id: 'L1', details: { session_id: 'S1' } };
    const app = new Hono()
      .get('/api/v2/logs', (c) => c.json(c.req.query('from') === 'L1' ? [] : [login]))
      .get('/api/v2/sessions/:id', (c) => c.json({ errorCode: 'insufficient_scope' }, 403));
    server = await listen(app);
  });
  afterAll(() => server.close());

  it('makes records without sessions, which backfill tells and exits 1', async () => {
    const args = ['backfill', '--auth0-base-url', server.url, '--from', '2026-09-14', '--to-records'];
    const state = path.join(folder, 'scope.json');

    const { exitCode, stdout, stderr } = await runCommand(commands, [...args, '--state', state], {
      env: token,
    });

    expect(stderr).toBe(
      [
        '1 event fetched, all there are',
        "1 event without a session: Auth0 refused the look-up (403, insufficient_scope); the token's application needs the permission read:sessions",
        'no look-up worked\n',
      ].join('\n'),
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(1);
  });
});

describe('a port at which nothing listens', () => {
  let url = '';
  beforeAll(async () => {
    const server = await listen(new Hono());
    url = server.url;
    await server.close();
  });

  it('is what replay names, with what to do', async () => {
    const args = ['replay', events, '--webhook-url', `${url}/log-events`];

    const { exitCode, stderr } = await runCommand(commands, args, {
      env: { WEBHOOK_AUTHORIZATION: 'canary' },
    });

    const { host } = new URL(url);
    expect(stderr).toBe(
      `error: the webhook took nothing: ${host} refuses the connection (ECONNREFUSED); is the address right, and does it run? npm start runs one on this machine\n`,
    );
    expect(exitCode).toBe(2);
  });

  it('is what enrich names, whose records say the same', async () => {
    const args = ['enrich', '--auth0-base-url', url];
    const input = '{"type":"s","log_id":"L1","details":{"session_id":"S1"}}\n';

    const { exitCode, stdout, stderr } = await runCommand(commands, args, { env: token, input });

    const { host } = new URL(url);
    expect(stderr).toBe(
      [
        '1 event became a record: 1 unavailable',
        `1 event without a session: ${host} refuses the connection (ECONNREFUSED); is the address right, and does it run?`,
        'no look-up worked\n',
      ].join('\n'),
    );
    expect(stdout).toContain('"unavailable"');
    expect(exitCode).toBe(1);
  });
});

describe('an output that is written whole or not at all', () => {
  it.each<[what: string, input: Buffer]>([
    ['breaks off', gzipSync(`${event}`.repeat(9)).subarray(0, 40)],
    ['goes on after its end', Buffer.concat([gzipSync(event), Buffer.alloc(3)])],
  ])('leaves what was there as it was when the input %s', async (_what, input) => {
    const output = path.join(folder, 'kept.ndjson');
    writeFileSync(output, 'before\n');

    const { exitCode } = await runCommand(commands, ['enrich', '--output', output], { input });

    expect(exitCode).toBe(2);
    expect(readFileSync(output, 'utf8')).toBe('before\n');
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
  });
});
