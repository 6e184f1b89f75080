import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { type RunOptions, runCommand } from '../../../support/cli/run-command.ts';
import { agent, login, place, type StoryEvent, told } from '../../signals/story.ts';

const cli = fileURLToPath(new URL('../../../../functions/cli/main.ts', import.meta.url));

const tenant = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: { email: 'security@acme.example' },
};

/** Two people: one whose cookie is used by a script, then after the logout; one who is at home, and then at work. */
const events: readonly StoryEvent[] = [
  login('10:00', { session: 'Theft' }),
  told('ssa', '11:00', { session: 'Theft', from: place.away, with: agent.python }),
  told('slo', '12:00', { session: 'Theft' }),
  told('ssa', '2026-09-15T12:30:00.000Z', { session: 'Theft' }),
  login('10:00', { session: 'Life', user: 'auth0|u2' }),
  told('ssa', '2026-09-16T11:00:00.000Z', { session: 'Life', user: 'auth0|u2', from: place.mobile }),
];
const ndjson = events.map(({ data }) => `${JSON.stringify({ log_id: data['log_id'], data })}\n`).join('');

const expected = `6 events on 3 days, 2026-09-14 to 2026-09-16
A: signals as they come, alerts from medium
B: FOLDER/b.json, alerts from medium

            A    B
alerts      3    3
a day     1.0  1.0
sessions    1    1
users       1    1

signal                      A  B  new  silent  changed
network_and_client_changed  1  1    0       0        0
scripted_user_agent         1  1    0       0        1
session_used_after_end      1  0    0       1        0
user_agent_changed          0  1    1       0        0

day         A  B
2026-09-14  2  3
2026-09-15  1  0

New in B: 1
2026-09-14T11:00:00.000Z  medium  user_agent_changed  Theft  auth0|u1

Silent in B: 1
2026-09-15T12:30:00.000Z  medium  session_used_after_end  Theft  auth0|u1

Of another severity in B: 1
2026-09-14T11:00:00.000Z  medium to high  scripted_user_agent  Theft  auth0|u1
`;

describe('replay-signals', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'replay-signals-'));
    writeFileSync(path.join(folder, 'events.ndjson'), ndjson);
    const signals = {
      disabled: ['session_used_after_end'],
      severity: { scripted_user_agent: 'high', user_agent_changed: 'medium' },
    };
    writeFileSync(path.join(folder, 'b.json'), JSON.stringify({ ...tenant, signals }));
    const records = { findingFrom: 'low' };
    writeFileSync(path.join(folder, 'low.json'), JSON.stringify({ ...tenant, records }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const at = (name: string) => path.join(folder, name);
  const replay = async (args: readonly string[], options?: RunOptions) => {
    const { stdout, ...rest } = await runCommand(commands, ['replay-signals', ...args], options);
    return { ...rest, stdout: stdout.replaceAll(folder, 'FOLDER') };
  };

  it('tells alerts a day, sessions and users under both, what is new, silent and of another severity', async () => {
    const { exitCode, stdout, stderr } = await replay([at('events.ndjson'), '--against', at('b.json')]);

    expect(stdout).toBe(expected);
    expect(stderr).toBe('6 events judged twice\n');
    expect(exitCode).toBe(0);
  });

  it('writes the same bytes again, from standard input and gzipped alike', async () => {
    const one = await replay([at('events.ndjson'), '--against', at('b.json')]);
    const again = await replay(['-', '--against', at('b.json')], { input: gzipSync(ndjson) });

    expect(again.stdout).toBe(one.stdout);
  });

  it('comes to the same bytes in several processes, which tell of unusable input once', async () => {
    const input = at('twice.ndjson');
    writeFileSync(input, `${ndjson}{"hello":"world"}\n${ndjson}`);
    const args = [input, '--against', at('b.json')];
    const one = await replay(args);

    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--no-warnings', '--import', 'tsx', cli, 'replay-signals', ...args, '--workers', '2'],
      { encoding: 'utf8' },
    );

    expect(one.stdout).toContain('6 events on 3 days');
    expect(stdout.replaceAll(folder, 'FOLDER')).toBe(one.stdout);
    expect(stderr).toBe(one.stderr);
    expect([one.exitCode, status]).toEqual([1, 1]);
  });

  it('refuses several workers for standard input, and a number that is none', async () => {
    expect(await replay(['--against', at('b.json'), '--workers', '2'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('standard input is read by one worker'),
    });
    expect(await replay([at('events.ndjson'), '--against', at('b.json'), '--workers', '0'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--workers must be a number from 1 to 64'),
    });
  });

  it('asks each side by its own thresholds and allow-lists, and not only weighs by its own', async () => {
    const [theft] = events.filter(({ data }) => String(data['user_agent']).startsWith('python'));
    const signals = { allow: { prefixes: [`${String(theft?.data['ip'])}/32`] } };
    writeFileSync(at('allowed.json'), JSON.stringify({ ...tenant, signals }));

    const { stdout } = await replay([at('events.ndjson'), '--against', at('allowed.json'), '--json']);
    const { bySignal } = JSON.parse(stdout) as { bySignal: { signal: string; alerts: number[] }[] };

    expect(bySignal.find(({ signal }) => signal === 'network_and_client_changed')?.alerts).toEqual([1, 0]);
  });

  it('takes each side’s own level, unless one is given for both', async () => {
    const own = await replay([
      at('events.ndjson'),
      '--tenant-file',
      at('low.json'),
      '--against',
      at('b.json'),
      '--json',
    ]);
    const given = await replay([
      at('events.ndjson'),
      '--against',
      at('low.json'),
      '--finding-from',
      'high',
      '--json',
    ]);

    expect(JSON.parse(own.stdout)).toMatchObject({ alerts: [4, 3], sessions: [1, 1] });
    expect(JSON.parse(given.stdout)).toMatchObject({ alerts: [1, 1], new: [], silent: [], changed: [] });
  });

  it('counts a repeated log_id once, names what is no event, and shows no more of a list than asked for', async () => {
    const input = `${ndjson}${ndjson}{"hello":"world"}\n`;
    const { exitCode, stdout, stderr } = await replay(['--against', at('b.json'), '--list', '0', '--json'], {
      input,
    });

    expect(JSON.parse(stdout)).toMatchObject({ events: 6, repeats: 6, unusable: 1, findings: 0, silent: [] });
    expect(stderr).toMatch(/^unusable: line 13: .*\n6 events judged twice; 6 repeats dropped; 1 unusable\n$/);
    expect(exitCode).toBe(1);
  });

  it('says what it is missing', async () => {
    expect(await replay([at('events.ndjson')])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('expected --against: the settings to compare with'),
    });
    expect(await replay([at('events.ndjson'), '--against', at('none.json')])).toMatchObject({ exitCode: 2 });
  });

  it('is told nothing by nothing', async () => {
    const { stdout } = await replay(['--against', at('b.json')]);

    expect(stdout).toMatch(/^0 events on 0 days\n/);
    expect(stdout).toContain('New in B: none');
  });
});
