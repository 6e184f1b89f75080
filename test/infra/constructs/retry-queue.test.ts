import { describe, expect, it } from '@jest/globals';
import { createRedelivery } from '../../../functions/enrich/redelivery.ts';
import { toRetryMessage } from '../../../functions/enrich/retry-message.ts';
import { retryDelay, retryReceiveCount } from '../../../infra/constructs/retry-queue.ts';
import { toQueueSlug, toResourceNames } from '../../../infra/resource-names.ts';
import { createChance } from '../../chaos/random.ts';
import { resourcesOf, show } from '../read-template.ts';
import { everything, toTemplate } from '../synthesise.ts';

const longestTenant = 'a'.repeat(32);

describe('the names of retry queues', () => {
  it.each([
    ['Bucket', 'Bucket'],
    ['SecurityLake', 'SecurityLake'],
    ['Https-splunk', 'Https-splunk'],
    ['Https-a-name-of-32-characters-in-all', 'Https-a-na_'],
    ['Stream-with.dots', 'Stream-wit_'],
    ['Bus-111122223333:a:b', 'Bus-111122_'],
  ])('take of the id %s what fits: %s', (id, beginning) => {
    const slug = toQueueSlug(id);

    expect(slug.startsWith(beginning)).toBe(true);
    expect(slug.length).toBe(beginning.endsWith('_') ? 19 : id.length);
    expect(toResourceNames(longestTenant).toRetryDeadLetterQueue(id)).toMatch(/^[\w-]{1,80}$/);
  });

  it('tell ids apart that differ beyond what fits, or in letters that no name has', () => {
    const ids = [
      'Stream-a.b',
      'Stream-a/b',
      'Stream-a-b',
      'Stream-A-b',
      `Https-${'x'.repeat(31)}1`,
      `Https-${'x'.repeat(31)}2`,
    ];

    expect(new Set(ids.map(toQueueSlug)).size).toBe(ids.length);
  });

  it('are those of one tenant alone, whatever the others are called', () => {
    const tenants = ['acme', 'acme-retry', 'acme-retry-dead', 'acme-log-events', 'acm'];
    const prefixes = tenants.flatMap((tenant) => {
      const { retryQueuePrefix, retryDeadLetterQueuePrefix } = toResourceNames(tenant);
      return [retryQueuePrefix, retryDeadLetterQueuePrefix];
    });
    const names = tenants.flatMap((tenant) => {
      const { toRetryQueue, toRetryDeadLetterQueue, queue, deadLetterQueue } = toResourceNames(tenant);
      return [toRetryQueue('Bucket'), toRetryDeadLetterQueue('Bucket'), queue, deadLetterQueue];
    });

    expect(new Set(names).size).toBe(names.length);
    for (const prefix of prefixes) expect(names.filter((name) => name.startsWith(prefix))).toHaveLength(1);
  });
});

