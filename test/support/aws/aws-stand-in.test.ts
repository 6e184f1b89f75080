import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';
import type { Fault } from './faults.ts';

let standIn: AwsStandIn;
beforeEach(async () => {
  standIn = await startAwsStandIn();
});
afterEach(() => standIn.close());

const once = () => ({ ...standIn.clientOptions, maxAttempts: 1 });
const records = (...lines: string[]) => lines.map((line) => ({ Data: Buffer.from(line) }));

async function readSecret(options = {}) {
  const client = new SecretsManagerClient({ ...once(), ...options });
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: 'token' }))).SecretString;
  } finally {
    client.destroy();
  }
}

describe('faults', () => {
  beforeEach(() => {
    standIn.secrets.create('token', 'value');
  });

  it.each<[what: string, fault: Fault, error: { name: string; status?: number }]>([
    ['throttling', { kind: 'throttled' }, { name: 'ThrottlingException', status: 400 }],
    ['denied access', { kind: 'denied' }, { name: 'AccessDeniedException', status: 400 }],
    ['an outage', { kind: 'unavailable' }, { name: 'InternalFailure', status: 503 }],
    ['a 500', { kind: 'unavailable', status: 500 }, { name: 'InternalFailure', status: 500 }],
    [
      'an error of choice',
      { kind: 'error', code: 'DecryptionFailure' },
      { name: 'DecryptionFailure', status: 400 },
    ],
    ['a broken connection', { kind: 'reset' }, { name: 'TimeoutError' }],
    ['half an answer', { kind: 'truncated' }, { name: 'Error', status: 200 }],
  ])('shows %s as the SDK would see it', async (_what, fault, { name, status }) => {
    standIn.inject({ on: 'secretsmanager', fault });

    const error: unknown = await readSecret().catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name });
    expect((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode).toBe(status);
  });

  it('answers late, or never', async () => {
    standIn.inject({ on: 'secretsmanager.GetSecretValue', fault: { kind: 'slow', ms: 60 }, times: 1 });
    const from = performance.now();
    await readSecret();
    expect(performance.now() - from).toBeGreaterThan(55);

    standIn.inject({ on: 'secretsmanager', fault: { kind: 'hang' } });
    const requestHandler = { requestTimeout: 80, throwOnRequestTimeout: true };
    await expect(readSecret({ requestHandler })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('befalls the calls it was told to and no others', async () => {
    standIn.inject({ on: 'secretsmanager', fault: { kind: 'throttled' }, after: 1, times: 1 });
    standIn.inject({ on: 'sqs', fault: { kind: 'unavailable' } });
    standIn.inject({ on: 'secretsmanager.PutSecretValue', fault: { kind: 'denied' } });
    standIn.inject({ fault: { kind: 'denied' }, when: () => false });

    await expect(readSecret()).resolves.toBe('value');
    await expect(readSecret()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(readSecret()).resolves.toBe('value');
  });

  it('ends an outage when it is taken back', async () => {
    const end = standIn.inject({ on: 'secretsmanager', fault: { kind: 'unavailable' } });
    await expect(readSecret()).rejects.toThrow('unavailable');

    end();

    await expect(readSecret()).resolves.toBe('value');
  });

  it('is retried by the SDK, and each attempt is counted', async () => {
    standIn.inject({ on: 'secretsmanager', fault: { kind: 'throttled' }, times: 2 });

    await expect(readSecret({ maxAttempts: 3 })).resolves.toBe('value');

    expect(standIn.countOf('secretsmanager.GetSecretValue')).toBe(3);
    expect(standIn.calls.map(({ operation }) => operation)).toEqual(Array(3).fill('GetSecretValue'));
  });
});

describe('partial failures', () => {
  it('fails chosen messages of a batch; the others are in the queue', async () => {
    const QueueUrl = standIn.queues.create('events');
    standIn.inject({ on: 'sqs', fault: { kind: 'partial', fails: (index) => index === 1 }, times: 1 });
    const client = new SQSClient(once());

    const Entries = ['a', 'b', 'c'].map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

    expect(Successful?.map(({ Id }) => Id)).toEqual(['0', '2']);
    expect(Failed).toMatchObject([{ Id: '1', Code: 'InternalFailure', SenderFault: false }]);
    expect(standIn.queues.messages('events').map(({ body }) => body)).toEqual(['a', 'c']);
  });

  it('fails chosen records of a Firehose batch, by what is in them', async () => {
    standIn.streams.create('out');
    const fails = (_index: number, entry: unknown) => entry === 'b\n';
    const code = 'ServiceUnavailableException';
    standIn.inject({ on: 'firehose', fault: { kind: 'partial', fails, code } });
    const client = new FirehoseClient(once());

    const Records = records('a\n', 'b\n', 'c\n');
    const answer = await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'out', Records }));

    expect(answer.FailedPutCount).toBe(1);
    expect(answer.RequestResponses?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, code, undefined]);
    expect(standIn.streams.lines('out')).toEqual(['a', 'c']);
  });

  it('fails chosen entries on a bus', async () => {
    standIn.buses.create('out');
    standIn.inject({ on: 'eventbridge', fault: { kind: 'partial', fails: (index) => index === 0 } });
    const client = new EventBridgeClient(once());

    const entry = { EventBusName: 'out', Source: 's', DetailType: 't', Detail: '{"n":1}' };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry, entry] }));

    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual(['InternalFailure', undefined]);
    expect(standIn.buses.events('out')).toHaveLength(1);
  });

  it('takes the records and breaks the connection, so that the caller cannot know', async () => {
    standIn.streams.create('out');
    standIn.inject({ on: 'firehose', fault: { kind: 'reset', applied: true }, times: 1 });
    const client = new FirehoseClient({ ...standIn.clientOptions, maxAttempts: 2 });

    await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 'out', Records: records('a\n') }));

    expect(standIn.streams.lines('out')).toEqual(['a', 'a']);
  });
});

