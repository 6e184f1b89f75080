import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import {
  type AwsService,
  dynamoDb,
  eventBridge,
  firehose,
  secretsManager,
  sqs,
} from '../../../functions/aws/aws-service.ts';
import { AwsAccessError } from '../../../functions/aws/aws-access.ts';
import { toServiceEndpoint } from '../../../functions/aws/service-endpoint.ts';

/** One of each partition, and both of GovCloud. */
const regions = [
  'eu-central-1',
  'us-east-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'cn-north-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
  'eusc-de-east-1',
];

type Rules = (given: { Region: string; UseFIPS: boolean; UseDualStack: boolean }) => { url: URL };

const config = { region: 'eu-central-1' };
const services: [name: string, service: AwsService, client: { config: { endpointProvider: unknown } }][] = [
  ['DynamoDB', dynamoDb, new DynamoDBClient(config)],
  ['EventBridge', eventBridge, new EventBridgeClient(config)],
  ['Firehose', firehose, new FirehoseClient(config)],
  ['Secrets Manager', secretsManager, new SecretsManagerClient(config)],
  ['SQS', sqs, new SQSClient(config)],
];

describe('toServiceEndpoint', () => {
  it.each(services)(
    'finds %s where the rules of the AWS SDK do, in every partition',
    (_name, service, sdk) => {
      const rules = sdk.config.endpointProvider as Rules;
      const cases = regions.flatMap((Region) => [true, false].map((UseFIPS) => ({ Region, UseFIPS })));

      expect(
        cases.map(({ Region, UseFIPS }) => {
          return [Region, UseFIPS, toServiceEndpoint(service, Region, UseFIPS).host];
        }),
      ).toEqual(
        cases.map(({ Region, UseFIPS }) => {
          return [Region, UseFIPS, rules({ Region, UseFIPS, UseDualStack: false }).url.host];
        }),
      );
    },
  );

  it.each(['evil.example/x', 'evil.example', '', 'eu-west-1:80', 'eu_west_1', '-a', 'a@b'])(
    'takes %j for no Region, and names no host by it',
    (region) => {
      expect(() => toServiceEndpoint(sqs, region, false)).toThrow(AwsAccessError);
    },
  );
});
