import { beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { createQueueClient } from '../../../../functions/queue/queue-client.ts';
import { createSqsEventQueue } from '../../../../functions/queue/sqs-event-queue.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const useAws = useAwsStandIn();
const toEvent = (logId: string, type: string, date: string) =>
  JSON.stringify({ log_id: logId, data: { type, date } });
const login = toEvent('L1', 's', '2026-09-14T08:00:00.000Z');
const failure = toEvent('L2', 'fp', '2026-09-15T08:00:00.000Z');
const large = JSON.stringify({
  type: 's',
  log_id: 'L3',
  text: Array.from({ length: 400_000 }, (_, n) => n).join(),
});

const names = { queue: 'session-enricher-acme-log-events', dead: 'session-enricher-acme-dead-letters' };
let queueUrl = '';

beforeEach(async () => {
  const aws = useAws();
  queueUrl = aws.queues.create(names.queue);
  const deadLetterQueueUrl = aws.queues.create(names.dead);
  const queue = createSqsEventQueue({ client: createQueueClient(), queueUrl, deadLetterQueueUrl });
  const { PurgeQueueCommand } = await import('@aws-sdk/client-sqs');
  for (const QueueUrl of [queueUrl, deadLetterQueueUrl]) {
    await createQueueClient().send(new PurgeQueueCommand({ QueueUrl }));
  }
  aws.clearFaults();
  aws.queues.add(names.dead, login);
  aws.queues.add(names.dead, failure);
  await queue.setAside([{ body: '<html>', reason: 'not JSON' }]);
});

const redrive = (...args: readonly string[]) =>
  runCommand(commands, ['redrive', '--wait-seconds', '0', ...args]);
const bodies = (name: string) =>
  useAws()
    .queues.messages(name)
    .map(({ body }) => body);

describe('cli redrive', () => {
  it('only shows what there is, by default, and gives every message back', async () => {
    const { exitCode, stdout } = await redrive('acme');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/ 1 {2}s +2026-09-14T08:00:00\.000Z … 2026-09-14T08:00:00\.000Z {2}undelivered\n/);
    expect(stdout).toMatch(/ 1 {2}unreadable .* not JSON\n/);
    expect(stdout).toMatch(/3 messages; 2 would be sent again: add --run\n$/);
    expect(bodies(names.queue)).toEqual([]);
    expect(bodies(names.dead)).toHaveLength(3);
    expect((await redrive('acme')).stdout).toBe(stdout);
  });

  it('shows a type that a terminal would obey as text, on one line', async () => {
    useAws().queues.add(names.dead, toEvent('L9', 's\u001b[2J\n9 fp', '2026-09-14T08:00:00.000Z'));

    const { stdout } = await redrive('acme');

    expect(stdout).toContain('  s\\u001b[2J\\u000a9 fp ');
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
  });

  it('sends events again with --run and leaves what is none', async () => {
    const { exitCode, stdout } = await redrive('acme', '--run', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ found: 3, sent: 2, unreadable: 1 });
    expect(bodies(names.queue).toSorted()).toEqual([login, failure]);
    expect(bodies(names.dead)).toEqual(['<html>']);
  });

  it('puts large messages together from their parts', async () => {
    const { queueUrl: url, deadLetterQueueUrl } = {
      queueUrl,
      deadLetterQueueUrl: useAws().queues.create(names.dead),
    };
    const queue = createSqsEventQueue({ client: createQueueClient(), queueUrl: url, deadLetterQueueUrl });
    await queue.setAside([{ body: large, reason: 'larger than 1 MiB' }]);

    const { stdout } = await redrive('acme', '--reason', 'larger', '--json');

    expect(bodies(names.dead).length).toBeGreaterThan(4);
    expect(JSON.parse(stdout)).toMatchObject({ found: 1, groups: [{ type: 's', count: 1 }] });
  });

  it('leaves an event where it is that the queue refuses for good, and goes on', async () => {
    const aws = useAws();
    const deadLetterQueueUrl = aws.queues.create(names.dead);
    const { PurgeQueueCommand } = await import('@aws-sdk/client-sqs');
    await createQueueClient().send(new PurgeQueueCommand({ QueueUrl: deadLetterQueueUrl }));
    const refused = JSON.stringify({ type: 's', log_id: 'L5', text: 'refused' });
    aws.queues.add(names.dead, refused);
    aws.queues.add(names.dead, login);
    const takeBack = aws.inject({
      on: 'sqs.SendMessageBatch',
      fault: { kind: 'error', code: 'InvalidMessageContents' },
      when: (input) => JSON.stringify(input).includes('refused'),
    });

    const { exitCode, stdout } = await redrive('acme', '--run');
    takeBack();

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/1 message sent again, 1 unreadable left where they are\n$/);
    expect(bodies(names.dead)).toEqual([refused]);
  });

  it('leaves an event where it is that no queue message holds, and goes on', async () => {
    const aws = useAws();
    const deadLetterQueueUrl = aws.queues.create(names.dead);
    const { PurgeQueueCommand } = await import('@aws-sdk/client-sqs');
    await createQueueClient().send(new PurgeQueueCommand({ QueueUrl: deadLetterQueueUrl }));
    const tooLarge = JSON.stringify({ type: 's', log_id: 'L4', text: 'x'.repeat(1_100_000) });
    const queue = createSqsEventQueue({ client: createQueueClient(), queueUrl, deadLetterQueueUrl });
    await queue.setAside([{ body: tooLarge, reason: 'larger than 1 MiB' }]);
    aws.queues.add(names.dead, login);

    const shown = await redrive('acme');
    const { exitCode, stdout } = await redrive('acme', '--run');

    expect(shown.stdout).toMatch(/2 messages; 1 would be sent again: add --run\n$/);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/ 1 {2}s .* larger than 1 MiB\n/);
    expect(stdout).toMatch(/1 message sent again, 0 unreadable and 1 above 1 MiB left where they are\n$/);
    expect(bodies(names.queue)).toEqual([login]);
    expect(bodies(names.dead)).toHaveLength(1);
  });

  it.each([
    [['--type', 'fp'], [failure]],
    [
      ['--type', 's,fp'],
      [login, failure],
    ],
    [['--reason', 'not JSON'], []],
    [
      ['--reason', 'undelivered'],
      [login, failure],
    ],
    [['--from', '2026-09-15'], [failure]],
    [['--to', '2026-09-15'], [login]],
  ])('sends only what %j chooses', async (args, sent) => {
    await redrive('acme', '--run', ...args);

    expect(bodies(names.queue).toSorted()).toEqual(sent);
    expect(bodies(names.dead)).toHaveLength(3 - sent.length);
  });

  it('keeps the message when the queue does not take it, and goes on the next time', async () => {
    const aws = useAws();
    aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'denied' } });

    const refused = await redrive('acme', '--run');
    aws.clearFaults();
    const again = await redrive('acme', '--run');

    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(/^error: the queue did not take everything: AccessDenied/);
    expect(again.exitCode).toBe(1);
    expect(bodies(names.queue).toSorted()).toEqual([login, failure]);
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [[], /name the TENANT, or give --queue-url and --dead-letter-queue-url/],
    [['unknown'], /cannot find the queue session-enricher-unknown-log-events: there is none/],
    [['Acme!'], /TENANT must be the name of a tenant file/],
    [['acme', '--from', 'today'], /--from must be a moment such as/],
    [['acme', '--messages-per-second', '0'], /must be a number from 0\.1 to 10000/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stderr } = await redrive(...args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
