import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { CallBounds } from '../functions/aws/aws-client.ts';
import { createEventBridgeClient } from '../functions/destination/eventbridge-destination.ts';
import { createFirehoseClient } from '../functions/destination/firehose-destination.ts';
import { createHttpsDestination } from '../functions/destination/https-destination.ts';
import { probeHttps } from '../functions/destination/probe-https.ts';
import { startAttempts } from '../functions/destination/retry-timing.ts';
import { createDeduplicationClient } from '../functions/enrich/dynamodb-deduplication.ts';
import { createReturns } from '../functions/enrich/message-returns.ts';
import { defaultPatience } from '../functions/enrich/look-up/patience.ts';
import { createMemoryLedger } from '../functions/enrich/memory-ledger.ts';
import { createPipeline } from '../functions/enrich/pipeline.ts';
import { createRetryQueueClient, createSqsRetryQueue } from '../functions/enrich/retry-queue.ts';
import { createOnDemandApp } from '../functions/on-demand/app.ts';
import { createVisibilityClient } from '../functions/queue/change-visibility.ts';
import { createLedgerClient } from '../functions/ledger/dynamodb-table.ts';
import { createQueueClient } from '../functions/queue/queue-client.ts';
import type { SqsClient } from '../functions/queue/sqs-client.ts';
import { createSqsEventQueue } from '../functions/queue/sqs-event-queue.ts';
import { createSqsClient } from '../functions/receive/sqs-client.ts';
import { loadSecret } from '../functions/secret/load-secret.ts';
import { createSecretsClient } from '../functions/secret/secrets-client.ts';
import { systemClock } from '../functions/session/clock.ts';
import { startLoopback } from './support/loopback.ts';
import { resourcesOf } from './infra/read-template.ts';
import { toTemplate } from './infra/synthesise.ts';
import { createTiming, recordsOf } from './functions/destination/records.ts';

// No limit of ours says anything alone: what matters is that inner ones end before outer ones, so that whoever waits
// gets our answer and not a gateway's. Here all defaults are taken from the code as it runs, and added up.

const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = process.env;
  process.env = { ...before, ...environment };
});
afterEach(() => {
  process.env = before;
  jest.restoreAllMocks();
});

/** What is asked of `AbortSignal.timeout`, in milliseconds. */
async function limitsOf(run: () => Promise<unknown>): Promise<number[]> {
  const timeout = jest.spyOn(AbortSignal, 'timeout');
  timeout.mockClear();
  await run();
  return timeout.mock.calls.map(([ms]) => ms);
}

/** The longest pause of the SDK's retries before the second attempt, where nobody answers; it doubles with each further one. */
const firstPauseMs = 50;

/** How long a call may take that nobody answers: its attempts, and the pauses between them at their longest. */
function longestCallOf({ maxAttempts, limits }: CallBounds): {
  readonly attemptMs: number;
  readonly callMs: number;
} {
  const { timeoutMs, connectionTimeoutMs } = limits;
  expect(connectionTimeoutMs).toBeLessThanOrEqual(timeoutMs);
  return {
    attemptMs: timeoutMs,
    callMs: maxAttempts * timeoutMs + firstPauseMs * (2 ** (maxAttempts - 1) - 1),
  };
}

/** The same of a client of the SDK. */
async function limitsOfSdk({ config }: ReturnType<typeof createDeduplicationClient>): Promise<CallBounds> {
  const { configProvider } = config.requestHandler as unknown as { configProvider: Promise<SdkLimits> };
  const { requestTimeout, socketTimeout, connectionTimeout, throwOnRequestTimeout } = await configProvider;
  // Without it the SDK only warns.
  expect(throwOnRequestTimeout).toBe(true);
  expect(socketTimeout).toBe(requestTimeout);
  const limits = { timeoutMs: requestTimeout, connectionTimeoutMs: connectionTimeout, maxSockets: 50 };
  return { maxAttempts: await config.maxAttempts(), limits };
}

interface SdkLimits {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly socketTimeout: number;
  readonly throwOnRequestTimeout: boolean;
}

const sleeping = { call: async () => ({ Successful: [{ Id: '0' }], SecretString: 'x' }) };

