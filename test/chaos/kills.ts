import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lineKey } from '../../functions/ledger/line-key.ts';
import { createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen } from '../../functions/local/listen.ts';
import { bundle } from '../../infra/build/bundle.ts';
import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { type Sandbox, startSandbox } from '../support/lambda-sandbox.ts';
import { addressRules, findCanaries } from './canaries.ts';
import { type SinkFault, startHttpsSink } from './https-sink.ts';
import { judgeRecords, type RecordsVerdict } from './judge-records.ts';
import { createLedger, type Verdict } from './ledger.ts';
import type { Chance } from './random.ts';
import { createTraffic, toSessions } from './traffic.ts';

/** The steps of a batch as they can be seen from outside, in order. */
export const killSteps = [
  'the batch is handed over',
  'the third mark of a delivery in progress arrives',
  'the marks are set, the answer is on the way',
  'what the events tell arrives at the ledger',
  'the ledger has taken it, its answer is on the way',
  'the reservation of turns arrives at the line',
  'the line has given turns, its answer is on the way',
  'that a session is being asked for arrives at the ledger',
  'the first look-up arrives at Auth0',
  'the third look-up arrives at Auth0',
  "Auth0's answer arrives at the ledger",
  "the ledger has kept Auth0's answer, its own is on the way",
  'an event arrives at the queue of look-ups',
  'the queue of look-ups has taken it, its answer is on the way',
  'events wait in the queue of look-ups, nothing is deleted',
  'an event that has waited redeems its turn',
  'an event that has waited is asked for',
  'an event that has waited is delivered, nothing is deleted',
  'the first records arrive at Firehose',
  'Firehose has taken them, its answer is on the way',
  'the second call arrives at Firehose',
  'the records arrive at the collector',
  'the collector has taken them, its answer is on the way',
  'everything is delivered, the first mark that says so arrives',
  'everything is delivered, the result is on the way',
  'the result is there, nothing is deleted',
  'a part is deleted',
  'a refused record arrives at its retry queue',
  'the retry queue has taken it, its answer is on the way',
  'everything is handed over, nothing is deleted',
  'a waiting record arrives at the collector',
  'the collector has taken a waiting record, nothing is deleted',
  'some moment',
  'the invocation has run out of time',
] as const;
export type KillStep = (typeof killSteps)[number];

export interface KillsResult extends Verdict, RecordsVerdict {
  /** In the middle of a batch. */
  readonly kills: number;
  /** Kills that came too late, as the batch was done, and do not count. */
  readonly missedSteps: readonly KillStep[];
  readonly steps: number;
  /** What nobody is to find in the ledger's table, found there. */
  readonly canaries: readonly string[];
}

const entry = fileURLToPath(new URL('../../functions/enrich/handler.ts', import.meta.url));
/** Of an invocation; look-ups end five seconds before it does. */
const timeoutMs = 12_000;
const shortTimeoutMs = 1_500;
/** On a machine that is too busy for it: in vain as often as not is tried, and then said. */
const attemptsPerKill = 2;
/** How long what a killed process held stays hidden from the next one. */
const visibilitySeconds = 1.5;
/** Within it the first event that was put off comes back. */
const longestTurnMs = 6_000;
/** At the end nobody is killed: a batch has as long as a busy machine needs. */
const patientSeconds = 15;

/**
 * Kills the real bundle, in a process of its own, with SIGKILL at one step of a batch after the other; what the queue
 * gives out again a new process finishes.
 */
