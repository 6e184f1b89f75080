import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import { type AwsCalls, createAwsClient } from '../../../functions/aws/aws-client.ts';
import {
  type AwsService,
  dynamoDb,
  eventBridge,
  firehose,
  secretsManager,
  sqs,
} from '../../../functions/aws/aws-service.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { startLoopback } from '../../support/loopback.ts';

interface AnyCalls extends AwsCalls {
  readonly [operation: string]: { readonly input: object; readonly output: object };
}

interface Case {
  readonly service: AwsService;
  readonly operation: string;
  readonly input: object;
  /** The same by the SDK, which turns bytes and times into JSON itself. */
  readonly bySdk: (options: ReturnType<typeof toClientOptions>) => Promise<unknown>;
}

const atMs = 1_795_000_000_500;
const key = { pk: { S: 'ключ' } };
const entry = { EventBusName: 'b', Source: 's', DetailType: 't', Detail: '{"é":1}' };
const message = { Id: '0', MessageBody: '{"é":1}', DelaySeconds: 7 };

const cases: [name: string, one: Case][] = [
  [
    'DynamoDB',
    {
      service: dynamoDb,
      operation: 'GetItem',
      input: { TableName: 't', Key: key, ConsistentRead: true },
      bySdk: (options) =>
        new DynamoDBClient(options).send(
          new GetItemCommand({ TableName: 't', Key: key, ConsistentRead: true }),
        ),
    },
  ],
  [
    'EventBridge',
    {
      service: eventBridge,
      operation: 'PutEvents',
      input: { Entries: [{ ...entry, Time: atMs / 1_000 }] },
      bySdk: (options) =>
        new EventBridgeClient(options).send(
          new PutEventsCommand({ Entries: [{ ...entry, Time: new Date(atMs) }] }),
        ),
    },
  ],
  [
    'Firehose',
    {
      service: firehose,
      operation: 'PutRecordBatch',
      input: { DeliveryStreamName: 'd', Records: [{ Data: Buffer.from('é\n').toString('base64') }] },
      bySdk: (options) =>
        new FirehoseClient(options).send(
          new PutRecordBatchCommand({ DeliveryStreamName: 'd', Records: [{ Data: Buffer.from('é\n') }] }),
        ),
    },
  ],
  [
    'Secrets Manager',
    {
      service: secretsManager,
      operation: 'GetSecretValue',
      input: { SecretId: 's', VersionStage: 'AWSCURRENT' },
      bySdk: (options) =>
        new SecretsManagerClient(options).send(
          new GetSecretValueCommand({ SecretId: 's', VersionStage: 'AWSCURRENT' }),
        ),
    },
  ],
  [
    'SQS',
    {
      service: sqs,
      operation: 'SendMessageBatch',
      input: { QueueUrl: 'https://sqs.example/1/q', Entries: [message] },
      bySdk: (options) =>
        new SQSClient({ ...options, md5: false }).send(
          new SendMessageBatchCommand({ QueueUrl: 'https://sqs.example/1/q', Entries: [message] }),
        ),
    },
  ],
];

describe('the services', () => {
  it.each(cases)('%s gets the same as from the client of the AWS SDK', async (_name, one) => {
    const loopback = await startLoopback((_request, response) => void response.end('{}'));
    const options = toClientOptions(loopback.url);
    const client = createAwsClient<AnyCalls>(one.service, {
      ...options,
      maxAttempts: 1,
      limits: { timeoutMs: 60_000, connectionTimeoutMs: 60_000, maxSockets: 1 },
    });

    await client.call(one.operation, one.input);
    await one.bySdk(options);
    client.destroy();
    await loopback.close();

    const [ours, sdks] = loopback.requests.map(({ method, path, headers, body }) => ({
      method,
      path,
      target: headers['x-amz-target'],
      type: headers['content-type'],
      // The day, the Region and the service that the signature is of.
      scope: /Credential=[^/]+\/(\S+),/.exec(headers.authorization ?? '')?.[1],
      body: JSON.parse(body.toString()) as unknown,
    }));
    expect(ours).toEqual(sdks);
    expect(ours?.target).toMatch(/^\w+\.\w+$/);
  });
});
