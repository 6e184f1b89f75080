import { setTimeout as wait } from 'node:timers/promises';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen } from '../../../functions/local/listen.ts';
import { startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import type { Sandbox } from '../../support/lambda-sandbox.ts';
import { addressRules } from '../canaries.ts';
import { startHttpsSink } from '../https-sink.ts';
import type { Chance } from '../random.ts';
import { toSessions } from '../traffic.ts';
import { armKill, refuseRecords } from './arm-kill.ts';
import { isOfReturned, type KillStep } from './kill-steps.ts';
import { createQueueByHand, type QueueByHand, toDone } from './queue-by-hand.ts';

/** Within it the first event that was put off comes back. */
const longestTurnMs = 6_000;
/** At the end nobody is killed: a batch has as long as a busy machine needs. */
const patientSeconds = 15;

/** A tenant's enricher and what is around it, whose batches are given to a process by hand. */
export async function startKillWorld() {
  const aws = await startAwsStandIn({ recordCalls: false });
  const lookUpsSeen = { onLookUp: (): void => undefined };
  const auth0 = createAuth0Simulator({
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
    sessions: toSessions(8),
    onRequest: () => lookUpsSeen.onLookUp(),
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
  const queues = [url, lookUpsUrl, ...retryUrls].map((queueUrl) => createQueueByHand(aws.url, queueUrl));
  const [queue, lookUps, , waiting] = queues as [QueueByHand, QueueByHand, QueueByHand, QueueByHand];
  const places = { aws, sink, lookUps: lookUpsSeen };
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
      const disarm = armKill(places, step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
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
      const endRefusing = refuseRecords(sink);
      const events = await queue.receive();
      const handedOver = await sandbox.invoke(queue.toEvent(events));
      endRefusing();
      if (!handedOver.ok) return true;
      await queue.remove(toDone(events, handedOver.body));
      const batch = await waiting.receive();
      if (batch.length === 0) return true;
      const disarm = armKill(places, step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
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
      const disarm = armKill(places, step, () => void process.kill(sandbox.pid, 'SIGKILL'), chance);
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
