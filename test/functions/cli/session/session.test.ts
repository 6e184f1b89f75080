import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { sessionCodec } from '../../../../functions/enrich/memory-ledger.ts';
import { createSessionLedger } from '../../../../functions/ledger/create-session-ledger.ts';
import { createDynamoDbTable } from '../../../../functions/ledger/dynamodb-table.ts';
import { toEventFacts } from '../../../../functions/ledger/event-facts.ts';
import { createLedgerKeys } from '../../../../functions/ledger/ledger-key.ts';
import { createTableItemStore } from '../../../../functions/ledger/table-item-store.ts';
import { createAuth0Simulator } from '../../../../functions/local/auth0-simulator.ts';
import { type LoopbackServer, listen } from '../../../../functions/local/listen.ts';
import { loadSampleTraffic } from '../../../../functions/local/sample-traffic.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';
import { createCircuitBreaker } from '../../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../../functions/session/clock.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const samples = path.resolve('functions/local/samples');
const events = path.join(samples, 'log-events.ndjson');
const sessions = path.join(samples, 'sessions.json');
const { elements, sessions: sampleSessions } = loadSampleTraffic();
/** Of the sample that moves from Safari on macOS to Chrome on Windows. */
const hijacked = 'WuczVi096e7AYFG2uqY14q3-z17DVGgp';

const session = (args: readonly string[], options = {}) =>
  runCommand(commands, ['session', ...args], options);

