import type { Message, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import { QueueUnavailableError } from './event-queue.ts';
import { unavailable } from './queue-client.ts';
import type { SetAsideMessage } from './set-aside.ts';
import type { SqsClient } from './sqs-client.ts';

/** A message of the dead-letter queue, hidden from other readers until it is deleted or released. */
export interface DeadLetter extends SetAsideMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** Epoch milliseconds: when it came into the first queue that held it. */
  readonly sentAtMs: number;
  /** All its attributes that are text, as they were sent. */
  readonly sent: { readonly [name: string]: string };
}

export interface DeadLetterQueue {
  /** Up to 10; none when nothing visible is left. */
  receive(): Promise<readonly DeadLetter[]>;
  /** For good. */
  delete(letters: readonly DeadLetter[]): Promise<void>;
  /** Gives them back at once; those that cannot be given back come back by themselves, after the visibility timeout. */
  release(receiptHandles: readonly string[]): Promise<void>;
}

export interface DeadLetterQueueOptions {
  readonly client: SqsClient;
  readonly queueUrl: string;
  /** @default 900 */
  readonly visibilityTimeoutSeconds?: number;
  /** How long an empty queue is waited for: only a long poll asks all of its servers. @default 2 */
  readonly waitSeconds?: number;
}

/** Why a message has no reason of its own: SQS moved it here after its last attempt. */
export const undelivered = 'undelivered';

/** The dead-letter queue, to be read and emptied. Every call rejects with QueueUnavailableError. */
export function createDeadLetterQueue(options: DeadLetterQueueOptions): DeadLetterQueue {
  const { client, queueUrl, visibilityTimeoutSeconds = 900, waitSeconds = 2 } = options;
  return {
    async receive() {
      const input: ReceiveMessageRequest = {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: visibilityTimeoutSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      };
      const { Messages = [] } = await client.call('ReceiveMessage', input).catch(unavailable);
      return Messages.map(toDeadLetter);
    },
    async delete(letters) {
      for (let start = 0; start < letters.length; start += 10) {
        const input = {
          QueueUrl: queueUrl,
          Entries: letters
            .slice(start, start + 10)
            .map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
        };
        const { Failed = [] } = await client.call('DeleteMessageBatch', input).catch(unavailable);
        const [failure] = Failed;
        if (failure) throw new QueueUnavailableError(failure.Code ?? 'no_answer');
      }
    },
    async release(receiptHandles) {
      for (let start = 0; start < receiptHandles.length; start += 10) {
        await Promise.allSettled(
          receiptHandles.slice(start, start + 10).map((receiptHandle) =>
            client.call('ChangeMessageVisibility', {
              QueueUrl: queueUrl,
              ReceiptHandle: receiptHandle,
              VisibilityTimeout: 0,
            }),
          ),
        );
      }
    },
  };
}

function toDeadLetter(message: Message): DeadLetter {
  const { MessageId = '', Body = '', ReceiptHandle = '', MessageAttributes, Attributes } = message;
  const read = (name: string) => MessageAttributes?.[name]?.StringValue;
  const encoding = read('encoding');
  const part = read('part');
  const setAsideId = read('set_aside_id');
  return {
    body: Body,
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    sentAtMs: Number(Attributes?.SentTimestamp ?? 0),
    sent: Object.fromEntries(
      Object.entries(MessageAttributes ?? {}).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
    attributes: {
      reason: read('reason') ?? undelivered,
      ...((encoding === 'base64' || encoding === 'gzip+base64') && { encoding }),
      ...(part !== undefined && { part }),
      ...(setAsideId !== undefined && { set_aside_id: setAsideId }),
    },
  };
}
