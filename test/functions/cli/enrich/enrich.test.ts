import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { createAuth0Simulator } from '../../../../functions/local/auth0-simulator.ts';
import { type LoopbackServer, listen } from '../../../../functions/local/listen.ts';
import { loadSampleTraffic } from '../../../../functions/local/sample-traffic.ts';
import { lakeSources } from '../../../infra/lake-sources.ts';
import { parseLines, runCommand } from '../../../support/cli/run-command.ts';
import { toMmdb } from '../../../support/mmdb.ts';

const samples = path.resolve('functions/local/samples');
const events = path.join(samples, 'log-events.ndjson');
const sessions = path.join(samples, 'sessions.json');
const traffic = loadSampleTraffic();
const logIds = traffic.elements.map((element) => element['log_id']);
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
afterAll(() => rmSync(folder, { recursive: true }));

const enrich = (args: readonly string[], options = {}) => runCommand(commands, ['enrich', ...args], options);

function writeFile(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The look-up's status, wherever a raw record has it. */
function readStatuses(stdout: string): string[] {
  return parseLines(stdout).map((record) => {
    const found = /"session_enricher":\{[^{}]*"status":"(\w+)"/.exec(JSON.stringify(record));
    return found?.[1] ?? 'none';
  });
}

describe('cli enrich', () => {
  it('gives one record for each event, in their order, with sessions from a file', async () => {
    const { exitCode, stdout, stderr } = await enrich([events, '--sessions', sessions]);

    const uids = parseLines(stdout).map(({ metadata }) => (metadata as { uid: string }).uid);
    expect(exitCode).toBe(0);
    expect(uids).toEqual(logIds);
    expect(stderr).toBe(
      `${logIds.length} events became records: 24 enriched, 13 no_session_id, 5 not_found\n`,
    );
  });

  it('gives the same bytes each time', async () => {
    const [first, second] = [
      await enrich([events, '--sessions', sessions]),
      await enrich([events, '--sessions', sessions]),
    ];

    expect(first.stdout).toBe(second.stdout);
  });

  it.each(['ocsf', 'ecs', 'raw'])('writes %s', async (format) => {
    const { exitCode, stdout } = await enrich([events, '--sessions', sessions, '--format', format]);

    expect(exitCode).toBe(0);
    expect(parseLines(stdout)).toHaveLength(logIds.length);
  });

  it.each(['1.8.0', '1.3.0', '1.1.0'])('writes OCSF %s', async (version) => {
    const { stdout } = await enrich([events, '--ocsf-version', version]);

    const versions = parseLines(stdout).map(({ metadata }) => (metadata as { version: string }).version);
    expect(new Set(versions)).toEqual(new Set([version]));
  });

  it('says that look-ups were skipped when it has no sessions', async () => {
    const { exitCode, stdout } = await enrich([events, '--format', 'raw']);

    expect(exitCode).toBe(0);
    expect(new Set(readStatuses(stdout))).toEqual(new Set(['observed', 'skipped', 'no_session_id']));
  });

  it('reads standard input, drops repeats and counts them', async () => {
    const lines = traffic.elements.slice(0, 3).map((element) => JSON.stringify(element));

    const { exitCode, stdout, stderr } = await enrich([], { input: [...lines, ...lines].join('\n') });

    expect(exitCode).toBe(0);
    expect(parseLines(stdout)).toHaveLength(3);
    expect(stderr).toBe(
      '3 events became records: 1 observed, 1 no_session_id, 1 skipped; 3 repeats dropped\n',
    );
  });

  it('names each unusable piece with its place, enriches the rest, and exits 1', async () => {
    const [line] = traffic.elements.map((element) => JSON.stringify(element));

    const { exitCode, stdout, stderr } = await enrich([], { input: `${line}\n{"a":1}\n[1]\n` });

    expect(exitCode).toBe(1);
    expect(parseLines(stdout)).toHaveLength(1);
    expect(stderr).toMatch(/^unusable: line 2: no event: .+\nunusable: line 3: expected a JSON object, .+\n/);
    expect(stderr).toMatch(/1 event became a record: 1 \w+; 2 unusable\n$/);
  });

  it.each<[what: string, args: readonly string[], message: RegExp]>([
    ['an unknown format', ['--format', 'xml'], /--format must be one of ocsf, ecs, raw, got "xml"/],
    [
      'an unknown version',
      ['--ocsf-version', '1.7.0'],
      /--ocsf-version must be one of 1\.8\.0, 1\.3\.0, 1\.1\.0/,
    ],
    [
      'an empty name of a secret',
      ['--auth0-base-url', 'https://acme.eu.auth0.com', '--token-secret', ''],
      /--token-secret must be the name or ARN of a secret, got ""/,
    ],
    ['an unknown option', ['--fromat', 'ecs'], /unknown option '--fromat'; known options: --format/],
    ['a file that is not there', ['nowhere.ndjson'], /cannot read nowhere\.ndjson: there is no such file/],
    [
      'both sources of sessions',
      ['--sessions', sessions, '--auth0-base-url', 'https://acme.eu.auth0.com'],
      /exclude each other/,
    ],
    ['a base URL without a token', ['--auth0-base-url', 'https://acme.eu.auth0.com'], /set AUTH0_TOKEN/],
    [
      'plain http to another machine',
      ['--auth0-base-url', 'http://acme.eu.auth0.com'],
      /must be https:\/\/<domain> without a path/,
    ],
    [
      'a secret without a base URL',
      ['--token-secret', 'x'],
      /--token-secret is of use only with --auth0-base-url/,
    ],
    [
      'sessions that are no JSON',
      ['--sessions', events],
      /expected a JSON array of sessions, it is not JSON/,
    ],
    ['a rate of nothing', ['--requests-per-second', '0'], /--requests-per-second must be a number from 0\.1/],
  ])('refuses %s in one line with exit code 2', async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await enrich(args);

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('unpacks gzip, from a file and from standard input', async () => {
    const packed = gzipSync(readFileSync(events));
    const file = path.join(folder, 'events.ndjson.gz');
    writeFileSync(file, packed);

    const [plain, fromFile, fromInput] = [
      await enrich([events, '--sessions', sessions]),
      await enrich([file, '--sessions', sessions]),
      await enrich(['--sessions', sessions], { input: packed }),
    ];

    expect(fromFile).toEqual(plain);
    expect(fromInput).toEqual(plain);
  });

  it('gives the outcome to machines with --json', async () => {
    const { stderr } = await enrich(['--json'], { input: `${readFileSync(events, 'utf8')}{}\n` });

    expect(JSON.parse(stderr.split('\n').at(-2) ?? '')).toEqual({
      records: logIds.length,
      repeats: 0,
      unusable: 1,
      statuses: { no_session_id: 13, observed: 24, skipped: 5 },
      failures: [],
    });
  });

  it('calls nothing enriched while Auth0 is out of reach, says why, and exits 1', async () => {
    const { exitCode, stderr } = await enrich([events, '--auth0-base-url', 'http://127.0.0.1:1'], {
      env: { AUTH0_TOKEN: 'token' },
    });

    const [counts, why] = stderr.split('\n');
    expect(exitCode).toBe(1);
    // Who has been asked for, and who found the circuit open, depends on time; what events told of sessions does not.
    expect(counts).toMatch(
      /^42 events became records: (?:\d+ observed, )?13 no_session_id, \d+ unavailable$/,
    );
    expect(why).toMatch(
      /^\d+ events without a session: 127\.0\.0\.1:1 refuses the connection \(ECONNREFUSED\); /,
    );
    expect(stderr).toMatch(/\nno look-up worked\n$/);
  });

  it('reads several files and all that is below a folder, each in its own shape, and says where', async () => {
    const [first, second, third] = traffic.elements;
    const nested = path.join(folder, 'export', '2026', '09');
    mkdirSync(nested, { recursive: true });
    writeFileSync(path.join(nested, 'b.json'), JSON.stringify([second, { a: 1 }]));
    writeFileSync(path.join(nested, 'c.ndjson.gz'), gzipSync(`${JSON.stringify(third)}\n`));
    writeFileSync(path.join(nested, '.DS_Store'), 'no events');
    const single = writeFile('a.ndjson', `${JSON.stringify(first)}\n`);

    const { exitCode, stdout, stderr } = await enrich([single, path.join(folder, 'export')]);

    const uids = parseLines(stdout).map(({ metadata }) => (metadata as { uid: string }).uid);
    expect(exitCode).toBe(1);
    expect(uids).toEqual(logIds.slice(0, 3));
    expect(stderr).toMatch(/^unusable: \/.*\/export\/2026\/09\/b\.json, element 2: no event: /);
  });

  it('writes what standard output would have got into --output, with the rights that the file had', async () => {
    const output = writeFile('records.ndjson', 'before\n');
    chmodSync(output, 0o600);
    const link = path.join(folder, 'latest.ndjson');
    symlinkSync(output, link);

    const plain = await enrich([events, '--sessions', sessions]);
    const { exitCode, stdout } = await enrich([events, '--sessions', sessions, '--output', link]);

    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(readFileSync(output, 'utf8')).toBe(plain.stdout);
    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  it('adds a finding from the risk that --finding-from names', async () => {
    const count = async (...args: string[]) => {
      const { stdout } = await enrich([events, '--sessions', sessions, '--finding-from', ...args]);
      return parseLines(stdout).length - logIds.length;
    };

    const [high, low, ecs] = [
      await count('high'),
      await count('low'),
      await count('high', '--format', 'ecs'),
    ];

    // One for each signal of an event: the stolen session's own one, and all that are Low and above.
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(high);
    expect(ecs).toBe(high);
  });

  it('gives a line for people to each event with --pretty', async () => {
    const { exitCode, stdout } = await enrich([events, '--sessions', sessions, '--pretty']);

    const lines = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(lines).toHaveLength(logIds.length);
    expect(lines.filter((line) => line.includes('  High    '))).toEqual([
      expect.stringMatching(
        /^2026-09-14 08:\d\d:\d\d {2}High {4}casey\.sample@example\.com .* Network and program changed: AS65550, Exampleville, Chrome 141$/,
      ),
    ]);
    expect(stdout).not.toContain('{');
  });

  it('makes records as the stack of a tenant does', async () => {
    const file = writeFile(
      'acme.json',
      JSON.stringify({
        auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
        ingress: { webhook: {} },
        records: { format: 'raw' },
        privacy: { fields: { user_name: 'hash', ip: 'drop' } },
        signals: { disabled: ['ip_changed', 'asn_changed'] },
        destinations: [{ type: 'bucket' }],
        alarms: 'none',
      }),
    );
    const args = [events, '--sessions', sessions, '--tenant-file', file];

    const plain = await enrich([events, '--sessions', sessions, '--format', 'raw']);
    const ours = await enrich(args, { env: { PRIVACY_KEY: 'a-key-of-some-length' } });
    const ecs = await enrich([...args, '--format', 'ecs'], { env: { PRIVACY_KEY: 'a-key-of-some-length' } });

    expect(plain.stdout.includes('"user_name":"alex.sample@example.com"')).toBe(true);
    expect(plain.stdout.includes('"asn_changed":true')).toBe(true);
    expect(ours.exitCode).toBe(0);
    expect(ours.stdout).toMatch(/"session_enricher":/);
    expect(ours.stdout.includes('"user_name":"alex.sample@example.com"')).toBe(false);
    expect(ours.stdout.includes('"asn_changed":')).toBe(false);
    expect(parseLines(ours.stdout).some((record) => 'ip' in (record['data'] as object))).toBe(false);
    expect(ecs.stdout).toMatch(/^\{"@timestamp"/);
  });

  it('writes free-form JSON as text for a tenant with Security Lake, as its stack does', async () => {
    const file = writeFile(
      'lake.json',
      JSON.stringify({
        auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
        ingress: { webhook: {} },
        records: { ocsfVersion: '1.3.0' },
        destinations: [{ type: 'bucket' }, { type: 'securityLake', sources: lakeSources }],
        alarms: 'none',
      }),
    );

    const { stdout } = await enrich([events, '--sessions', sessions, '--tenant-file', file]);

    const kinds = parseLines(stdout).flatMap(({ enrichments }) =>
      ((enrichments ?? []) as { data: unknown }[]).map(({ data }) => typeof data),
    );
    expect(new Set(kinds)).toEqual(new Set(['string']));
  });

  it("asks a tenant's databases of networks, and says which of them it cannot read", async () => {
    const database = path.relative('', path.join(folder, 'everything.mmdb'));
    writeFileSync(
      database,
      toMmdb({ '::/1': { asn: 'AS64511', as_name: 'Example Net', country_code: 'NL' } }),
    );
    const file = writeFile(
      'networks.json',
      JSON.stringify({
        auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
        ingress: { webhook: {} },
        records: { format: 'ecs' },
        networks: { databases: ['missing.mmdb', database] },
        destinations: [{ type: 'bucket' }],
        alarms: 'none',
      }),
    );

    const { stdout, stderr, exitCode } = await enrich([
      events,
      '--sessions',
      sessions,
      '--tenant-file',
      file,
    ]);

    expect(exitCode).toBe(0);
    expect(parseLines(stdout)[0]).toMatchObject({ source: { geo: { country_iso_code: 'NL' } } });
    expect(stderr).toContain('networks: missing.mmdb cannot be read (ENOENT)');
  });

  it.each<[what: string, args: readonly string[], env: Record<string, string>, message: RegExp]>([
    [
      'a tenant file that is not there',
      ['--tenant-file', 'nowhere.json'],
      {},
      /there is no tenant file nowhere\.json$/m,
    ],
    [
      'the name of a tenant without a file',
      ['--tenant-file', 'nowhere'],
      {},
      /there is no tenant file infra.tenants.nowhere\.json; npm run --silent cli -- tenant new nowhere writes one/,
    ],
    [
      'one that hashes without a key',
      ['--tenant-file', 'test/infra/example-tenants/globex.json'],
      {},
      /hashes fields: name the secret with the key by --privacy-key-secret, or set PRIVACY_KEY/,
    ],
    [
      'a key that is a placeholder',
      ['--tenant-file', 'test/infra/example-tenants/globex.json'],
      { PRIVACY_KEY: 'REPLACE_ME' },
      /PRIVACY_KEY holds no key/,
    ],
    [
      'a key that nothing is hashed with',
      ['--privacy-key-secret', 'x'],
      {},
      /--privacy-key-secret is of use only with a --tenant-file that hashes fields/,
    ],
  ])('refuses %s', async (_what, args, env, message) => {
    const { exitCode, stderr } = await enrich([events, ...args], { env });

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('REPLACE_ME');
  });

  it('refuses sessions that are no array', async () => {
    const file = writeFile('object.json', '{"id":"S1"}');

    const { exitCode, stderr } = await enrich([events, '--sessions', file]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/object\.json: wrong sessions: expected a JSON array of sessions, got an object/);
  });

  it('never repeats a token that it refuses', async () => {
    const { exitCode, stderr } = await enrich([events, '--auth0-base-url', 'https://acme.eu.auth0.com'], {
      env: { AUTH0_TOKEN: 'Bearer canary' },
    });

    expect(exitCode).toBe(2);
    expect(stderr).not.toContain('canary');
  });

  it('shows examples with --help', async () => {
    const { exitCode, stdout } = await enrich(['--help']);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Examples\n {2}npm run --silent cli -- enrich/);
  });
});

describe('cli enrich with the Management API', () => {
  const simulator = createAuth0Simulator({
    sessions: traffic.sessions,
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
  });
  let auth0: LoopbackServer;
  beforeAll(async () => {
    auth0 = await listen(simulator.app);
  });
  afterAll(() => auth0.close());

  const ask = (token: string) =>
    enrich([events, '--format', 'raw', '--auth0-base-url', auth0.url, '--requests-per-second', '1000'], {
      env: { AUTH0_TOKEN: token },
    });

  it('asks once for each session and enriches what Auth0 still has', async () => {
    const sessionIds = new Set(JSON.stringify(traffic.elements).match(/"session_id":"[^"]+"/g));

    // Another test may have asked before.
    const countRequests = () =>
      [...simulator.counts.sessions.values()].reduce((sum, count) => sum + count, 0);
    const before = countRequests();

    const { exitCode, stdout } = await ask(simulator.issueToken());

    expect(exitCode).toBe(0);
    expect(countRequests() - before).toBe(sessionIds.size);
    expect(new Set(readStatuses(stdout))).toEqual(new Set(['enriched', 'not_found', 'no_session_id']));
  });

  it('still makes a record of each event when the token is refused, says so, and exits 1', async () => {
    const { exitCode, stdout, stderr } = await ask('made-up');

    expect(exitCode).toBe(1);
    expect(stderr.split('\n').slice(1)).toEqual([
      expect.stringMatching(
        /^\d+ events without a session: Auth0 refused the token \(401\); it has expired, or is of another tenant: take a new one$/,
      ),
      'no look-up worked',
      '',
    ]);
    expect(new Set(readStatuses(stdout))).toEqual(new Set(['unauthorized', 'observed', 'no_session_id']));
  });
});
