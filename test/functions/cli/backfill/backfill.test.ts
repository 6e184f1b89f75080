import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { toFirstLogId } from '../../../../functions/cli/backfill/first-log-id.ts';
import { type Auth0Simulator, createAuth0Simulator } from '../../../../functions/local/auth0-simulator.ts';
import { type LoopbackServer, listen } from '../../../../functions/local/listen.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { parseLines, runCommand } from '../../../support/cli/run-command.ts';

const useAws = useAwsStandIn();
const startMs = Date.UTC(2026, 8, 14, 8);
const eventCount = 1_050;
const events = Array.from({ length: eventCount }, (_, index) => {
  const ms = startMs + index * 1_000;
  const logId = `${toFirstLogId(ms).slice(0, 20)}${String(index + 1).padStart(36, '0')}`;
  return { log_id: logId, type: 's', date: new Date(ms).toISOString(), details: { session_id: 'S1' } };
});
const logIds = events.map((event) => event.log_id);

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
let simulator: Auth0Simulator;
let auth0: LoopbackServer;
let state = '';
let queueUrl = '';
let runs = 0;
const lookedUpAtMs: number[] = [];

beforeAll(async () => {
  simulator = createAuth0Simulator({
    sessions: [{ id: 'S1' }],
    rateLimit: { burst: 100, ratePerSecond: 100 },
    onRequest: ({ route, atMs }) => route === 'sessions' && lookedUpAtMs.push(atMs),
  });
  simulator.addLogs(events);
  auth0 = await listen(simulator.app);
});
afterAll(async () => {
  await auth0.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  simulator.clearFaults();
  simulator.setLatency(0);
  runs += 1;
  state = path.join(folder, `${runs}.json`);
  queueUrl = useAws().queues.create(`backfill-${runs}`);
});

const token = () => simulator.issueToken({ scopes: ['read:logs', 'read:sessions'] });
const toArgs = (...more: readonly string[]) => [
  'backfill',
  '--auth0-base-url',
  auth0.url,
  '--requests-per-second',
  '50',
  '--state',
  state,
  ...more,
];
const backfill = (args: readonly string[], env: Record<string, string> = { AUTH0_TOKEN: token() }) =>
  runCommand(commands, toArgs(...args), { env });
const queuedIds = () =>
  useAws()
    .queues.messages(`backfill-${runs}`)
    .map(({ body }) => (JSON.parse(body) as { log_id: string }).log_id)
    .toSorted();
const readState = () => JSON.parse(readFileSync(state, 'utf8')) as { events: number; isDone: boolean };