describe('cli session, from log events', () => {
  it('tells in a sentence and a time line what happened, and where something changed', async () => {
    const { exitCode, stdout, stderr } = await session([hijacked, events, '--sessions', sessions]);
    const lines = stdout.split('\n');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines[0]).toBe(`Session ${hijacked}`);
    expect(lines[1]).toMatch(
      /^Within 16 minutes network and program both changed in Casey’s session, with 2 events since\.$/,
    );
    expect(lines[2]).toMatch(/^Risk High; signed in by Password; told by \d log events of 42 log events$/);
    const change = lines.findIndex((line) => /^── within .*: network and program changed ──$/.test(line));
    expect(lines[change - 1]).toMatch(
      /^2026-09-14 \d\d:\d\d:\d\d {2}\w+ +.* 192\.0\.2\.77 AS64496 Sampletown +Safari 19, macOS/,
    );
    expect(lines[change + 1]).toMatch(
      /High +.*\(ssa\) +.*AS65550 Exampleville +Chrome 141, Windows.*Network and program changed/,
    );
    const times = lines.flatMap((line) => /^2026\S+ \S+/.exec(line)?.[0] ?? []);
    expect(times).toEqual(times.toSorted());
  });

  it('tells of a user, reads standard input, and gives JSON', async () => {
    const input = elements.map((element) => JSON.stringify(element)).join('\n');
    const { exitCode, stdout } = await session(['auth0|c769ab560fc9160dfcc9c9eb', '-', '--user', '--json'], {
      input,
    });

    expect(exitCode).toBe(0);
    const story = JSON.parse(stdout) as { userId: string; events: { sessionId: string; user: string }[] };
    expect(story.userId).toBe('auth0|c769ab560fc9160dfcc9c9eb');
    expect(story.events.map(({ sessionId }) => sessionId)).toContain(hijacked);
  });

  it('cuts lines to the terminal, and lets no control character through', async () => {
    const id = 'session-of-somebody';
    const data = {
      type: 's',
      date: '2026-09-14T08:00:00Z',
      user_name: 'a\u001b[2Jb',
      client_name: '\u001b[31mred',
      details: { session_id: id },
    };
    const { stdout } = await session([id, '-'], { input: JSON.stringify({ log_id: 'a', data }) });

    expect(stdout).toContain('red');
    expect(stdout).not.toContain('\u001b');
  });

  it.each<[what: string, args: readonly string[], code: number, message: RegExp]>([
    [
      'a session of which there is no event',
      ['absent', events],
      1,
      /nothing is known of it: none of 42 log events/,
    ],
    ['no ID', [], 2, /expected the ID of a session/],
    ['an ID without a source', ['one'], 2, /expected files of log events, --tenant for its ledger/],
    [
      'a user without files',
      ['one', '--user', '--sessions', sessions],
      2,
      /--user needs files of log events/,
    ],
    [
      'two sources',
      ['one', events, '--tenant', 'acme'],
      2,
      /--tenant reads the ledger, and goes with no file/,
    ],
    [
      'a file that is not there',
      ['one', 'absent.ndjson'],
      2,
      /cannot read absent\.ndjson: there is no such file/,
    ],
  ])('says of %s what is wrong', async (_what, args, code, message) => {
    const { exitCode, stdout, stderr } = await session(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('cli session, from Auth0', () => {
  const simulator = createAuth0Simulator({ sessions: sampleSessions });
  let auth0: LoopbackServer;
  beforeAll(async () => {
    auth0 = await listen(simulator.app);
  });
  afterAll(() => auth0.close());
  const ask = (id: string, scopes: string[] = ['read:sessions']) =>
    session([id, '--auth0-base-url', auth0.url], { env: { AUTH0_TOKEN: simulator.issueToken({ scopes }) } });

  it('tells how it began, how it was last used and when it ends', async () => {
    const { exitCode, stdout } = await ask(hijacked);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /ends 2026-09-17 08:16:44 if it is not used; ends 2026-10-14 08:00:19 at the latest/,
    );
    expect(stdout).toMatch(/08:00:19 {2}Session began +192\.0\.2\.77 AS64496 +Safari 19, macOS/);
    expect(stdout).toMatch(
      /── within .*: network and program changed ──\n.* Last use; .* Chrome 141, Windows/,
    );
  });

  it('says that there is none, and why Auth0 refuses', async () => {
    const absent = await ask('absent');
    const refused = await ask(hijacked, ['read:logs']);

    expect(absent).toMatchObject({
      exitCode: 1,
      stderr: 'nothing is known of it: Auth0 knows no session with this ID\n',
    });
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toMatch(/403.*read:sessions/);
  });
});

describe('cli session, from the ledger', () => {
  const useAws = useAwsStandIn();
  const key = 'canary-ledger-key';
  beforeAll(() => void useAws().secrets.create('session-enricher/acme/ledger-key', key));
  // Anew, for a test takes it away.
  beforeEach(() => useAws().tables.create('session-enricher-acme-ledger', 'pk'));

  async function fill(): Promise<void> {
    const table = createDynamoDbTable({
      tableName: 'session-enricher-acme-ledger',
      breaker: createCircuitBreaker({ clock: systemClock, random: Math.random }),
      now: Date.now,
    });
    const ledger = createSessionLedger({
      table: createTableItemStore(table),
      secrets: { current: key },
      codec: sessionCodec,
      now: Date.now,
    });
    const settings = {
      toKey: createLedgerKeys(key).toKey,
      disguise: (_field: string, value: string) => value,
    };
    for (const element of elements) {
      const parsed = parseElement(JSON.stringify(element), { receivedAtMs: 0 });
      const told = parsed.ok ? toEventFacts(parsed.event, settings).session : undefined;
      if (told) await ledger.add([told]);
    }
  }

  it('tells what the events told, without a name of user or application, and writes nothing', async () => {
    await fill();
    const { exitCode, stdout, stderr } = await session([hijacked, '--tenant', 'acme']);
    const again = await session([hijacked, '--tenant', 'acme']);

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/Login, with which the session began +.*192\.0\.2\.77 .*Safari 19, macOS/);
    expect(stdout).toMatch(
      /── within .*: network and program changed ──\n.* In use; Auth0 was in doubt +.*Chrome 141, Windows/,
    );
    expect(stdout).toMatch(/changed in the session, with 2 events since\.\nTold by the ledger of acme\n/);
    expect(stdout).not.toMatch(/casey/i);
    expect(stdout).not.toContain(key);
    expect(again.stdout).toBe(stdout);
  });

  it('says that nothing is known, and what is out of reach', async () => {
    const absent = await session(['absent', '--tenant', 'acme']);
    useAws().tables.remove('session-enricher-acme-ledger');
    const noTable = await session([hijacked, '--tenant', 'acme']);
    const noKey = await session([hijacked, '--tenant', 'globex']);

    expect(absent).toMatchObject({
      exitCode: 1,
      stderr: 'nothing is known of it: told by the ledger of acme\n',
    });
    expect(noTable.exitCode).toBe(2);
    expect(noTable.stderr).toMatch(
      /cannot read the table session-enricher-acme-ledger: ResourceNotFoundException/,
    );
    expect(noKey.exitCode).toBe(2);
    expect(noKey.stderr).toMatch(/ledger-key.*looked for in us-east-1/);
  });
});