export async function runKills(options: {
  readonly kills: number;
  readonly chance: Chance;
  /** @default all, one after the other */
  readonly steps?: readonly KillStep[];
  readonly onKill?: (done: number) => void;
}): Promise<KillsResult> {
  const { kills, chance, steps: ordered = killSteps, onKill } = options;
  const folder = await mkdtemp(path.join(tmpdir(), 'chaos-enrich-'));
  const { file } = await bundle({ entry, outdir: path.join(folder, 'enrich') });
  const ledger = createLedger();
  const traffic = createTraffic(chance, 8);
  const world = await startWorld();
  let killed = 0;
  let attempts = 0;
  const missedSteps: KillStep[] = [];
  const stepOf = (attempt: number) => ordered[attempt % ordered.length]!;
  const start = (attempt: number) => {
    const step = stepOf(attempt);
    const isShort = step === 'the invocation has run out of time';
    // Every second one: with it the next one finds marks that nobody takes back.
    const ordinary = attempt % 2 === 1 || isOfMarks(step) ? world.markingEnv : world.env;
    const env = isOfLookUpQueue(step) ? { ...ordinary, ...world.shortBudget } : ordinary;
    return startSandbox({ bundle: file, env, timeoutMs: isShort ? shortTimeoutMs : timeoutMs });
  };

  try {
    let next = start(0);
    for (; killed < kills && attempts < attemptsPerKill * kills; attempts += 1) {
      const sandbox = await next;
      // Half of them worth asking for where the step is about that: no answer at hand serves them.
      const isWorthy = isOfLookUps(stepOf(attempts));
      const sent = Array.from({ length: 24 }, (_, index) =>
        isWorthy ? traffic.toEvent(index % 2 === 1) : traffic.toEvent(),
      );
      for (const { text } of sent) world.add(text);
      ledger.acknowledge(sent);
      // The next one starts meanwhile: most of the time goes into starting.
      next = start(attempts + 1);
      const isDone = await world.invokeAndKill(sandbox, stepOf(attempts), chance);
      await sandbox.kill();
      if (isDone) {
        missedSteps.push(stepOf(attempts));
        continue;
      }
      killed += 1;
      onKill?.(killed);
    }
    await (await next).kill();
    const sandbox = await startSandbox({ bundle: file, env: world.markingEnv, timeoutMs });
    await world.finish(sandbox);
    await sandbox.stop();
    const delivered = world.delivered();
    const verdict = ledger.judge(delivered, world.deadLetters());
    const records = await judgeRecords(delivered, 'ocsf 1.8.0');
    const steps = Math.min(attempts, ordered.length);
    const canaries = findCanaries(world.ledgerItems());
    return { ...verdict, ...records, canaries, kills: killed, missedSteps, steps };
  } finally {
    await world.close();
    await rm(folder, { recursive: true });
  }
}

const isOfMarks = (step: KillStep) => step.includes(' mark');
const isOfReturned = (step: KillStep) => step.startsWith('an event that has waited');
const isOfLookUps = (step: KillStep) => isOfLookUpQueue(step) || /turns|asked for|look-up|Auth0/.test(step);
const isOfLookUpQueue = (step: KillStep) => isOfReturned(step) || step.includes('queue of look-ups');