describe('startAwsStandIn', () => {
  it('follows an injected clock', async () => {
    await standIn.close();
    let nowMs = 1_767_225_600_000;
    standIn = await startAwsStandIn({ now: () => nowMs });
    const QueueUrl = standIn.queues.create('events', { VisibilityTimeout: '30' });
    standIn.queues.add('events', 'body');
    const client = new SQSClient(once());
    const receive = async () =>
      (await client.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'] })))
        .Messages;

    expect(await receive()).toMatchObject([{ Attributes: { SentTimestamp: '1767225600000' } }]);
    expect(await receive()).toBeUndefined();
    nowMs += 30_000;
    expect(await receive()).toMatchObject([{ Attributes: { ApproximateReceiveCount: '2' } }]);
  });

  it('carries an event through a rule into a queue in the envelope of EventBridge', async () => {
    standIn.buses.create('partner');
    standIn.queues.create('events');
    const client = new EventBridgeClient(once());
    const EventPattern = JSON.stringify({ source: [{ prefix: 'aws.partner/auth0.com' }, 'app'] });
    const rule = { EventBusName: 'partner', Name: 'logs' };
    await client.send(new PutRuleCommand({ ...rule, EventPattern }));
    const Targets = [{ Id: 'queue', Arn: standIn.queues.arn('events') }];
    await client.send(new PutTargetsCommand({ EventBusName: 'partner', Rule: 'logs', Targets }));

    const entry = { EventBusName: 'partner', DetailType: 'log', Detail: '{"log_id":"1"}' };
    await client.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Source: 'app' },
          { ...entry, Source: 'other' },
        ],
      }),
    );

    const bodies = standIn.queues.messages('events').map(({ body }) => JSON.parse(body) as unknown);
    expect(bodies).toMatchObject([{ version: '0', source: 'app', detail: { log_id: '1' } }]);
  });

  it('refuses what it does not know instead of guessing', async () => {
    const target = 'Kinesis_20131202.PutRecords';
    const answer = await fetch(standIn.url, {
      method: 'POST',
      body: '{}',
      headers: { 'x-amz-target': target },
    });

    expect(answer.status).toBe(400);
    await expect(answer.json()).resolves.toMatchObject({ __type: 'UnknownOperationException' });
  });
});