describe('the clients of AWS', () => {
  it.each<[name: string, create: () => CallBounds, attemptMs: number, callMs: number]>([
    ['queue of the webhook', createSqsClient, 5_000, 15_150],
    ['visibility', createVisibilityClient, 1_000, 2_050],
    ['retry queue', createRetryQueueClient, 1_500, 3_050],
    ['secrets', createSecretsClient, 1_500, 4_650],
    ['ledger', createLedgerClient, 500, 1_050],
    ['Firehose', createFirehoseClient, 5_000, 15_150],
    ['EventBridge', createEventBridgeClient, 3_000, 9_150],
    ['terminal', createQueueClient, 10_000, 30_150],
  ])('%s: an attempt ends, and with it the call', (_name, create, attemptMs, callMs) => {
    expect(longestCallOf(create())).toEqual({ attemptMs, callMs });
  });

  it('deduplication: an attempt ends, and with it the call', async () => {
    const limits = await limitsOfSdk(createDeduplicationClient());

    expect(longestCallOf(limits)).toEqual({ attemptMs: 1_000, callMs: 2_050 });
  });
});

/** Seconds of a function's timeout. */
function timeoutOf(service: string, template = toTemplate()): number {
  const [one] = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).filter(({ Properties }) =>
    String(Properties['FunctionName']).endsWith(`-${service}`),
  );
  return Number(one?.Properties['Timeout']);
}

const measure = {
  storeMs: async () =>
    (
      await limitsOf(() =>
        createSqsEventQueue({
          client: sleeping as unknown as SqsClient,
          queueUrl: 'https://sqs.example/1/q',
          deadLetterQueueUrl: 'https://sqs.example/1/d',
        }).add(['{}']),
      )
    )[0]!,
  secretMs: async () => (await limitsOf(() => loadSecret(sleeping as never, 'webhook', 'AWSCURRENT')))[0]!,
  handOverMs: async () =>
    (
      await limitsOf(() =>
        createSqsRetryQueue({
          client: sleeping as unknown as SqsClient,
          queueUrl: 'https://sqs.example/1/r',
        }).add([{ record: recordsOf(1)[0]!, code: 'x', firstFailedAtMs: 0, isCounted: true }]),
      )
    )[0]!,
  deliveryMs: () => startAttempts({ now: () => 0 }).left(),
};

/** How long a collector may take to acknowledge, in virtual time: the pauses between questions. */
async function acknowledgementMs(): Promise<number> {
  const collector = await startLoopback(({ path }, response) => {
    response.end(path.includes('/ack') ? '{"acks":{"1":false}}' : '{"code":0,"ackId":1}');
  });
  const timing = createTiming();
  const secret = { read: async () => 'token', reload: async () => 'token' };
  const url = `${collector.url}/services/collector/event`;
  const failures = await createHttpsDestination({ url, kind: 'hec', secret, ...timing }).deliver(
    recordsOf(1),
  );
  await collector.close();
  expect(failures).toEqual([{ recordUid: 'r0', code: 'not_indexed' }]);
  return timing.waits.reduce((sum, ms) => sum + ms, 0);
}

/** How long the queue may take for its answers, when so much of the invocation is left. */
async function returnsMs(leftMs: number): Promise<number> {
  const limits: number[] = [];
  const bringBack = createReturns({
    queueUrl: 'https://sqs.example/1/q',
    now: () => 0,
    onUnchanged: () => undefined,
    changeVisibility: async (_returns, limitMs) => {
      limits.push(limitMs);
      return { count: 0, codes: [] };
    },
  });
  const message = { messageId: 'm', receiptHandle: 'r', receiveCount: 1 };
  await bringBack([{ message, seconds: 15 }], { deadlineMs: leftMs });
  return limits[0]!;
}

/** When look-ups have ended, in an invocation of so many milliseconds. */
async function lookUpsEndMs(invocationMs: number): Promise<number> {
  const ends: number[] = [];
  const pipeline = createPipeline({
    lookUps: {
      told: createMemoryLedger({ now: () => 0 }),
      lookUp(events, { endMs, onTold }) {
        ends.push(endMs);
        onTold?.(new Map());
        const outcome = { status: 'not_found', source: 'api', fetchedAtMs: 0 } as const;
        return events.map(async () => ({ outcome, entry: undefined }));
      },
      finish: async () => undefined,
    },
    toSignals: () => ({ risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] }),
    toRecords: () => [],
    deliver: async () => ({ failures: [], handedOver: [], emitted: 0 }),
    clock: { ...systemClock, now: () => 0 },
    reportFault: (error) => {
      throw error;
    },
  });
  const body = JSON.stringify({ log_id: 'L1', data: { type: 's', details: { session_id: 'S1' } } });
  await pipeline.process([{ messageId: 'm', enqueuedAtMs: 0, body }], { deadlineMs: invocationMs });
  return ends[0]!;
}

