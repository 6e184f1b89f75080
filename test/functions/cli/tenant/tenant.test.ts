import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tenant = (args: readonly string[], input = '') =>
  runCommand(commands, ['tenant', ...args, '--tenants', folder], { input });

describe('cli tenant new', () => {
  it('asks for what it needs and writes a file that check accepts', async () => {
    const created = await tenant(['new', 'acme'], 'acme.eu.auth0.com\n\n\nsecurity@acme.example\n');
    const checked = await tenant(['check']);

    expect(created.exitCode).toBe(0);
    expect(created.stderr).toMatch(/Domain of the Auth0 tenant.*: Plan \(.*\) \[enterprise\]: /);
    expect(created.stderr).toMatch(
      /Next: npm run build, then npx cdk deploy session-enricher-acme --outputs-file cdk-outputs\/acme\.json; .*\n$/,
    );
    expect(created.stdout).toBe('');
    expect(JSON.parse(readFileSync(path.join(folder, 'acme.json'), 'utf8'))).toMatchObject({
      auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
      ingress: { webhook: {} },
      destinations: [{ type: 'bucket' }],
      alarms: { email: 'security@acme.example' },
    });
    expect(checked).toMatchObject({ exitCode: 0, stderr: '1 tenant file checked, 0 wrong\n' });
  });

  it('asks nothing that is given', async () => {
    const source = 'aws.partner/auth0.com/acme-0f1e2d3c/auth0.logs';
    const given = [
      '--domain',
      'acme.eu.auth0.com',
      '--plan',
      'enterprise',
      '--ingress',
      source,
      '--email',
      'none',
    ];

    const { exitCode, stdout, stderr } = await tenant(['new', 'acme', ...given, '--json']);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ tenant: 'acme', file: path.join(folder, 'acme.json') });
    expect(stderr).not.toMatch(/: $/m);
    expect(JSON.parse(readFileSync(path.join(folder, 'acme.json'), 'utf8'))).toMatchObject({
      ingress: { eventBridge: { partnerEventSourceName: source } },
      alarms: 'none',
    });
  });

  it.each<[what: string, args: readonly string[], input: string, message: RegExp]>([
    [
      'a wrong domain',
      ['acme'],
      'https://acme\n\n\nnone\n',
      /auth0\.domain: got "https:\/\/acme", expected a bare host/,
    ],
    ['no answer', ['acme'], '', /: \nerror: no answer for --domain/],
    [
      'a wrong option, before it asks',
      ['acme', '--plan', 'gold'],
      '',
      /^error: --plan: auth0\.plan: got "gold", expected one of enterprise, /,
    ],
    ['a wrong name', ['Acme'], '', /TENANT must be the name of a tenant file/],
    ['no name', [], '', /expected one TENANT/],
  ])('writes nothing for %s', async (_what, args, input, message) => {
    const { exitCode, stderr } = await tenant(['new', ...args], input);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(existsSync(path.join(folder, 'acme.json'))).toBe(false);
  });

  it('asks again at once for what it cannot take', async () => {
    const { exitCode, stderr } = await tenant(
      ['new', 'acme'],
      'https://acme\n\nacme.eu.auth0.com\ngold\n\nhook\n\nnobody\nnone\n',
    );

    expect(exitCode).toBe(0);
    expect(stderr.match(/got "[^"]+"/g)).toEqual([
      'got "https://acme"',
      'got "gold"',
      'got "hook"',
      'got "nobody"',
    ]);
  });

  it('asks again for a custom domain, and takes the host of a private cloud that is said to be one', async () => {
    const again = await tenant(['new', 'acme'], 'login.acme.com\nacme.eu.auth0.com\n\n\nnone\n');
    const own = await tenant(['new', 'globex', '--canonical-host'], 'globex.private.example\n\n\nnone\n');

    expect(again.exitCode).toBe(0);
    expect(again.stderr.match(/Domain of the Auth0 tenant/g)).toHaveLength(2);
    expect(again.stderr).toMatch(
      /auth0\.domain: got "login\.acme\.com", which looks like a custom domain, expected the tenant’s own/,
    );
    const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object;
    expect(read('acme.json')).toMatchObject({ auth0: { domain: 'acme.eu.auth0.com' } });
    expect(own.exitCode).toBe(0);
    expect(read('globex.json')).toMatchObject({
      auth0: { domain: 'globex.private.example', canonicalHost: true },
    });
  });

  it('never overwrites a file', async () => {
    writeFileSync(path.join(folder, 'acme.json'), 'mine');

    const { exitCode, stderr } = await tenant(['new', 'acme'], 'acme.eu.auth0.com\n\n\nnone\n');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: .*acme\.json is there already: edit it, or delete it first\n$/);
    expect(readFileSync(path.join(folder, 'acme.json'), 'utf8')).toBe('mine');
  });
});

