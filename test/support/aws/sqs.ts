import { createHash } from 'node:crypto';
import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityRequest,
  CreateQueueRequest,
  DeleteMessageBatchRequest,
  DeleteMessageRequest,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueUrlRequest,
  ListQueuesRequest,
  PurgeQueueRequest,
  ReceiveMessageRequest,
  SendMessageBatchRequest,
  SendMessageBatchRequestEntry,
  SendMessageRequest,
  SetQueueAttributesRequest,
} from '@aws-sdk/client-sqs';
import { AwsError } from './aws-error.ts';
import {
  batchError,
  checkBatch,
  maxBatchEntries,
  maxMessageBytes,
  refusalOf,
  refusalOfVisibility,
} from './sqs-limits.ts';
import { type MessageAttributes, type QueueMessage, StandInQueue } from './sqs-queue.ts';
import { account, type CallContext, region, type Service, type Wire } from './wire.ts';

export interface QueuesControl {
  /** Creates a queue and returns its URL. Attributes as in `CreateQueue`. */
  create(name: string, attributes?: { readonly [name: string]: string }): string;
  arn(name: string): string;
  /** Everything in the queue, hidden or not. */
  messages(name: string): readonly QueueMessage[];
  add(name: string, body: string): void;
}

interface SqsOptions {
  readonly now: () => number;
  readonly baseUrl: () => string;
}

const defaultAttributes = { VisibilityTimeout: '30', DelaySeconds: '0', ReceiveMessageWaitTimeSeconds: '0' };