describe('the webhook', () => {
  it('reads its secret, stores and answers before its function ends, and that before the gateway', async () => {
    const [secretMs, storeMs] = [await measure.secretMs(), await measure.storeMs()];
    const functionMs = 1_000 * timeoutOf('receive');
    const gatewayMs = 30_000;

    expect({ secretMs, storeMs }).toEqual({ secretMs: 4_000, storeMs: 20_000 });
    expect(secretMs + storeMs + 1_000).toBeLessThanOrEqual(functionMs);
    expect(functionMs + 1_000).toBeLessThanOrEqual(gatewayMs);
    // A call of the queue ends by itself, with all its attempts, before all of them have to.
    expect(longestCallOf(createSqsClient()).callMs).toBeLessThanOrEqual(storeMs);
    expect(2 * longestCallOf(createSecretsClient()).attemptMs).toBeLessThanOrEqual(secretMs);
  });
});

describe('an invocation of enrich', () => {
  it('keeps five seconds free of look-ups at its end, and waits three at the most', async () => {
    await expect(lookUpsEndMs(60_000)).resolves.toBe(55_000);
    expect(defaultPatience.callMs).toBe(3_000);
  });

  it('has time for the longest delivery behind the longest wait', async () => {
    const template = toTemplate();
    const functionMs = 1_000 * timeoutOf('enrich', template);
    const waitMs = Math.min(await lookUpsEndMs(functionMs), defaultPatience.callMs);
    const [deliveryMs, handOverMs] = [measure.deliveryMs(), await measure.handOverMs()];
    const indexingMs = await acknowledgementMs();
    const leftMs = functionMs - waitMs - deliveryMs - indexingMs - handOverMs;

    expect({ deliveryMs, indexingMs, handOverMs }).toEqual({
      deliveryMs: 15_000,
      indexingMs: 25_000,
      handOverMs: 4_000,
    });
    expect(leftMs).toBeGreaterThanOrEqual((await returnsMs(leftMs)) + 500);
    expect(longestCallOf(createRetryQueueClient()).callMs).toBeLessThanOrEqual(handOverMs);
  });

  it('gives the queue four seconds to take messages back, and never the last half second', async () => {
    await expect(returnsMs(60_000)).resolves.toBe(4_000);
    await expect(returnsMs(4_500)).resolves.toBe(4_000);
    await expect(returnsMs(3_000)).resolves.toBe(2_500);
    expect(longestCallOf(createVisibilityClient()).callMs).toBeLessThanOrEqual(4_000);
  });

  it('hides a message six times as long as its invocation, and the batch’s window', () => {
    const template = toTemplate();
    const [mapping] = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    const visibility = Object.values(resourcesOf(template, 'AWS::SQS::Queue')).map(
      ({ Properties }) => Properties['VisibilityTimeout'],
    );

    expect(visibility).toContain(
      6 * timeoutOf('enrich', template) + Number(mapping?.Properties['MaximumBatchingWindowInSeconds']),
    );
  });
});

describe('a call on demand', () => {
  it('looks up for twenty seconds, and has time to deliver after that', async () => {
    const ends: number[] = [];
    const app = createOnDemandApp({
      pipeline: {
        enrich: async (_events, { deadlineMs }) => {
          ends.push(deadlineMs);
          return [];
        },
      },
      deliver: async () => ({ failures: [], handedOver: [], emitted: 0 }),
      toView: () => undefined,
      isAuthorized: () => true,
      now: () => 0,
      reportFault: () => undefined,
    });

    await app.request('/enrich', { method: 'POST', body: '{"session_id":"S1"}' });

    expect(ends).toEqual([20_000]);
    expect(20_000 + measure.deliveryMs() + (await measure.handOverMs())).toBeLessThan(60_000);
  });
});

describe('a rotation', () => {
  it('has Auth0 answered in most of its time; handler.test.ts holds what it keeps for Secrets Manager', () => {
    expect(timeoutOf('rotate-token')).toBe(60);
  });
});

describe('a probe of a destination', () => {
  it('waits ten seconds for an answer, for somebody who sits before it', async () => {
    const collector = await startLoopback((_request, response) => {
      response.end();
    });
    try {
      const probe = { url: collector.url, kind: 'ndjson', secret: 's' } as const;
      expect(await limitsOf(() => probeHttps(probe))).toEqual([10_000]);
    } finally {
      await collector.close();
    }
  });
});