describe('RetryQueue', () => {
  it('is there for each destination, keeps records for 14 days and sets them aside after a day', () => {
    const queues = Object.values(resourcesOf(toTemplate(everything), 'AWS::SQS::Queue'));
    const named = (part: string) =>
      queues.filter(({ Properties }) => String(Properties['QueueName']).includes(part));

    expect(named('_retry_').map(({ Properties }) => Properties['QueueName'])).toEqual(
      ['Bucket', 'Stream-siem', 'SecurityLake', 'Bus-security', 'Https-splunk'].map(
        (id) => `session-enricher-acme_retry_${id}`,
      ),
    );
    expect(named('_retry-dead_')).toHaveLength(5);
    for (const queue of named('_retry')) {
      expect(queue).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
      expect(queue.Properties).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        KmsMasterKeyId: everything['kmsKeyArn'],
      });
    }
    for (const { Properties } of named('_retry_')) {
      expect(Properties).toMatchObject({
        DelaySeconds: 15,
        VisibilityTimeout: 6 * 60 + 1,
        RedrivePolicy: { maxReceiveCount: 300 },
      });
    }
  });

  it('feeds enrich with two batches at a time, which says what it could not deliver', () => {
    const sources = Object.values(resourcesOf(toTemplate(), 'AWS::Lambda::EventSourceMapping'));
    const [retrySource] = sources.filter(({ Properties }) =>
      show(Properties['EventSourceArn']).includes('Retry'),
    );

    expect(sources).toHaveLength(3);
    expect(retrySource?.Properties).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('has an alarm for what was set aside, named after its destination', () => {
    const names = Object.values(resourcesOf(toTemplate(everything), 'AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => String(Properties['AlarmName']),
    );

    expect(names.filter((name) => name.includes('retry-dead-letters'))).toEqual(
      ['Bucket', 'Stream-siem', 'SecurityLake', 'Bus-security', 'Https-splunk'].map(
        (id) => `session-enricher-acme-retry-dead-letters_${id}`,
      ),
    );
  });
});

interface Attempt {
  /** Seconds after the first one, at which the record had been refused again. */
  readonly atSeconds: number;
  /** The metric `RetryAge`. */
  readonly ageMs: number;
}

/** The attempts of one record that its destination never takes, by the real redelivery. */
async function listAttempts(random: () => number, attemptSeconds: number): Promise<Attempt[]> {
  let nowMs = 1_000 * attemptSeconds;
  const record = { uid: 'R', line: '{}', timeMs: 0 };
  const made = await toRetryMessage({ record, code: 'busy', firstFailedAtMs: 0, isCounted: true });
  const destination = {
    name: 'https',
    deliver: async () => {
      nowMs += 1_000 * attemptSeconds;
      return [{ recordUid: 'R', code: 'busy' }];
    },
  };
  const redeliver = createRedelivery({ destination, now: () => nowMs, random });
  const attempts: Attempt[] = [];
  nowMs += retryDelay.toMilliseconds();
  for (let receiveCount = 1; receiveCount <= retryReceiveCount; receiveCount += 1) {
    const message = { messageId: 'm', receiveCount, body: made!.body, attributes: made!.attributes! };
    const { oldestMs, returns } = await redeliver([message]);
    attempts.push({ atSeconds: nowMs / 1_000, ageMs: oldestMs! });
    nowMs += 1_000 * returns[0]!.seconds;
  }
  return attempts;
}

function toRandom(seed: number): () => number {
  const chance = createChance(seed);
  return () => chance.next();
}

/** CloudWatch is given so long to have a value and to evaluate it. */
const evaluationSeconds = 120;

describe('the alarm on waiting records', () => {
  const alarm = Object.values(resourcesOf(toTemplate(everything), 'AWS::CloudWatch::Alarm')).find(
    ({ Properties }) => Properties['AlarmName'] === 'session-enricher-acme-records-waiting',
  )?.Properties as {
    Threshold: number;
    EvaluationPeriods: number;
    Metrics: [{ MetricStat: { Period: number } }];
  };
  const periodSeconds = alarm.Metrics[0].MetricStat.Period;

  /** Ends of the periods that the alarm finds bad, where the first one ends `offset` seconds after the first attempt. */
  const badPeriods = (attempts: readonly Attempt[], offset: number): number[] => {
    const bad = attempts.filter(({ ageMs }) => ageMs >= alarm.Threshold);
    const ends = bad.map(({ atSeconds }) => {
      return offset + periodSeconds * Math.ceil((atSeconds - offset) / periodSeconds);
    });
    return [...new Set(ends)];
  };
  const offsets = Array.from({ length: 20 }, (_none, index) => (index * periodSeconds) / 20);

  it.each<[what: string, attemptSeconds: number, toRandom: () => () => number]>([
    ['every wait at its shortest', 0, () => () => 0],
    ['every wait at its longest', 0, () => () => 0.999_999],
    ['every wait at its longest, and a destination that answers after a minute', 60, () => () => 0.999_999],
    ...Array.from({ length: 20 }, (_none, seed): [string, number, () => () => number] => [
      `waits by chance, seed ${seed}`,
      seed,
      () => toRandom(seed),
    ]),
  ])(
    'goes off within half an hour of the first attempt, and stays: %s',
    async (_what, attemptSeconds, toRandom) => {
      const attempts = await listAttempts(toRandom(), attemptSeconds);

      for (const offset of offsets) {
        const ends = badPeriods(attempts, offset);
        expect(alarm.EvaluationPeriods).toBe(1);
        expect(ends[0]! + evaluationSeconds).toBeLessThanOrEqual(1_800);
        // Not one period without a value, until the record is set aside.
        expect(ends).toHaveLength((ends.at(-1)! - ends[0]!) / periodSeconds + 1);
      }
    },
  );

  it('leaves a destination about a day before its records are set aside', async () => {
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_none, seed) => listAttempts(toRandom(seed), 0)),
    );

    for (const attempts of ends) {
      const hours = attempts.at(-1)!.atSeconds / 3_600;
      expect(hours).toBeGreaterThan(23);
      expect(hours).toBeLessThan(26);
    }
  });
});