export function createSqs({ now, baseUrl }: SqsOptions): Service & {
  readonly control: QueuesControl;
  /** For other services of the stand-in, which deliver into queues. */
  addByArn(arn: string, body: string): boolean;
} {
  const queues = new Map<string, StandInQueue>();
  const toUrl = ({ name }: StandInQueue) => `${baseUrl()}/${account}/${name}`;

  function find(url: string | undefined): StandInQueue {
    const queue = queues.get(url?.split('/').at(-1) ?? '');
    if (queue) return queue;
    throw new AwsError('QueueDoesNotExist', 'the specified queue does not exist', {
      queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  }

  function toRedrive(policy: string | undefined) {
    if (!policy) return undefined;
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as {
      deadLetterTargetArn: string;
      maxReceiveCount: number | string;
    };
    const target = [...queues.values()].find(({ arn }) => arn === deadLetterTargetArn);
    if (!target)
      throw new AwsError('InvalidParameterValue', 'RedrivePolicy names a queue that does not exist');
    return { target, maxReceiveCount: Number(maxReceiveCount) };
  }

  function create(name: string, attributes: { readonly [name: string]: string }): StandInQueue {
    const existing = queues.get(name);
    if (existing) {
      const isSame = Object.entries(attributes).every(([key, value]) => existing.attributes[key] === value);
      if (isSame) return existing;
      throw new AwsError('QueueNameExists', 'a queue of this name has other attributes', {
        queryCode: 'QueueAlreadyExists',
      });
    }
    const arn = `arn:aws:sqs:${region}:${account}:${name}`;
    const queue = new StandInQueue({ name, arn, attributes: { ...defaultAttributes, ...attributes }, now });
    queue.redrive = toRedrive(attributes['RedrivePolicy']);
    queues.set(name, queue);
    return queue;
  }

  async function receive(input: Wire<ReceiveMessageRequest>) {
    const queue = find(input.QueueUrl);
    const max = input.MaxNumberOfMessages ?? 1;
    if (max < 1 || max > maxBatchEntries) {
      throw new AwsError('InvalidParameterValue', `MaxNumberOfMessages must be 1 to 10, got ${max}`);
    }
    const waitSeconds = input.WaitTimeSeconds ?? Number(queue.attributes['ReceiveMessageWaitTimeSeconds']);
    const visibilitySeconds = input.VisibilityTimeout ?? Number(queue.attributes['VisibilityTimeout']);
    // A poll waits in real time whatever clock the stand-in runs on.
    const end = performance.now() + waitSeconds * 1_000;
    for (;;) {
      const messages = queue.receive(max, visibilitySeconds);
      if (messages.length > 0 || performance.now() >= end) {
        return messages.length > 0 ? { Messages: messages.map(toWire) } : {};
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  function sendBatch(input: Wire<SendMessageBatchRequest>, call: CallContext) {
    const queue = find(input.QueueUrl);
    const entries = input.Entries ?? [];
    checkBatch(entries);
    const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (bytes > maxMessageBytes) throw batchError('BatchRequestTooLong', `the batch has ${bytes} bytes`);
    const Successful: unknown[] = [];
    const Failed: unknown[] = [];
    for (const [index, entry] of entries.entries()) {
      const refusal = refusalOf(entry.MessageBody, sizeOf(entry));
      const code = refusal?.code ?? call.failureOf(index, entry);
      if (code)
        Failed.push({ Id: entry.Id, Code: code, SenderFault: refusal !== undefined, Message: 'refused' });
      else Successful.push({ Id: entry.Id, ...send(queue, entry) });
    }
    return { Successful, Failed };
  }

  return {
    target: 'AmazonSQS',
    throttled: { code: 'RequestThrottled', status: 400 },
    operations: {
      CreateQueue({ QueueName = '', Attributes = {} }: Wire<CreateQueueRequest>) {
        return { QueueUrl: toUrl(create(QueueName, Attributes as { [name: string]: string })) };
      },
      ListQueues({ QueueNamePrefix = '', MaxResults, NextToken = '0' }: Wire<ListQueuesRequest>) {
        const all = [...queues.values()].filter(({ name }) => name.startsWith(QueueNamePrefix)).map(toUrl);
        const start = Number(NextToken);
        const end = start + (MaxResults ?? 1_000);
        // Without MaxResults there is no token, and no second page.
        const hasMore = MaxResults !== undefined && end < all.length;
        return { QueueUrls: all.slice(start, end), ...(hasMore && { NextToken: String(end) }) };
      },
      GetQueueUrl: ({ QueueName }: Wire<GetQueueUrlRequest>) => ({ QueueUrl: toUrl(find(QueueName)) }),
      GetQueueAttributes({ QueueUrl, AttributeNames = [] }: Wire<GetQueueAttributesRequest>) {
        const all = attributesOf(find(QueueUrl));
        const wanted = new Set<string>(AttributeNames);
        const chosen = Object.entries(all).filter(([name]) => wanted.has('All') || wanted.has(name));
        return { Attributes: Object.fromEntries(chosen) };
      },
      SetQueueAttributes({ QueueUrl, Attributes = {} }: Wire<SetQueueAttributesRequest>) {
        const queue = find(QueueUrl);
        queue.attributes = { ...queue.attributes, ...(Attributes as { [name: string]: string }) };
        queue.redrive = toRedrive(queue.attributes['RedrivePolicy']);
      },
      DeleteQueue({ QueueUrl }: Wire<DeleteQueueRequest>) {
        queues.delete(find(QueueUrl).name);
      },
      PurgeQueue: ({ QueueUrl }: Wire<PurgeQueueRequest>) => find(QueueUrl).purge(),
      SendMessage(input: Wire<SendMessageRequest>) {
        const queue = find(input.QueueUrl);
        const refusal = refusalOf(input.MessageBody, sizeOf(input));
        if (refusal) throw refusal;
        return send(queue, input);
      },
      SendMessageBatch: sendBatch,
      ReceiveMessage: receive,
      DeleteMessage({ QueueUrl, ReceiptHandle = '' }: Wire<DeleteMessageRequest>) {
        if (!find(QueueUrl).delete(ReceiptHandle)) throw invalidReceipt();
      },
      DeleteMessageBatch({ QueueUrl, Entries = [] }: Wire<DeleteMessageBatchRequest>, call: CallContext) {
        const queue = find(QueueUrl);
        checkBatch(Entries);
        const Successful: unknown[] = [];
        const Failed: unknown[] = [];
        for (const [index, entry] of Entries.entries()) {
          const { Id, ReceiptHandle = '' } = entry;
          const code = call.failureOf(index, entry);
          const isDeleted = code === undefined && queue.delete(ReceiptHandle);
          if (isDeleted) Successful.push({ Id });
          else Failed.push({ Id, Code: code ?? 'ReceiptHandleIsInvalid', SenderFault: code === undefined });
        }
        return { Successful, Failed };
      },
      ChangeMessageVisibility(input: Wire<ChangeMessageVisibilityRequest>) {
        const { ReceiptHandle = '', VisibilityTimeout = 0 } = input;
        if (find(input.QueueUrl).setVisibility(ReceiptHandle, VisibilityTimeout)) return;
        throw new AwsError('MessageNotInflight', 'nobody works on this message', {
          queryCode: 'AWS.SimpleQueueService.MessageNotInflight',
        });
      },
      ChangeMessageVisibilityBatch(
        { QueueUrl, Entries = [] }: Wire<ChangeMessageVisibilityBatchRequest>,
        call: CallContext,
      ) {
        const queue = find(QueueUrl);
        checkBatch(Entries);
        const Successful: unknown[] = [];
        const Failed: unknown[] = [];
        for (const [index, entry] of Entries.entries()) {
          const { Id, ReceiptHandle = '', VisibilityTimeout = 0 } = entry;
          const refusal = refusalOfVisibility(VisibilityTimeout);
          const code = refusal ?? call.failureOf(index, entry);
          const isChanged = code === undefined && queue.setVisibility(ReceiptHandle, VisibilityTimeout);
          if (isChanged) Successful.push({ Id });
          else Failed.push({ Id, Code: code ?? 'MessageNotInflight', SenderFault: code === undefined });
        }
        return { Successful, Failed };
      },
    },
    control: {
      create: (name, attributes = {}) => toUrl(create(name, attributes)),
      arn: (name) => find(name).arn,
      messages: (name) => find(name).messages,
      add: (name, body) => find(name).add(body),
    },
    addByArn(arn, body) {
      const queue = [...queues.values()].find((one) => one.arn === arn);
      queue?.add(body);
      return queue !== undefined;
    },
  };
}

type Entry = Wire<SendMessageBatchRequestEntry | SendMessageRequest>;

function send(queue: StandInQueue, entry: Entry) {
  const { id, body } = queue.add(entry.MessageBody ?? '', {
    attributes: entry.MessageAttributes as MessageAttributes | undefined,
    ...(entry.DelaySeconds === undefined ? {} : { delaySeconds: entry.DelaySeconds }),
  });
  return { MessageId: id, MD5OfMessageBody: md5(body) };
}

/** Bytes that count against the limit: the body and the name, type and value of each attribute. */
function sizeOf({ MessageBody = '', MessageAttributes = {} }: Entry): number {
  let bytes = Buffer.byteLength(MessageBody);
  for (const [name, value] of Object.entries(MessageAttributes as MessageAttributes)) {
    bytes += Buffer.byteLength(`${name}${value.DataType ?? ''}${value.StringValue ?? ''}`);
    bytes += Buffer.byteLength(value.BinaryValue ?? '', 'base64');
  }
  return bytes;
}

/** Every attribute is answered, asked for or not: the SDK's callers ignore what they did not ask for. */
function toWire({
  id,
  body,
  attributes,
  receipt,
  receiveCount,
  sentAtMs,
  firstReceivedAtMs,
  sourceArn,
}: QueueMessage) {
  return {
    MessageId: id,
    ReceiptHandle: receipt,
    Body: body,
    MD5OfBody: md5(body),
    ...(attributes ? { MessageAttributes: attributes } : {}),
    Attributes: {
      SenderId: account,
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAtMs),
      ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
      ...(sourceArn ? { DeadLetterQueueSourceArn: sourceArn } : {}),
    },
  };
}

function attributesOf(queue: StandInQueue): { [name: string]: string } {
  const { waiting, hidden, delayed } = queue.counts();
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAtMs / 1_000)),
    ApproximateNumberOfMessages: String(waiting),
    ApproximateNumberOfMessagesNotVisible: String(hidden),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}

const invalidReceipt = () => new AwsError('ReceiptHandleIsInvalid', 'the receipt handle is not valid');

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
