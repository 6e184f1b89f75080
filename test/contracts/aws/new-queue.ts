import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  type DeleteMessageBatchRequestEntry,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type ProbedAws, toUnique } from './check.ts';
import { eventually } from './expect.ts';

type Received = Pick<Message, 'ReceiptHandle'>;

/** A queue of its own for a check, and the calls on it. */
export async function newQueue(
  { sqs, waitMs }: ProbedAws,
  Attributes: Partial<Record<QueueAttributeName, string>> = {},
) {
  const name = toUnique('probe');
  const created = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const { QueueUrl = '' } = created;

  async function receive(
    input: Omit<ReceiveMessageCommandInput, 'QueueUrl'> = {},
  ): Promise<readonly Message[]> {
    const all = { MessageSystemAttributeNames: ['All' as const], MessageAttributeNames: ['All'] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...all, ...input }));
    return Messages;
  }

  async function readAttributes(...AttributeNames: QueueAttributeName[]) {
    const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return answer.Attributes ?? {};
  }

  return {
    name,
    url: QueueUrl,
    receive,
    send: (MessageBody: string, input: Partial<SendMessageCommandInput> = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...input })),
    sendBatch: (Entries: SendMessageBatchRequestEntry[]) =>
      sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    remove: ({ ReceiptHandle }: Received) => sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    removeBatch: (Entries: DeleteMessageBatchRequestEntry[]) =>
      sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
    setVisibility: ({ ReceiptHandle }: Received, VisibilityTimeout: number) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })),
    attributes: readAttributes,
    async arn(): Promise<string> {
      return (await readAttributes('QueueArn')).QueueArn ?? '';
    },
    /** Asks until a message comes; a receive may come back empty although there is one. */
    receiveOne: (limitMs = waitMs): Promise<Message> =>
      eventually(limitMs, 'a message', async () => (await receive({ WaitTimeSeconds: 1 }))[0]),
  };
}
