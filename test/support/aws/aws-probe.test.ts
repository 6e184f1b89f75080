import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Check, connectProbe, type ProbedAws } from '../../contracts/aws/check.ts';
import { eventBridgeChecks } from '../../contracts/aws/eventbridge-checks.ts';
import { firehoseChecks } from '../../contracts/aws/firehose-checks.ts';
import { secretsManagerChecks } from '../../contracts/aws/secrets-manager-checks.ts';
import { sqsChecks } from '../../contracts/aws/sqs-checks.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';

describe('the stand-in behaves as AWS', () => {
  let standIn: AwsStandIn;
  let aws: ProbedAws;
  beforeAll(async () => {
    standIn = await startAwsStandIn();
    aws = connectProbe(standIn.url);
  });
  afterAll(async () => {
    aws.close();
    await standIn.close();
  });

  describe.each<[service: string, checks: readonly Check[], count: number]>([
    ['Secrets Manager', secretsManagerChecks, 19],
    ['SQS', sqsChecks, 21],
    ['Firehose', firehoseChecks, 7],
    ['EventBridge', eventBridgeChecks, 6],
  ])('%s', (_service, checks, count) => {
    it.each(checks)('$id: $title', async ({ run }) => {
      await expect(run(aws)).resolves.toBeUndefined();
    });

    it(`is checked ${count} times`, () => {
      expect(new Set(checks.map(({ id }) => id)).size).toBe(count);
    });
  });
});

describe('connectProbe', () => {
  it('probes nothing but this machine', () => {
    expect(() => connectProbe('https://sqs.us-east-1.amazonaws.com')).toThrow('only a loopback address');
  });
});