async function startWorld() {
  const aws = await startAwsStandIn({ recordCalls: false });
  let onLookUp: () => void = () => undefined;
  const auth0 = createAuth0Simulator({
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
    sessions: toSessions(8),
    onRequest: () => onLookUp(),
  });
  const auth0Server = await listen(auth0.app);
  const sink = await startHttpsSink();
  aws.secrets.create('token', auth0.issueToken());
  aws.secrets.create('hec', 'hec-token-1');
  aws.streams.create('records');
  aws.tables.create('ledger');
  aws.tables.create('session-ledger', 'pk');
  aws.secrets.create('ledger-key', 'a key for the session ledger');
  aws.queues.create('dead-letters');
  const deadLetterTargetArn = aws.queues.arn('dead-letters');
  const url = aws.queues.create('events', {
    VisibilityTimeout: '0.05',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 50 }),
  });
  const lookUpsUrl = aws.queues.create('look-ups', {
    VisibilityTimeout: '0.05',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 50 }),
  });
  const retryUrls = ['firehose-1', 'https-2'].map((name) => {
    aws.queues.create(`dead-${name}`);
    return aws.queues.create(`retry-${name}`, {
      VisibilityTimeout: '0.05',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: aws.queues.arn(`dead-${name}`),
        maxReceiveCount: 50,
      }),
    });
  });
  const queues = [url, lookUpsUrl, ...retryUrls].map((queueUrl) => createQueueClient(aws.url, queueUrl));
  const [queue, lookUps, , waiting] = queues as [QueueByHand, QueueByHand, QueueByHand, QueueByHand];

  /** The collector takes nothing, so that its records are handed over. */
  function refuse(): () => void {
    sink.setFault((response) => {
      response.writeHead(503).end('{"text":"Server is busy","code":9}');
      return { taken: false };
    });
    return () => sink.setFault(undefined);
  }

  /** What kills at a step; returns what puts everything back. */
  function arm(step: KillStep, kill: () => void, chance: Chance): () => void {
    const firehose = (after: number, applied: boolean) => {
      const when = () => {
        if (applied) setTimeout(kill, 0);
        else kill();
        return true;
      };
      return aws.inject({ on: 'firehose', fault: { kind: 'reset', applied }, after, times: 1, when });
    };
    const collector = (taken: boolean) => {
      const fault: SinkFault = () => {
        kill();
        return { taken };
      };
      sink.setFault(fault);
      return () => sink.setFault(undefined);
    };
    const lookUp = (count: number) => {
      let left = count;
      onLookUp = () => {
        left -= 1;
        if (left === 0) kill();
      };
      return () => {
        onLookUp = () => undefined;
      };
    };
    /** `after` so many others of the kind, at the call that is meant. */
    const table = (
      operation: string,
      isMeant: (input: TableInput) => boolean,
      { after = 0, applied = false } = {},
    ) => {
      let left = after;
      const when = (input: unknown) => {
        if (!isMeant(input as TableInput)) return false;
        left -= 1;
        if (left >= 0) return false;
        if (applied) setTimeout(kill, 0);
        else kill();
        return true;
      };
      return aws.inject({ on: `dynamodb.${operation}`, fault: { kind: 'reset', applied }, times: 1, when });
    };
    const marks = (operation: string, after: number, applied = false) =>
      table(operation, ({ TableName }) => TableName === 'ledger', { after, applied });
    /** Updates of the session ledger or its line, told apart by what they set. */
    const update = (beginning: string, applied = false) =>
      table(
        'UpdateItem',
        ({ TableName, UpdateExpression = '' }) =>
          TableName === 'session-ledger' && UpdateExpression.startsWith(beginning),
        { applied },
      );
    const line = (operation: string, applied = false) =>
      table(operation, ({ Key }) => Key?.pk?.S === lineKey, { applied });
    const store = (queueName: string, applied: boolean) => {
      const when = (input: unknown) => {
        if (!String((input as { QueueUrl?: unknown }).QueueUrl).includes(queueName)) return false;
        if (applied) setTimeout(kill, 0);
        else kill();
        return true;
      };
      return aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'reset', applied }, times: 1, when });
    };
    const timer = (ms: number) => {
      const handle = setTimeout(kill, ms);
      return () => clearTimeout(handle);
    };
    switch (step) {
      case 'the batch is handed over':
        return timer(0);
      case 'the third mark of a delivery in progress arrives':
        return marks('PutItem', 2);
      case 'the marks are set, the answer is on the way':
        return marks('PutItem', 20, true);
      case 'everything is delivered, the first mark that says so arrives':
        return marks('UpdateItem', 0);
      case 'what the events tell arrives at the ledger':
        return update('ADD');
      case 'the ledger has taken it, its answer is on the way':
        return update('ADD', true);
      case 'the reservation of turns arrives at the line':
        return line('UpdateItem');
      case 'an event that has waited redeems its turn':
        return line('GetItem');
      case 'the line has given turns, its answer is on the way':
        return line('UpdateItem', true);
      case 'that a session is being asked for arrives at the ledger':
        return update('SET #w');
      case "Auth0's answer arrives at the ledger":
        return update('SET #t');
      case "the ledger has kept Auth0's answer, its own is on the way":
        return update('SET #t', true);
      case 'an event arrives at the queue of look-ups':
        return store('/look-ups', false);
      case 'the queue of look-ups has taken it, its answer is on the way':
        return store('/look-ups', true);
      case 'an event that has waited is asked for':
        return lookUp(1);
      case 'the first look-up arrives at Auth0':
        return lookUp(1);
      case 'the third look-up arrives at Auth0':
        return lookUp(3);
      case 'the first records arrive at Firehose':
        return firehose(0, false);
      case 'Firehose has taken them, its answer is on the way':
        return firehose(0, true);
      case 'the second call arrives at Firehose':
        // The first one takes a part and has the rest sent again.
        return both(
          aws.inject({
            on: 'firehose',
            fault: { kind: 'partial', fails: (index) => index % 2 === 1 },
            times: 1,
          }),
          firehose(1, false),
        );
      case 'the records arrive at the collector':
        return collector(false);
      case 'the collector has taken them, its answer is on the way':
        return collector(true);
      case 'everything is delivered, the result is on the way':
        sink.setFault((response) => {
          response.writeHead(200).end('{"code":0}', kill);
          return { taken: true };
        });
        return () => sink.setFault(undefined);
      case 'a refused record arrives at its retry queue':
        return both(refuse(), store('/retry-', false));
      case 'the retry queue has taken it, its answer is on the way':
        return both(refuse(), store('/retry-', true));
      case 'everything is handed over, nothing is deleted':
        return refuse();
      case 'a waiting record arrives at the collector':
        return collector(false);
      case 'some moment':
        return timer(chance.below(80));
      case 'the invocation has run out of time':
        return aws.inject({ on: 'firehose', fault: { kind: 'hang' } });
      case 'the result is there, nothing is deleted':
      case 'the collector has taken a waiting record, nothing is deleted':
      case 'a part is deleted':
      case 'events wait in the queue of look-ups, nothing is deleted':
      case 'an event that has waited is delivered, nothing is deleted':
        return () => undefined;
    }
  }

  const env = {
    ...aws.env,
    TENANT: 'acme',
    AUTH0_DOMAIN: 'example-tenant.eu.auth0.com',
    AUTH0_BASE_URL: auth0Server.url,
    TOKEN_SECRET_ID: 'token',
    BUDGET: JSON.stringify({ ratePerSecond: 100, burst: 100, reserve: 0 }),
    LEDGER_TABLE: 'session-ledger',
    LEDGER_KEY_SECRET_ID: 'ledger-key',
    LOOK_UPS_QUEUE_URL: lookUpsUrl,
    PRIVACY: JSON.stringify(addressRules),
    DESTINATIONS: JSON.stringify([
      { type: 'firehose', streamName: 'records', retryQueueUrl: retryUrls[0] },
      { type: 'https', url: sink.url, kind: 'hec', secretId: 'hec', retryQueueUrl: retryUrls[1] },
    ]),
  };
  return {
    env,
    /** Class one waits for its turn in the queue of look-ups, for some seconds. */
    shortBudget: { BUDGET: JSON.stringify({ ratePerSecond: 1, burst: 2, reserve: 0 }) },
    ledgerItems: () => aws.tables.items('session-ledger'),
    markingEnv: { ...env, DEDUPLICATION_TABLE: 'ledger' },
    add: (text: string) => aws.queues.add('events', text),
    /** True when the batch was done before the kill came. */
    async invokeAndKill(sandbox: Sandbox, step: KillStep, chance: Chance): Promise<boolean> {
      if (step.includes('waiting record')) return this.redeliverAndKill(sandbox, step, chance);
      if (isOfReturned(step)) return this.returnAndKill(sandbox, step, chance);
      const batch = await queue.receive();
      const disarm = arm(step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
      try {
        const { ok, body } = await sandbox.invoke(queue.toEvent(batch));
        if (!ok || step.includes('nothing is deleted')) return false;
        const done = toDone(batch, body);
        await queue.remove(step === 'a part is deleted' ? done.slice(0, 5) : done);
        return step !== 'a part is deleted';
      } finally {
        disarm();
      }
    },
    /** What waits for the collector is offered again, after a batch whose records it did not take. */
    async redeliverAndKill(sandbox: Sandbox, step: KillStep, chance: Chance): Promise<boolean> {
      const endRefusing = refuse();
      const events = await queue.receive();
      const handedOver = await sandbox.invoke(queue.toEvent(events));
      endRefusing();
      if (!handedOver.ok) return true;
      await queue.remove(toDone(events, handedOver.body));
      const batch = await waiting.receive();
      if (batch.length === 0) return true;
      const disarm = arm(step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
      try {
        const { ok, body } = await sandbox.invoke(waiting.toEvent(batch));
        if (!ok || step.includes('nothing is deleted')) return false;
        await waiting.remove(toDone(batch, body));
        return true;
      } finally {
        disarm();
      }
    },
    /** What was put off comes back, when its turn is near. */
    async returnAndKill(sandbox: Sandbox, step: KillStep, chance: Chance): Promise<boolean> {
      const events = await queue.receive();
      const putOff = await sandbox.invoke(queue.toEvent(events));
      if (!putOff.ok) return true;
      await queue.remove(toDone(events, putOff.body));
      const disarm = arm(step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
      try {
        // What earlier deaths have left there may be settled by now: the first of them that is not dies.
        for (const endMs = Date.now() + longestTurnMs; ; ) {
          const batch = await lookUps.wait(endMs - Date.now());
          if (batch.length === 0) return true;
          const { ok, body } = await sandbox.invoke(lookUps.toEvent(batch));
          if (!ok || step.includes('nothing is deleted')) return false;
          await lookUps.remove(toDone(batch, body));
        }
      } finally {
        disarm();
      }
    },
    async finish(sandbox: Sandbox): Promise<void> {
      const endMs = Date.now() + 120_000;
      const names = ['events', 'look-ups', 'retry-firehose-1', 'retry-https-2'];
      const isOpen = () => names.some((name) => aws.queues.messages(name).length > 0);
      while (isOpen() && Date.now() < endMs) {
        for (const one of queues) {
          const batch = await one.receive(patientSeconds);
          if (batch.length === 0) {
            await wait(20);
            continue;
          }
          const { ok, body } = await sandbox.invoke(one.toEvent(batch));
          if (ok) await one.remove(toDone(batch, body));
        }
      }
    },
    delivered: () => [
      { destination: 'firehose', lines: aws.streams.lines('records') },
      { destination: 'https', lines: sink.lines },
    ],
    deadLetters: () => aws.queues.messages('dead-letters').map(({ body }) => body),
    async close() {
      await Promise.all([auth0Server.close(), sink.close()]);
      await aws.close();
    },
  };
}

/** As much of a call to DynamoDB as tells what it is for. */
interface TableInput {
  readonly TableName?: string;
  readonly UpdateExpression?: string;
  readonly Key?: { readonly pk?: { readonly S?: string } };
}

interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: { readonly SentTimestamp: string };
  readonly MessageAttributes?: { readonly [name: string]: { readonly StringValue?: string } };
}

type QueueByHand = ReturnType<typeof createQueueClient>;

/** The queue's protocol by hand: the event source is AWS's, not ours. */
function createQueueClient(endpoint: string, queueUrl: string) {
  async function call(operation: string, input: object): Promise<unknown> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
    });
    return response.json();
  }
  return {
    async receive(visibleAfterSeconds = visibilitySeconds): Promise<Received[]> {
      const batch: Received[] = [];
      for (;;) {
        const answer = await call('ReceiveMessage', {
          MaxNumberOfMessages: 10,
          VisibilityTimeout: visibleAfterSeconds,
        });
        const { Messages = [] } = answer as { Messages?: Received[] };
        batch.push(...Messages);
        if (Messages.length < 10 || batch.length >= 100) return batch;
      }
    },
    /** Until there is something, or so long. */
    async wait(limitMs: number): Promise<Received[]> {
      const endMs = Date.now() + limitMs;
      for (;;) {
        const batch = await this.receive();
        if (batch.length > 0 || Date.now() >= endMs) return batch;
        await wait(50);
      }
    },
    toEvent: (batch: readonly Received[]) => toEvent(batch, queueUrl.split('/').at(-1) ?? ''),
    async remove(messages: readonly Received[]): Promise<void> {
      for (const { ReceiptHandle } of messages) await call('DeleteMessage', { ReceiptHandle });
    },
  };
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}

function toEvent(batch: readonly Received[], queueName: string): object {
  return {
    Records: batch.map(({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
          name,
          { stringValue: StringValue, dataType: 'String' },
        ]),
      ),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:111122223333:${queueName}`,
    })),
  };
}

function toDone(batch: readonly Received[], body: unknown): Received[] {
  const { batchItemFailures } = body as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return batch.filter(({ MessageId }) => !failed.has(MessageId));
}