describe('cli backfill', () => {
  it('puts every event since a moment into the queue, once', async () => {
    const { exitCode, stderr } = await backfill(['--from', '2026-09-14T08:00:00Z', '--queue-url', queueUrl]);

    expect(exitCode).toBe(0);
    expect(stderr).toBe('1,050 events fetched, all there are\n');
    expect(queuedIds()).toEqual(logIds);
    expect(readState()).toMatchObject({ events: eventCount, isDone: true });
  });

  it('keeps to the time asked for', async () => {
    await backfill([
      '--from',
      '2026-09-14T08:00:10Z',
      '--to',
      '2026-09-14T08:05:00Z',
      '--queue-url',
      queueUrl,
    ]);

    expect(queuedIds()).toEqual(logIds.slice(10, 300));
  });

  it('does nothing a second time', async () => {
    const args = ['--from', '2026-09-14T08:17:00Z', '--queue-url', queueUrl];

    await backfill(args);
    const { exitCode, stderr } = await backfill(args);

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^done already, 30 events; see /);
    expect(queuedIds()).toHaveLength(30);
  });

  it('writes records to standard output, with sessions', async () => {
    const { exitCode, stdout, stderr } = await backfill([
      '--from',
      '2026-09-14T08:17:00Z',
      '--to-records',
      '--format',
      'raw',
      '--json',
    ]);

    expect(exitCode).toBe(0);
    expect(parseLines(stdout)).toHaveLength(30);
    expect(stdout.match(/"status":"enriched"/g)).toHaveLength(30);
    expect(JSON.parse(stderr)).toMatchObject({ events: 30, fetched: 30, unusable: 0 });
  });

  it.each<[what: string, source: () => readonly string[]]>([
    ['the tenant file', () => ['acme', '--tenants', folder]],
    ['--look-ups-per-second', () => ['--auth0-base-url', auth0.url, '--look-ups-per-second', '5']],
  ])('keeps to the request budget of %s', async (_what, source) => {
    const startsAtMs = Date.UTC(2026, 7, 1);
    const sessionIds = Array.from({ length: 8 }, (_, index) => `of-${runs}-${index}`);
    simulator.addLogs(
      sessionIds.map((sessionId, index) => ({
        log_id: toFirstLogId(startsAtMs + runs * 1_000 + index + 1),
        type: 's',
        details: { session_id: sessionId },
      })),
    );
    const tenant = {
      auth0: {
        domain: 'acme.eu.auth0.com',
        baseUrl: auth0.url,
        budget: { requestsPerSecond: 10, burst: 10 },
        share: 0.5,
      },
      ingress: { webhook: {} },
      destinations: [{ type: 'bucket' }],
      alarms: 'none',
    };
    writeFileSync(path.join(folder, 'acme.json'), JSON.stringify(tenant));
    lookedUpAtMs.length = 0;
    const beganAtMs = Date.now();
    const from = new Date(startsAtMs + runs * 1_000).toISOString();
    const to = new Date(startsAtMs + runs * 1_000 + 999).toISOString();

    const { exitCode } = await runCommand(
      commands,
      ['backfill', ...source(), '--from', from, '--to', to, '--to-records', '--state', state],
      { env: { AUTH0_TOKEN: token() } },
    );

    // Five at once, then five a second. Counted from before the first: a busy machine can only make it more.
    const tookMs = (lookedUpAtMs.at(-1) ?? 0) - beganAtMs;
    expect(exitCode).toBe(0);
    expect(lookedUpAtMs).toHaveLength(8);
    expect(tookMs).toBeGreaterThanOrEqual(590);
  });

  it('goes on after passing faults, without a gap and without a repeat', async () => {
    simulator.inject({ kind: 'reset' }, { route: 'logs', times: 1 });
    simulator.inject({ kind: 'truncated_json' }, { route: 'logs', times: 1 });
    simulator.inject({ kind: 'html' }, { route: 'logs', times: 1 });

    const { exitCode } = await backfill(['--from', '2026-09-14T08:10:00Z', '--queue-url', queueUrl]);

    expect(exitCode).toBe(0);
    expect(queuedIds()).toEqual(logIds.slice(600));
  });

  it('says why it waits', async () => {
    simulator.inject({ kind: 'reset' }, { route: 'logs', times: 1 });

    const { exitCode, stderr } = await backfill(['--from', '2026-09-14T08:17:00Z', '--queue-url', queueUrl]);

    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/^127\.0\.0\.1:\d+: no answer \(\w+\), trying again in 1 s\n/);
  });

  it('waits for the rate limit', async () => {
    simulator.drain(1_000);

    const { exitCode } = await backfill(['--from', '2026-09-14T08:17:00Z', '--queue-url', queueUrl]);

    expect(exitCode).toBe(0);
    expect(queuedIds()).toHaveLength(30);
  });

  it('goes on from the state file when the queue is back', async () => {
    const args = ['--from', '2026-09-14T08:00:00Z', '--queue-url', queueUrl];
    const aws = useAws();
    aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'denied' }, after: 25 });

    const failed = await backfill(args);
    aws.clearFaults();
    const resumed = await backfill(args);

    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^error: the queue did not take everything/);
    expect(resumed.exitCode).toBe(0);
    expect([...new Set(queuedIds())].toSorted()).toEqual(logIds);
    expect(queuedIds().length - eventCount).toBeLessThanOrEqual(100);
  });

  it('leaves the page unsaved that the output does not take, and begins a new line the next time', async () => {
    const args = toArgs('--from', '2026-09-14T08:15:00Z', '--to-records', '--format', 'raw');
    const env = { AUTH0_TOKEN: token() };
    let pieces = 0;
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done((pieces += 1) > 1 ? full : undefined),
    });

    const failed = await runCommand(commands, args, { env, stdout });
    const eventsThen = readState().events;
    const resumed = await runCommand(commands, args, { env });
    const third = await runCommand(commands, args, { env });

    expect(failed).toMatchObject({
      exitCode: 2,
      stderr: 'error: cannot write the output: no space left\n',
    });
    expect(eventsThen).toBe(100);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stdout).toMatch(/^\n\{/);
    expect(parseLines(resumed.stdout)).toHaveLength(50);
    expect(third.stdout).toBe('');
  });

  it('does not count as done when the reader of the records has gone', async () => {
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(gone) });

    const args = toArgs('--from', '2026-09-14T08:15:00Z', '--to-records');
    const { exitCode, stderr } = await runCommand(commands, args, { env: { AUTH0_TOKEN: token() }, stdout });

    expect(exitCode).toBe(2);
    expect(stderr).toBe('error: the reader of the output has gone\n');
    expect(readState()).toMatchObject({ events: 0, isDone: false });
  });

  it('goes on after SIGKILL with no gap, and repeats at most the page under way', async () => {
    let pages = 0;
    simulator.setLatency(() => ((pages += 1) > 5 ? 5_000 : 0));
    const args = toArgs('--from', '2026-09-14T08:00:00Z', '--queue-url', queueUrl);
    const env = { ...process.env, AUTH0_TOKEN: token() };
    const child = spawn(process.execPath, ['--import', 'tsx', 'functions/cli/main.ts', ...args], {
      env,
      stdio: 'ignore',
    });
    while (!existsSync(state) || readState().events < 500) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const before = queuedIds().length;
    simulator.setLatency(0);

    const { exitCode } = await backfill(['--from', '2026-09-14T08:00:00Z', '--queue-url', queueUrl]);

    expect(before).toBe(500);
    expect(exitCode).toBe(0);
    expect([...new Set(queuedIds())].toSorted()).toEqual(logIds);
    expect(queuedIds().length - eventCount).toBeLessThanOrEqual(100);
  });

  it('names an event that no queue message holds, and goes on', async () => {
    const [small, large] = [1, 2].map((hour) => toFirstLogId(Date.UTC(2026, 8, 1, hour)));
    simulator.addLogs([
      { log_id: large, type: 's', text: '€'.repeat(400_000) },
      { log_id: small, type: 's' },
    ]);

    const args = ['--from', '2026-09-01', '--to', '2026-09-02', '--queue-url', queueUrl];
    const { exitCode, stderr } = await backfill(args);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      new RegExp(
        `^unusable: event ${large}: larger than 1 MiB, the most that a queue message holds\n2 events`,
      ),
    );
    expect(queuedIds()).toEqual([small]);
    expect(readState()).toMatchObject({ events: 2, isDone: true });
  });

  it.each<[what: string, args: readonly string[], message: RegExp]>([
    ['no --from', [], /--from is missing: since when\?/],
    ['a wrong moment', ['--from', 'yesterday'], /--from must be a moment such as/],
    [
      'an end before the start',
      ['--from', '2026-09-14', '--to', '2026-09-13'],
      /--to must be later than --from/,
    ],
    ['no queue', ['--from', '2026-09-14'], /name the TENANT, or give --queue-url/],
    [
      'a format for what the stack will make',
      ['--from', '2026-09-14', '--format', 'ecs'],
      /--format is of use only with --to-records/,
    ],
    [
      'a budget for look-ups that the stack makes',
      ['--from', '2026-09-14', '--look-ups-per-second', '5'],
      /--look-ups-per-second is of use only with --to-records/,
    ],
    [
      'look-ups that outlast their events',
      ['--from', '2026-09-14', '--to-records', '--look-ups-per-second', '0.1'],
      /--look-ups-per-second must be a number from 0\.2 to 5000, got "0\.1"/,
    ],
  ])('refuses %s with exit code 2', async (_what, args, message) => {
    const { exitCode, stderr } = await backfill(args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each<[what: string, scopes: readonly string[], message: RegExp]>([
    ['a token without the scope', ['read:sessions'], /403\): its application needs the permission read:logs/],
    ['a token that is unknown', [], /401\): it has expired, or is of another tenant/],
  ])('says what to do about %s', async (_what, scopes, message) => {
    const env = { AUTH0_TOKEN: scopes.length > 0 ? simulator.issueToken({ scopes }) : 'made-up' };

    const { exitCode, stderr } = await backfill(['--from', '2026-09-14', '--queue-url', queueUrl], env);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it.each<[what: string, first: readonly string[], then: readonly string[], difference: string]>([
    [
      'records, then the queue',
      ['--to-records'],
      ['--queue-url', 'https://sqs.example.com/1/b'],
      'its target is records ocsf 1.8.0, now it is queue https://sqs.example.com/1/b',
    ],
    [
      'another format',
      ['--to-records', '--format', 'ecs'],
      ['--to-records', '--format', 'raw'],
      'its target is records ecs, now it is records raw',
    ],
    [
      'another version of OCSF',
      ['--to-records'],
      ['--to-records', '--ocsf-version', '1.3.0'],
      'its target is records ocsf 1.8.0, now it is records ocsf 1.3.0',
    ],
    [
      'another end',
      ['--to-records'],
      ['--to-records', '--to', '2026-09-15'],
      'its to is 2026-09-14T09:00:00.000Z, now it is 2026-09-15T00:00:00.000Z',
    ],
  ])(
    'takes no state file for done that another backfill wrote: %s',
    async (_what, first, then, difference) => {
      const range = ['--from', '2026-09-14T08:17:00Z', '--to', '2026-09-14T09:00:00Z'];

      const before = await backfill([...range, ...first]);
      const { exitCode, stderr } = await backfill([...range, ...then]);

      expect(before.exitCode).toBe(0);
      expect(exitCode).toBe(2);
      expect(stderr).toBe(
        `error: the state file ${state} belongs to another backfill (${difference}): name another one with --state, or delete it to begin anew\n`,
      );
    },
  );

  it('refuses the state file of another queue', async () => {
    const range = ['--from', '2026-09-14T08:17:00Z'];
    const otherUrl = useAws().queues.create('another');

    await backfill([...range, '--queue-url', queueUrl]);
    const { exitCode, stderr } = await backfill([...range, '--queue-url', otherUrl]);

    expect(exitCode).toBe(2);
    expect(stderr).toContain(`its target is queue ${queueUrl}, now it is queue ${otherUrl}`);
  });

  it.each([
    ['an older version', '{"version":1,"next":"900"}'],
    ['a broken one', '{"version":2,'],
    ['another tenant', '{"version":2,"next":"900","baseUrl":"https://other.eu.auth0.com"}'],
  ])('refuses the state file of %s', async (_what, text) => {
    writeFileSync(state, text);

    const { exitCode, stderr } = await backfill(['--from', '2026-09-14', '--queue-url', queueUrl]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/belongs to another backfill/);
  });
});
