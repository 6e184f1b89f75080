import { DeleteQueueCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { createQueueClient } from '../../../../functions/queue/queue-client.ts';
import { createSqsRetryQueue } from '../../../../functions/enrich/retry-queue.ts';
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
  aws.clearFaults();
  const client = createQueueClient();
  const { QueueUrls = [] } = await client.call('ListQueues', {});
  const admin = new SQSClient();
  for (const QueueUrl of QueueUrls) await admin.send(new DeleteQueueCommand({ QueueUrl }));
  queueUrl = aws.queues.create(names.queue);
  const deadLetterQueueUrl = aws.queues.create(names.dead);
  const queue = createSqsEventQueue({ client, queueUrl, deadLetterQueueUrl });
  aws.queues.add(names.dead, login);
  aws.queues.add(names.dead, failure);
  await queue.setAside([{ body: '<html>', reason: 'not JSON' }]);
});

const toRetryQueue = (destination: string) => `session-enricher-acme_retry_${destination}`;
const toDeadQueue = (destination: string) => `session-enricher-acme_retry-dead_${destination}`;

/** Finished records, as enrich hands them over, in a queue that is empty otherwise. */
async function putRecords(queueName: string, codes: readonly string[]): Promise<void> {
  const client = createQueueClient();
  const url = useAws().queues.create(queueName);
  await new SQSClient().send(new PurgeQueueCommand({ QueueUrl: url }));
  const records = codes.map((code, index) => ({
    record: { uid: `R${index}`, timeMs: Date.parse('2026-09-14T08:00:00Z'), line: `{"n":${index}}\uffff` },
    code,
    firstFailedAtMs: Date.parse('2026-09-14T09:00:00Z') + index,
    isCounted: true,
  }));
  expect(await createSqsRetryQueue({ client, queueUrl: url }).add(records)).toEqual(new Set());
}

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
    await new SQSClient().send(new PurgeQueueCommand({ QueueUrl: deadLetterQueueUrl }));
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
    await new SQSClient().send(new PurgeQueueCommand({ QueueUrl: deadLetterQueueUrl }));
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

describe('cli redrive, of finished records', () => {
  const contents = (name: string) =>
    useAws()
      .queues.messages(name)
      .map(({ body, attributes }) => ({ body, attributes }))
      .toSorted((a, b) => a.body.localeCompare(b.body));

  beforeEach(async () => {
    await putRecords(toDeadQueue('Https-siem'), ['http_503', 'http_503', 'hec_6']);
    await putRecords(toRetryQueue('Https-siem'), []);
    await putRecords(toDeadQueue('Bucket'), ['ServiceUnavailable']);
    await putRecords(toRetryQueue('Bucket'), []);
  });

  it('shows them beside the events, by destination, code and first failure', async () => {
    const { exitCode, stdout } = await redrive('acme');

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      / 2 {2}Https-siem +2026-09-14T09:00:00\.000Z … 2026-09-14T09:00:00\.001Z {2}http_503\n/,
    );
    expect(stdout).toMatch(/ 1 {2}Bucket .* ServiceUnavailable\n/);
    expect(stdout).toMatch(/3 messages; 2 would be sent again: add --run\n/);
    expect(stdout).toMatch(/4 finished records; 4 would be sent again: add --run\n$/);
    expect(contents(toRetryQueue('Https-siem'))).toEqual([]);
    expect(contents(toDeadQueue('Https-siem'))).toHaveLength(3);
  });

  it('puts them back into the retry queue of their destination, word for word', async () => {
    const before = contents(toDeadQueue('Https-siem'));

    const { stdout } = await redrive('acme', '--run', '--json');

    expect(JSON.parse(stdout)).toMatchObject({ sent: 2, records: { found: 4, sent: 4, unreadable: 0 } });
    expect(contents(toRetryQueue('Https-siem'))).toEqual(before);
    expect(contents(toRetryQueue('Bucket'))).toHaveLength(1);
    expect(contents(toDeadQueue('Https-siem'))).toEqual([]);
  });

  it('sends those of one destination alone, and no event', async () => {
    const { exitCode } = await redrive('acme', '--destination', 'Https-siem', '--reason', '503', '--run');

    expect(exitCode).toBe(0);
    expect(contents(toRetryQueue('Https-siem'))).toHaveLength(2);
    expect(contents(toDeadQueue('Https-siem'))).toHaveLength(1);
    expect(contents(toDeadQueue('Bucket'))).toHaveLength(1);
    expect(bodies(names.queue)).toEqual([]);
  });

  it('hands what waits for a destination that is gone over to another', async () => {
    await putRecords(toRetryQueue('Https-siem'), ['http_500']);

    const args = ['--destination', 'Https-siem', '--to-destination', 'Bucket', '--run', '--json'];
    const { exitCode, stdout } = await redrive('acme', ...args);

    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ found: 0, records: { found: 4, sent: 4 } });
    expect(contents(toRetryQueue('Bucket'))).toHaveLength(4);
    expect(contents(toRetryQueue('Https-siem'))).toEqual([]);
    expect(contents(toDeadQueue('Https-siem'))).toEqual([]);
  });

  it('leaves what holds no record where it is', async () => {
    useAws().queues.add(toDeadQueue('Bucket'), 'put in by hand');

    const { exitCode, stdout } = await redrive('acme', '--destination', 'Bucket', '--run');

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /1 finished record sent again, 1 unreadable or without a queue to go to left where they are\n$/,
    );
    expect(bodies(toDeadQueue('Bucket'))).toEqual(['put in by hand']);
  });

  it('keeps a record that the retry queue does not take', async () => {
    useAws().inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'denied' } });

    const { exitCode, stderr } = await redrive('acme', '--destination', 'Bucket', '--run');

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/the queue did not take everything: AccessDenied/);
    expect(contents(toDeadQueue('Bucket'))).toHaveLength(1);
  });

  it('sets events free for somebody who may not list queues, and says what it did not look at', async () => {
    const end = useAws().inject({ on: 'sqs.ListQueues', fault: { kind: 'denied' } });

    const { stdout, stderr } = await redrive('acme', '--run', '--json');
    end();

    expect(JSON.parse(stdout)).toMatchObject({ sent: 2, records: { found: 0 } });
    expect(stderr).toContain('the queues of finished records are not looked at: AccessDenied');
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [['acme', '--to-destination', 'Bucket'], /--to-destination needs --destination/],
    [
      ['acme', '--destination', 'Nowhere'],
      /--destination Nowhere: no such destination has queues; there are Bucket, Https-siem/,
    ],
    [['acme', '--destination', 'Bucket', '--to-destination', 'Bucket'], /must be another destination/],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stderr } = await redrive(...args);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
