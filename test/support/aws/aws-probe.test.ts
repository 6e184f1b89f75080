import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../../../functions/local/listen.ts';
import { type Check, connectProbe, type ProbedAws } from '../../contracts/aws/check.ts';
import { eventBridgeChecks } from '../../contracts/aws/eventbridge-checks.ts';
import { firehoseChecks } from '../../contracts/aws/firehose-checks.ts';
import { secretsManagerChecks } from '../../contracts/aws/secrets-manager-checks.ts';
import { sqsChecks } from '../../contracts/aws/sqs-checks.ts';
import { type AwsStandIn, startAwsStandIn } from './aws-stand-in.ts';

const services: readonly (readonly [service: string, checks: readonly Check[], count: number])[] = [
  ['Secrets Manager', secretsManagerChecks, 19],
  ['SQS', sqsChecks, 21],
  ['Firehose', firehoseChecks, 7],
  ['EventBridge', eventBridgeChecks, 6],
];

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

  describe.each(services)('%s', (_service, checks, count) => {
    it.each(checks)('$id: $title', async ({ run }) => {
      await expect(run(aws)).resolves.toBeUndefined();
    });

    it(`is checked ${count} times`, () => {
      expect(new Set(checks.map(({ id }) => id)).size).toBe(count);
    });
  });
});

describe('the checks', () => {
  it.each([200, 400, 500])('take no server for AWS that answers %i to everything', async (status) => {
    const server = await listen({ fetch: () => Response.json({}, { status }) });
    const aws = connectProbe(server.url, 200);

    const passed: string[] = [];
    await Promise.all(
      services
        .flatMap(([, checks]) => checks)
        .map(({ id, run }) =>
          run(aws).then(
            () => passed.push(id),
            () => undefined,
          ),
        ),
    );
    aws.close();
    await server.close();

    expect(passed).toEqual([]);
  });
});

describe('connectProbe', () => {
  it('probes nothing but this machine', () => {
    expect(() => connectProbe('https://sqs.us-east-1.amazonaws.com')).toThrow('only a loopback address');
  });
});