describe('cli tenant check', () => {
  it('names every problem of every file and exits 1', async () => {
    writeFileSync(path.join(folder, 'one.json'), '{"auth0":{"domian":"x"}}');
    writeFileSync(path.join(folder, 'two.json'), '{');

    const text = await tenant(['check']);
    const json = await tenant(['check', 'one', '--json']);

    expect(text.exitCode).toBe(1);
    expect(text.stderr).toMatch(/one\.json: auth0\.domian: unknown key, expected one of domain, /);
    expect(text.stderr).not.toMatch(/one\.json.*one\.json/);
    expect(text.stderr).toMatch(/two\.json: not JSON/);
    expect(text.stderr).toMatch(/2 tenant files checked, 2 wrong\n$/);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject([{ tenant: 'one' }]);
  });

  it('names files that spend more of one budget than there is, unless they are named', async () => {
    const given = '--domain acme.eu.auth0.com --plan enterprise --ingress webhook --email none'.split(' ');
    for (const name of ['one', 'two', 'three']) await tenant(['new', name, ...given]);

    const folderOfAll = await tenant(['check', '--json']);
    const named = await tenant(['check', 'one', 'two', 'three']);

    expect(folderOfAll.exitCode).toBe(1);
    expect(JSON.parse(folderOfAll.stdout)).toMatchObject([
      { tenant: 'one', problems: [] },
      { tenant: 'three', problems: [] },
      {
        tenant: 'two',
        problems: [expect.stringMatching(/two\.json: auth0\.share: got 0\.5, .* expected 1 at most/)],
      },
    ]);
    expect(named.exitCode).toBe(0);
  });

  it('refuses a log type and a field that there are not, and names the nearest', async () => {
    const example = JSON.parse(readFileSync('test/infra/example-tenants/acme.json', 'utf8')) as object;
    const enrichment = { lookUps: { sertft: 'fetch', sertff: 'never' } };
    const privacy = { fields: { usernam: 'drop' } };
    writeFileSync(path.join(folder, 'acme.json'), JSON.stringify({ ...example, enrichment, privacy }));

    const { exitCode, stderr } = await tenant(['check']);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/acme\.json: enrichment\.lookUps\.sertff: .*, nearest sertft\n/);
    expect(stderr).toMatch(/acme\.json: privacy\.fields\.usernam: .*, nearest user_name; /);
    expect(stderr).toMatch(/1 tenant file checked, 1 wrong\n$/);
  });

  it('warns of an earlier name, and takes it', async () => {
    const file = 'test/infra/example-tenants/globex.json';

    const text = await tenant(['check', file]);
    const json = await tenant(['check', file, '--json']);

    expect(text.exitCode).toBe(0);
    expect(text.stderr).toMatch(
      /^warning: .*globex\.json: enrichment\.maxDelaySeconds is called lookUpWaitSeconds now, and its default is 60\n1 tenant file checked, 0 wrong\n$/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject([
      { problems: [], warnings: [expect.stringMatching(/maxDelaySeconds/)] },
    ]);
  });

  it('shows on real events what each rule hides, which events it touches and what stays in clear', async () => {
    const example = JSON.parse(readFileSync('test/infra/example-tenants/acme.json', 'utf8')) as object;
    const privacy = {
      fields: { user_name: 'hash', ip: 'truncate_ip', 'session.device.initial_ip': 'drop', title: 'drop' },
      unlistedFields: { 'details.of_ours': 'mask' },
    };
    writeFileSync(path.join(folder, 'acme.json'), JSON.stringify({ ...example, privacy }));
    const event = (log_id: string, data: object) => JSON.stringify({ log_id, data });
    const events = path.join(folder, 'events.ndjson');
    writeFileSync(
      events,
      [
        event('a', { type: 's', user_name: 'a\u001b[2J@example.com', details: { session_id: 'one' } }),
        event('b', { type: 's', user_name: 'b@example.com', ip: '192.0.2.77', details: { of_ours: 'x' } }),
        event('c', { type: 'fp', user_name: 'c@example.com', client_ip: '198.51.100.7' }),
        event('c', { type: 'fp', user_name: 'c@example.com' }),
        '{',
      ].join('\n'),
    );
    const sessions = path.join(folder, 'sessions.json');
    writeFileSync(sessions, '[{"id":"one","device":{"initial_ip":"203.0.113.9"}}]');

    const text = await tenant(['check', 'acme', '--events', events, '--sessions', sessions]);
    const alone = await tenant(['check', 'acme', '--events', events]);
    const json = await tenant(['check', 'acme', '--events', events, '--json']);

    expect(text.exitCode).toBe(0);
    expect(text.stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '))).toEqual([
      `${path.join(folder, 'acme.json')}: 5 privacy rules on 3 events`,
      String.raw`user_name | hash | 3 events (s 2, fp 1): a\u001b[2J@example.com → a hash`,
      'ip | truncate_ip | 1 event (s 1): 192.0.2.77 → 192.0.2.0',
      'session.device.initial_ip | drop | 1 event (s 1): 203.0.113.9 → gone',
      'title | drop | hides nothing here: none of these events has it',
      'details.of_ours | mask | 1 event (s 1): x → [masked]',
      'client_ip | in clear | 1 event: 198.51.100.7; truncate_ip would hide it',
      '',
    ]);
    expect(text.stderr).toMatch(/^unusable: line 5: .*\n1 tenant file checked, 0 wrong\n$/);
    expect(alone.stdout).toMatch(
      /session\.device\.initial_ip +drop +of the session, which is not here: give --sessions/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject([
      {
        tenant: 'acme',
        privacy: { of: 3, rules: [{ path: 'user_name', events: 3, types: { s: 2, fp: 1 } }, {}, {}, {}, {}] },
      },
    ]);
  });

  it.each<[what: string, args: readonly string[], message: RegExp]>([
    ['events that are not there', ['--events', 'absent.ndjson'], /cannot read absent\.ndjson: /],
    ['sessions without events', ['--sessions', 'sessions.json'], /--sessions is of use only with --events/],
  ])('refuses %s', async (_what, args, message) => {
    const { exitCode, stderr } = await tenant(['check', 'test/infra/example-tenants/acme.json', ...args]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('takes a file by its path, wherever it is', async () => {
    const file = path.join(folder, 'drafts', 'one.json');
    mkdirSync(path.dirname(file));
    writeFileSync(file, '{');

    const { exitCode, stderr, stdout } = await tenant([
      'check',
      file,
      'test/infra/example-tenants/acme.json',
      '--json',
    ]);

    expect(stderr).toBe('');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { tenant: 'one', file, problems: [expect.stringMatching(/not JSON/)] },
      { tenant: 'acme', file: 'test/infra/example-tenants/acme.json', problems: [] },
    ]);
  });

  it.each(['../acme', 'a/b', '..', 'Acme', ''])('takes %j for no name of a tenant', async (name) => {
    const { exitCode, stderr } = await tenant(['check', name]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/TENANT must be the name of a tenant file/);
  });

  it('names a folder in place of a file', async () => {
    mkdirSync(path.join(folder, 'odd.json'));

    const { exitCode, stderr } = await tenant(['check', path.join(folder, 'odd.json')]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/odd\.json: it is a directory, expected a file/);
  });

  it('names a file that is not there', async () => {
    const { exitCode, stderr } = await tenant(['check', 'absent']);

    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/there is no file .*absent\.json/);
  });

  it.each([[['check']], [['chekc']], [[]]])(
    'answers %j in an empty folder with exit code 2',
    async (args) => {
      expect((await tenant(args)).exitCode).toBe(2);
    },
  );
});
