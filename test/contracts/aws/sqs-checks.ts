import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateQueueCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Check, toUnique } from './check.ts';
import { eventually, expect, expectEqual, expectError, expectSet } from './expect.ts';
import { newQueue } from './new-queue.ts';

const entries = (count: number, body = 'x') =>
  Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, MessageBody: body }));

export const sqsChecks: readonly Check[] = [
  {
    id: 'Q01',
    title: 'creating a queue again with the same attributes answers the same URL, as does GetQueueUrl',
    async run(aws) {
      const queue = await newQueue(aws, { VisibilityTimeout: '7' });
      const again = await aws.sqs.send(
        new CreateQueueCommand({ QueueName: queue.name, Attributes: { VisibilityTimeout: '7' } }),
      );
      const found = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: queue.name }));
      expectEqual([again.QueueUrl, found.QueueUrl], [queue.url, queue.url], 'URLs');
      const { QueueArn = '', VisibilityTimeout } = await queue.attributes('All');
      expect(
        QueueArn.startsWith('arn:aws:sqs:') && QueueArn.endsWith(`:${queue.name}`),
        `QueueArn is ${QueueArn}`,
      );
      expectEqual(VisibilityTimeout, '7', 'VisibilityTimeout');
    },
  },
  {
    id: 'Q02',
    title: 'creating it again with other attributes is QueueNameExists',
    async run(aws) {
      const { name } = await newQueue(aws, { VisibilityTimeout: '7' });
      const command = new CreateQueueCommand({ QueueName: name, Attributes: { VisibilityTimeout: '8' } });
      await expectError(aws.sqs.send(command), 'QueueNameExists');
    },
  },
  {
    id: 'Q03',
    title: 'an unknown queue is QueueDoesNotExist',
    async run(aws) {
      const name = toUnique('missing');
      await expectError(aws.sqs.send(new GetQueueUrlCommand({ QueueName: name })), 'QueueDoesNotExist');
      const { url, name: existing } = await newQueue(aws);
      const QueueUrl = url.replace(existing, name);
      await expectError(
        aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })),
        'QueueDoesNotExist',
      );
    },
  },
  {
    id: 'Q04',
    title: 'a message comes back with its body, digest, attributes and times',
    async run(aws) {
      const queue = await newQueue(aws);
      const body = '{"name":"Zoë \u{1f600}"}';
      const attribute = { DataType: 'String', StringValue: 'v' };
      const before = Date.now();
      const sent = await queue.send(body, { MessageAttributes: { kind: attribute } });
      const message = await queue.receiveOne();
      expectEqual([message.MessageId, message.Body], [sent.MessageId, body], 'message');
      const digest = createHash('md5').update(body).digest('hex');
      expectEqual([sent.MD5OfMessageBody, message.MD5OfBody], [digest, digest], 'digests');
      expectEqual(message.MessageAttributes?.['kind']?.StringValue, 'v', 'message attribute');
      const { ApproximateReceiveCount, SentTimestamp, ApproximateFirstReceiveTimestamp } =
        message.Attributes ?? {};
      expectEqual(ApproximateReceiveCount, '1', 'ApproximateReceiveCount');
      expect(Math.abs(Number(SentTimestamp) - before) < 60_000, `SentTimestamp is ${SentTimestamp}`);
      expect(
        Number(ApproximateFirstReceiveTimestamp) >= Number(SentTimestamp),
        'it was received before it was sent',
      );
    },
  },
  {
    id: 'Q05',
    title: 'a received message is hidden, then comes back with a new receipt handle and a count of 2',
    async run(aws) {
      const queue = await newQueue(aws, { VisibilityTimeout: '1' });
      await queue.send('x');
      const first = await queue.receiveOne();
      expectEqual((await queue.receive()).length, 0, 'messages while it is hidden');
      await pause(1100);
      const second = await queue.receiveOne();
      expectEqual(
        [second.MessageId, second.Attributes?.ApproximateReceiveCount],
        [first.MessageId, '2'],
        'second receive',
      );
      expect(second.ReceiptHandle !== first.ReceiptHandle, 'the receipt handle did not change');
    },
  },
  {
    id: 'Q06',
    title: 'ChangeMessageVisibility to 0 shows the message at once',
    async run(aws) {
      const queue = await newQueue(aws, { VisibilityTimeout: '60' });
      await queue.send('x');
      await queue.setVisibility(await queue.receiveOne(), 0);
      expectEqual(
        (await queue.receiveOne(2_000)).Attributes?.ApproximateReceiveCount,
        '2',
        'ApproximateReceiveCount',
      );
    },
  },
  {
    id: 'Q07',
    title: 'a deleted message does not come back; an old receipt handle is accepted',
    async run(aws) {
      const queue = await newQueue(aws, { VisibilityTimeout: '1' });
      await queue.send('x');
      const old = await queue.receiveOne();
      await pause(1100);
      const latest = await queue.receiveOne();
      await queue.remove(latest);
      await queue.remove(old);
      await pause(1100);
      expectEqual((await queue.receive()).length, 0, 'messages');
    },
  },
  {
    id: 'Q08',
    title: 'DelaySeconds hides a new message',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.send('x', { DelaySeconds: 1 });
      expectEqual((await queue.receive()).length, 0, 'messages before the delay is over');
      await queue.receiveOne();
    },
  },
  {
    id: 'Q09',
    title: 'a long poll ends when a message arrives',
    async run(aws) {
      const queue = await newQueue(aws);
      const from = Date.now();
      const poll = queue.receive({ WaitTimeSeconds: 10 });
      await pause(300);
      await queue.send('x');
      expectEqual((await poll).length, 1, 'messages');
      expect(Date.now() - from < 5_000, `the poll took ${Date.now() - from} ms`);
    },
  },
  {
    id: 'Q10',
    title: 'one receive answers at most 10 messages, and asking for 11 is refused',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.sendBatch(entries(10));
      await queue.sendBatch(entries(2));
      expectEqual((await queue.receive({ MaxNumberOfMessages: 10 })).length, 10, 'messages');
      await expectError(queue.receive({ MaxNumberOfMessages: 11 }));
    },
  },
  {
    id: 'Q11',
    title: 'SendMessageBatch reports each of 10 entries',
    async run(aws) {
      const queue = await newQueue(aws);
      const { Successful = [], Failed = [] } = await queue.sendBatch(entries(10));
      expectEqual(Failed, [], 'entries that failed');
      expectSet(
        Successful.map(({ Id }) => Id),
        entries(10).map(({ Id }) => Id),
        'entries taken',
      );
      expect(new Set(Successful.map(({ MessageId }) => MessageId)).size === 10, 'message ids repeat');
    },
  },
  {
    id: 'Q12',
    title: 'SendMessageBatch of 11 entries is TooManyEntriesInBatchRequest',
    async run(aws) {
      const queue = await newQueue(aws);
      await expectError(queue.sendBatch(entries(11)), 'TooManyEntriesInBatchRequest');
    },
  },
  {
    id: 'Q13',
    title: 'an empty batch is EmptyBatchRequest',
    async run(aws) {
      const queue = await newQueue(aws);
      await expectError(queue.sendBatch([]), 'EmptyBatchRequest');
    },
  },
  {
    id: 'Q14',
    title: 'two entries with one Id are BatchEntryIdsNotDistinct',
    async run(aws) {
      const queue = await newQueue(aws);
      await expectError(queue.sendBatch([...entries(1), ...entries(1)]), 'BatchEntryIdsNotDistinct');
    },
  },
  {
    id: 'Q15',
    title: 'an Id with other characters than letters, digits, - and _ is InvalidBatchEntryId',
    async run(aws) {
      const queue = await newQueue(aws);
      await expectError(queue.sendBatch([{ Id: 'auth0|1', MessageBody: 'x' }]), 'InvalidBatchEntryId');
    },
  },
  {
    id: 'Q16',
    title: 'a message of 1,000,000 bytes is accepted, one over 1 MiB is refused',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.send('x'.repeat(1_000_000));
      await expectError(queue.send('x'.repeat(1_048_577)));
      await expectError(queue.send('é'.repeat(524_289))); // the limit is in bytes
    },
  },
  {
    id: 'Q17',
    title: 'a batch of more than 1 MiB in all is BatchRequestTooLong',
    async run(aws) {
      const queue = await newQueue(aws);
      await expectError(queue.sendBatch(entries(2, 'x'.repeat(600_000))), 'BatchRequestTooLong');
      const { Successful } = await queue.sendBatch(entries(2, 'x'.repeat(500_000)));
      expectEqual(Successful?.length, 2, 'entries of the batch below the limit');
    },
  },
  {
    id: 'Q18',
    title: 'a character that SQS does not allow is InvalidMessageContents',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.send('tab\tnewline\nreturn\r\ud7ff\ue000\ufffd\u{10ffff}');
      await expectError(queue.send('\uffff'), 'InvalidMessageContents');
      await expectError(queue.send('\u0001'), 'InvalidMessageContents');
    },
  },
  {
    id: 'Q19',
    title: 'a message received maxReceiveCount times goes to the dead-letter queue as it was',
    async run(aws) {
      const dead = await newQueue(aws);
      const queue = await newQueue(aws, {
        VisibilityTimeout: '0',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: await dead.arn(), maxReceiveCount: 2 }),
      });
      const { MessageId } = await queue.send('poison');
      await queue.receiveOne();
      await queue.receiveOne();
      const moved = await eventually(aws.waitMs, 'the dead letter', async () => {
        expectEqual((await queue.receive()).length, 0, 'messages received a third time');
        return (await dead.receive())[0];
      });
      expectEqual([moved.Body, moved.MessageId], ['poison', MessageId], 'dead letter');
    },
  },
  {
    id: 'Q20',
    title: 'DeleteMessageBatch reports each entry, the good ones beside the bad',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.send('x');
      const { ReceiptHandle } = await queue.receiveOne();
      const { Successful = [], Failed = [] } = await queue.removeBatch([
        { Id: 'good', ReceiptHandle },
        { Id: 'bad', ReceiptHandle: 'this is no receipt handle' },
      ]);
      expectEqual(
        [Successful.map(({ Id }) => Id), Failed.map(({ Id }) => Id)],
        [['good'], ['bad']],
        'result',
      );
    },
  },
  {
    id: 'Q21',
    title: 'the queue counts its waiting and its hidden messages',
    async run(aws) {
      const queue = await newQueue(aws);
      await queue.sendBatch(entries(3));
      await queue.receiveOne();
      await eventually(aws.waitMs, 'two waiting and one hidden message', async () => {
        const counts = await queue.attributes(
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
        );
        return (
          counts.ApproximateNumberOfMessages === '2' && counts.ApproximateNumberOfMessagesNotVisible === '1'
        );
      });
    },
  },
];
