import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createSqsVisibility } from '../../../functions/queue/change-visibility.ts';
import { restoreSetAside } from '../../../functions/queue/set-aside.ts';
import { createSqsEventQueue } from '../../../functions/queue/sqs-event-queue.ts';
import { parseConfig } from '../../../functions/receive/config.ts';
import type { Emulator } from './emulator.ts';
import { createSqsClient } from '../../../functions/receive/sqs-client.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';

const events = 1_000;

/**
 * The webhook's queue against an SQS by others: its URLs are taken, all events are there once with the text they came with, what is
 * no event is set aside whole, and a message that is given back comes again at once.
 */
export async function proveQueue(fauxqs: Emulator) {
  const options = toClientOptions(fauxqs.url);
  const ours = createSqsClient(options);
  const client = new SQSClient(options);
  try {
    const [queueUrl, deadLetterQueueUrl] = [
      await create(client, 'events'),
      await create(client, 'dead-letters'),
    ];
    const queue = createSqsEventQueue({ client: ours, queueUrl, deadLetterQueueUrl });
    const bodies = Array.from({ length: events }, (_, index) =>
      JSON.stringify({ log_id: `L${index}`, data: { type: 's', user_name: `usér-${index}` } }),
    );
    const refused = await queue.add(bodies);
    await queue.setAside([{ body: 'no event', reason: 'not valid JSON' }]);

    const [held, ...others] = await receiveAll(client, queueUrl);
    await remove(client, queueUrl, others);
    const message = {
      messageId: held?.MessageId ?? '',
      receiptHandle: held?.ReceiptHandle ?? '',
      receiveCount: 1,
    };
    const unchanged = await createSqsVisibility({ client: ours, queueUrl })(
      [{ message, seconds: 0 }],
      10_000,
    );
    const again = await receiveAll(client, queueUrl);

    const texts = [held, ...others].map((one) => one?.Body ?? '');
    const [deadLetter] = await receiveAll(client, deadLetterQueueUrl);
    const restored = await restoreSetAside([{ body: deadLetter?.Body ?? '', attributes: { reason: '' } }]);
    const checks = {
      urlsAreTaken: areTaken(queueUrl, deadLetterQueueUrl),
      eachEventOnce: refused.length === 0 && areSame(texts, bodies),
      givenBackComesAgain: unchanged.count === 0 && again.length === 1 && again[0]?.Body === held?.Body,
      setAsideIsWhole: restored?.toString() === 'no event',
    };
    return {
      proof: 'queue against fauxqs',
      events,
      ...checks,
      isRight: Object.values(checks).every(Boolean),
    };
  } finally {
    client.destroy();
    ours.destroy();
  }
}

async function create(client: SQSClient, QueueName: string): Promise<string> {
  const command = new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '600' } });
  return (await client.send(command)).QueueUrl ?? '';
}

/** As the stack would hand them to the webhook: with the virtual host that this emulator gives a queue. */
function areTaken(queueUrl: string, deadLetterQueueUrl: string): boolean {
  const environment = {
    TENANT: 'acme',
    QUEUE_URL: queueUrl,
    DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
    WEBHOOK_SECRET_ID: 'acme/webhook',
  };
  try {
    const config = parseConfig(environment);
    return config.queueUrl === queueUrl && config.deadLetterQueueUrl === deadLetterQueueUrl;
  } catch (error) {
    process.stderr.write(`${String(error)}\n`);
    return false;
  }
}

/** In any order. */
function areSame(one: readonly string[], other: readonly string[]): boolean {
  const rest = new Set(one);
  return one.length === other.length && rest.size === one.length && other.every((text) => rest.delete(text));
}

/** Until the queue has nothing more to give out. */
async function receiveAll(client: SQSClient, QueueUrl: string): Promise<readonly Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
  }
}

async function remove(client: SQSClient, QueueUrl: string, messages: readonly Message[]): Promise<void> {
  for (let from = 0; from < messages.length; from += 10) {
    const Entries = messages
      .slice(from, from + 10)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
