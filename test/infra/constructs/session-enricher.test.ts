import { describe, expect, it } from '@jest/globals';
import { Aspects, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { planReturns } from '../../../functions/enrich/return-waits.ts';
import { BucketDestination } from '../../../infra/constructs/bucket-destination.ts';
import { EventBusDestination } from '../../../infra/constructs/event-bus-destination.ts';
import { EventQueue } from '../../../infra/constructs/event-queue.ts';
import { HttpsDestination } from '../../../infra/constructs/https-destination.ts';
import { toRunbookSection } from '../../../infra/constructs/runbook-alarm.ts';
import { SessionEnricher } from '../../../infra/constructs/session-enricher.ts';
import type { SessionEnricherProps } from '../../../infra/constructs/session-enricher-props.ts';
import { StreamDestination } from '../../../infra/constructs/stream-destination.ts';
import { type Resource, resourcesOf, show } from '../read-template.ts';
import {
  codeRoot,
  createApp,
  everything,
  synthUnderNag,
  type TenantInput,
  toTemplate,
} from '../synthesise.ts';

const acme = { domain: 'acme.eu.auth0.com' };

/** The smallest use of the construct, changed, in a stack of somebody else's. */
function createEnricher(
  changes: Partial<SessionEnricherProps> = {},
  stack = new Stack(createApp(), 'Theirs'),
) {
  return new SessionEnricher(stack, 'Enricher', {
    tenant: 'acme',
    auth0Domain: 'acme.eu.auth0.com',
    budget: 'enterprise',
    destinations: [new BucketDestination()],
    alarmTopic: 'no-alarm',
    codeRoot,
    ...changes,
  });
}

describe('SessionEnricher', () => {
  it('takes the place that a foreign app gives it: its own queue, key, bus, stream, topic and token', () => {
    const app = createApp();
    const platform = new Stack(app, 'Platform');
    const key = new Key(platform, 'Key', { enableKeyRotation: true });
    const deadLetterQueue = new Queue(platform, 'DeadLetters', { enforceSSL: true });
    const queue = new Queue(platform, 'Queue', {
      enforceSSL: true,
      visibilityTimeout: Duration.minutes(30),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 10 },
    });
    const topic = new Topic(platform, 'Alarms', { enforceSSL: true });
    const eventBus = EventBus.fromEventBusName(platform, 'Security', 'security');
    const deliveryStream = CfnDeliveryStream.fromDeliveryStreamName(platform, 'Siem', 'siem');
    const tokenSecret = Secret.fromSecretNameV2(platform, 'Token', 'auth0/token');

    const enricher = createEnricher(
      {
        queue,
        deadLetterQueue,
        tokenSecret,
        encryptionKey: key,
        alarmTopic: topic,
        webhook: false,
        dashboard: false,
        budget: { ratePerSecond: 400, burst: 400 },
        destinations: [
          new EventBusDestination({ id: 'Security', eventBus }),
          new StreamDestination({ id: 'Siem', deliveryStream, joinLines: true }),
        ],
      },
      new Stack(app, 'Identity'),
    );

    const template = Template.fromStack(Stack.of(enricher));
    // Those in which records wait for the two destinations, their dead-letter queues, and that of look-ups.
    template.resourceCountIs('AWS::SQS::Queue', 5);
    // The key of the ledger.
    template.resourceCountIs('AWS::SecretsManager::Secret', 1);
    template.resourceCountIs('AWS::ApiGatewayV2::Api', 0);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 200,
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    expect(enricher.queue).toBe(queue);
    expect(() => synthUnderNag(app)).not.toThrow();
  });

  it('lets logs and EventBridge use a key that it is given, for this account alone', () => {
    const stack = new Stack(createApp(), 'Theirs');
    createEnricher({ encryptionKey: new Key(stack, 'Key') }, stack);

    const [key] = Object.values(resourcesOf(Template.fromStack(stack), 'AWS::KMS::Key'));
    const { Statement } = (key as Resource).Properties['KeyPolicy'] as {
      Statement: { Principal: unknown; Condition?: unknown }[];
    };
    expect(
      Statement.slice(1, 3).map(({ Principal, Condition }) => `${show(Principal)} ${show(Condition)}`),
    ).toEqual([
      '{Service: logs.AWS::Region.AWS::URLSuffix} {ArnLike: {kms:EncryptionContext:aws:logs:arn: arn:AWS::Partition:logs:AWS::Region:AWS::AccountId:*}}',
      '{Service: events.amazonaws.com} {StringEquals: {aws:SourceAccount: AWS::AccountId}}',
    ]);
  });

  it('can stand twice in an app', () => {
    const stack = new Stack(createApp(), 'Theirs');
    createEnricher({}, stack);

    expect(
      () =>
        new SessionEnricher(stack, 'Other', {
          tenant: 'globex',
          auth0Domain: 'globex.us.auth0.com',
          budget: 'enterprise',
          destinations: [new BucketDestination()],
          alarmTopic: 'no-alarm',
          codeRoot,
        }),
    ).not.toThrow();
  });

  it('creates no alarm for nobody', () => {
    Template.fromStack(Stack.of(createEnricher())).resourceCountIs('AWS::CloudWatch::Alarm', 0);

    expect(createEnricher().receiveApi).toBeDefined();
  });

  it.each<[what: string, changes: Partial<SessionEnricherProps>, message: string]>([
    [
      'a name in capitals',
      { tenant: 'Acme' },
      'tenant must be 1 to 32 lower-case letters, digits and hyphens, beginning with a letter, got "Acme"',
    ],
    [
      'a wait beyond the delay of a message',
      { lookUpWaitSeconds: 601 },
      'lookUpWaitSeconds must be a whole number from 1 to 600, got 601',
    ],
    [
      'the same under its old name',
      { maxDelaySeconds: 841 },
      'maxDelaySeconds must be a whole number from 1 to 840, got 841',
    ],
    [
      'both names',
      { maxDelaySeconds: 60, lookUpWaitSeconds: 60 },
      'maxDelaySeconds is what lookUpWaitSeconds was called: give lookUpWaitSeconds alone',
    ],
    ['one worker', { workers: 1 }, 'workers must be a whole number from 2 to 1000, got 1'],
    [
      'a ledger without days',
      { ledger: { days: 0 } },
      'ledger.days must be a whole number from 1 to 365, got 0',
    ],
    ['half a message', { batchSize: 0.5 }, 'batchSize must be a whole number from 1 to 10000, got 0.5'],
    ['a long silence', { silenceHours: 25 }, 'silenceHours must be a whole number from 1 to 24, got 25'],
    ['a share of nothing', { budgetShare: 0 }, 'budgetShare must be above 0 and at most 1, got 0'],
    ['nowhere to go', { destinations: [] }, 'destinations must be at least one destination, got []'],
    [
      'no way in',
      { webhook: false },
      'webhook must be true where there is neither partnerEventSourceName nor queue, got false',
    ],
    [
      'a long memory',
      { deduplicationHours: 169 },
      'deduplicationHours must be a whole number from 1 to 168, got 169',
    ],
    ['a rare rotation', { rotationHours: 13 }, 'rotationHours must be a whole number from 4 to 12, got 13'],
    [
      'no bundle',
      { codeRoot: 'nowhere' },
      'no bundle at nowhere/receive/index.mjs: run "npm run build" first',
    ],
  ])('refuses %s', (_what, changes, message) => {
    expect(() => createEnricher(changes)).toThrow(message);
  });

  it('refuses a queue without a dead-letter queue', () => {
    const stack = new Stack(createApp(), 'Theirs');
    const queue = new Queue(stack, 'Queue');

    expect(() => createEnricher({ queue }, stack)).toThrow(
      'queue and deadLetterQueue go together: give both, or none',
    );
  });

  it.each([
    ['account', 'us-east-1:444455556666', '111122223333, got 444455556666'],
    ['Region', 'eu-central-1:111122223333', 'us-east-1, got eu-central-1'],
  ])('refuses a stream of another %s, which Firehose would not find by its name', (what, place, rest) => {
    const env = { account: '111122223333', region: 'us-east-1' };
    const stack = new Stack(createApp(), 'Theirs', { env });
    const arn = `arn:aws:firehose:${place}:deliverystream/siem`;
    const deliveryStream = CfnDeliveryStream.fromDeliveryStreamArn(stack, 'Siem', arn);
    const destinations = [new StreamDestination({ id: 'Siem', deliveryStream })];

    expect(() => createEnricher({ destinations }, stack)).toThrow(
      `deliveryStream must be in the ${what} of the stack, ${rest}`,
    );
  });

  it('may be walked by aspects of the foreign app', () => {
    const enricher = createEnricher();
    const types = new Set<string>();
    Aspects.of(enricher).add({
      visit: (node) => node instanceof CfnResource && types.add(node.cfnResourceType),
    });
    Template.fromStack(Stack.of(enricher));

    expect(types).toContain('AWS::Lambda::Function');
  });
});

describe('EventQueue', () => {
  it('hides a message for six times the function, and the window, and sets it aside after 36 attempts', () => {
    toTemplate().hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'session-enricher-acme-log-events',
      VisibilityTimeout: 6 * 60 + 1,
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 36 },
    });
    toTemplate().hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'session-enricher-acme-dead-letters',
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      RedrivePolicy: Match.absent(),
    });

    expect(Object.keys(resourcesOf(toTemplate(), 'AWS::SQS::Queue'))).toHaveLength(5);
  });

  it.each([
    ['the default wait', {}],
    ['the longest wait', { enrichment: { lookUpWaitSeconds: 600 } }],
  ])('gives what is amiss three hours to come right, with %s', (_what, changes) => {
    const queue = Object.values(resourcesOf(toTemplate(changes), 'AWS::SQS::Queue')).find(
      ({ Properties }) => Properties['RedrivePolicy'] !== undefined,
    );
    const { VisibilityTimeout, RedrivePolicy } = (queue as Resource).Properties as {
      VisibilityTimeout: number;
      RedrivePolicy: { maxReceiveCount: number };
    };

    let totalSeconds = 0;
    for (let receiveCount = 1; receiveCount <= RedrivePolicy.maxReceiveCount; receiveCount += 1) {
      const message = { messageId: 'm', receiveCount };
      const [early] = planReturns([message], { failedMessageIds: ['m'], rejected: [] }, () => 0);
      totalSeconds += early?.seconds ?? VisibilityTimeout;
    }

    expect(totalSeconds).toBeGreaterThanOrEqual(3 * 3_600);
  });

  it.each([4, 1_001, 5.5])('refuses %d attempts', (maxReceiveCount) => {
    const create = () =>
      new EventQueue(new Stack(createApp(), 'Theirs'), 'Queue', {
        tenant: 'acme',
        visibilityTimeout: Duration.seconds(181),
        alarms: { tenant: 'acme', alarmTopic: 'no-alarm', runbookUrl: 'docs/operations.md' },
        removalPolicy: 'destroy' as never,
        maxReceiveCount,
      });

    expect(create).toThrow(`maxReceiveCount must be a whole number from 5 to 1000, got ${maxReceiveCount}`);
  });
});

describe('DeduplicationTable', () => {
  it('is there only when a tenant file asks for it', () => {
    const template = toTemplate({ ledger: false });

    expect(resourcesOf(template, 'AWS::DynamoDB::Table')).toEqual({});
    expect(JSON.stringify(template.toJSON())).not.toMatch(/dynamodb|Deduplication/i);
  });

  it('keeps a hash until it has run out, and can be restored', () => {
    const template = toTemplate({ deduplication: {}, ledger: false });

    template.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'session-enricher-acme-deduplication',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expiration', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: Match.absent(),
    });
    expect(Object.keys(resourcesOf(template, 'AWS::DynamoDB::Table'))).toHaveLength(1);
  });

  it('is encrypted with the key of the tenant file', () => {
    toTemplate(everything).hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'session-enricher-acme-deduplication',
      SSESpecification: { KMSMasterKeyId: everything['kmsKeyArn'], SSEEnabled: true, SSEType: 'KMS' },
    });

    expect(Object.keys(resourcesOf(toTemplate(everything), 'AWS::DynamoDB::Table'))).toHaveLength(2);
  });
});

describe('SessionLedgerTable', () => {
  it('is there unless it is left out, keeps items until they have run out, and nothing that was erased', () => {
    toTemplate().hasResource('AWS::DynamoDB::Table', {
      Properties: {
        TableName: 'session-enricher-acme-ledger',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        TimeToLiveSpecification: { AttributeName: 'x', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
        SSESpecification: Match.absent(),
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    toTemplate().hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'session-enricher/acme/ledger-key',
      GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64 },
    });

    const without = JSON.stringify(toTemplate({ ledger: false }).toJSON());
    expect(without).not.toMatch(/ledger/i);
  });

  it('can be brought back where the tenant file asks for it, and is encrypted with its key', () => {
    toTemplate(everything).hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'session-enricher-acme-ledger',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { KMSMasterKeyId: everything['kmsKeyArn'], SSEEnabled: true, SSEType: 'KMS' },
    });

    expect(Object.keys(resourcesOf(toTemplate(everything), 'AWS::DynamoDB::Table'))).toHaveLength(2);
  });
});

describe('LookUpsQueue', () => {
  it('is read at once, in small batches, and sets aside where log events are set aside', () => {
    const template = toTemplate();
    template.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'session-enricher-acme-look-ups',
      VisibilityTimeout: 360,
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
      DelaySeconds: Match.absent(),
      RedrivePolicy: {
        maxReceiveCount: 36,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EventQueueDeadLetterQueue'), 'Arn'] },
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('LookUpsQueue'), 'Arn'] },
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });

    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'))).toHaveLength(3);
  });
});

describe('ServiceFunction', () => {
  it.each([
    ['receive', 28, 512],
    ['rotate-token', 60, 256],
    ['enrich', 60, 512],
  ])('runs %s on Node.js 24 and arm64, with JSON logs that end', (service, timeout, memory) => {
    const template = toTemplate();
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: `session-enricher-acme-${service}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: timeout,
      MemorySize: memory,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: Match.anyValue() },
      Environment: {
        Variables: Match.objectLike({ TENANT: 'acme', POWERTOOLS_SERVICE_NAME: service }),
      },
      ReservedConcurrentExecutions: Match.absent(),
    });

    const groups = Object.values(resourcesOf(template, 'AWS::Logs::LogGroup'));
    expect(groups.map(({ Properties }) => Properties['RetentionInDays'])).toEqual(groups.map(() => 30));
  });
});

describe('ReceiveApi', () => {
  it('routes two paths, throttles, and logs no header', () => {
    const template = toTemplate();
    const routes = Object.values(resourcesOf(template, 'AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ Properties }) => Properties['RouteKey'])).toEqual([
      'POST /log-events',
      'GET /health',
    ]);

    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 },
      AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp('[Aa]uthoriz|[Hh]eader')) },
    });
  });

  it('throttles as the tenant file says', () => {
    toTemplate(everything).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });

    expect(Object.keys(resourcesOf(toTemplate(everything), 'AWS::ApiGatewayV2::Stage'))).toHaveLength(1);
  });

  it('is left out for a tenant with EventBridge alone', () => {
    const { eventBridge } = everything['ingress'] as { eventBridge: object };
    const template = toTemplate({ ingress: { eventBridge } });

    expect(resourcesOf(template, 'AWS::ApiGatewayV2::Api')).toEqual({});
  });
});

describe('TokenRotation', () => {
  it('renews the token twelve-hourly, and not at the first deployment', () => {
    toTemplate().hasResource('AWS::SecretsManager::RotationSchedule', {
      Properties: {
        RotateImmediatelyOnUpdate: false,
        RotationRules: { ScheduleExpression: 'rate(12 hours)', Duration: '1h' },
      },
      DependsOn: Match.arrayWith([
        Match.stringLikeRegexp('MayRotate'),
        Match.stringLikeRegexp('RoleDefaultPolicy'),
      ]),
    });

    expect(Object.keys(resourcesOf(toTemplate(), 'AWS::SecretsManager::RotationSchedule'))).toHaveLength(1);
  });

  it('is left out for a token that somebody else renews', () => {
    const tokenSecretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:token-AbCdEf';
    const template = toTemplate({
      auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise', tokenSecretArn },
    });

    expect(resourcesOf(template, 'AWS::SecretsManager::RotationSchedule')).toEqual({});
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ TOKEN_SECRET_ID: tokenSecretArn }) },
    });
  });

  it('begins with placeholders that the functions take for missing', () => {
    const secrets = Object.values(resourcesOf(toTemplate(), 'AWS::SecretsManager::Secret'));

    expect(secrets.map(({ Properties }) => [Properties['Name'], Properties['SecretString']])).toEqual([
      ['session-enricher/acme/webhook-authorization', undefined],
      ['session-enricher/acme/auth0-client', '{"client_id":"REPLACE_ME","client_secret":"REPLACE_ME"}'],
      [
        'session-enricher/acme/management-token',
        'REPLACE_ME: fill the secret auth0-client, then rotate this one',
      ],
      ['session-enricher/acme/ledger-key', undefined],
    ]);
    expect(secrets[0]?.Properties['GenerateSecretString']).toEqual({
      ExcludePunctuation: true,
      PasswordLength: 64,
    });
  });
});

describe('PartnerEventIngress', () => {
  it('makes the bus of the source, and takes log events into the queue with every retry there is', () => {
    const template = toTemplate(everything);
    const source = 'aws.partner/auth0.com/acme-1/auth0.logs';

    template.hasResourceProperties('AWS::Events::EventBus', { Name: source, EventSourceName: source });
    template.hasResourceProperties('AWS::Events::Rule', {
      State: 'ENABLED',
      EventPattern: { source: [{ prefix: source }], 'detail-type': ['Auth0 log'] },
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EventQueue'), 'Arn'] },
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Undelivered'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ],
    });
    expect(Object.keys(resourcesOf(template, 'AWS::Events::Rule'))).toHaveLength(1);
  });

  it('finds a bus that belongs to the source already', () => {
    const partnerEventSourceName = 'aws.partner/auth0.com/acme-1/auth0.logs';
    const template = toTemplate({ ingress: { eventBridge: { partnerEventSourceName, bus: 'existing' } } });

    expect(resourcesOf(template, 'AWS::Events::EventBus')).toEqual({});
    template.hasResourceProperties('AWS::Events::Rule', { EventBusName: partnerEventSourceName });
  });
});

describe('EnricherFunction', () => {
  it.each<[what: string, changes: TenantInput, workers: number]>([
    ['by ten workers whatever the budget', {}, 10],
    ['by as many as the tenant file says', { enrichment: { workers: 25 } }, 25],
    ['by as many as a large budget needs', { auth0: { ...acme, plan: 'private-cloud-3000' } }, 15],
    ['without the ledger by the fewest that spend the budget', { ledger: false }, 2],
  ])('is fed promptly, %s, and says which messages failed', (_what, changes, workers) => {
    toTemplate(changes).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('EventQueue'), 'Arn'] },
      BatchSize: 200,
      MaximumBatchingWindowInSeconds: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: workers },
    });

    expect(resourcesOf(toTemplate(), 'AWS::Lambda::Url')).toEqual({});
  });

  it('has calls on demand answered by a function of its own, which reads no queue and has a bound', () => {
    const template = toTemplate(everything);

    template.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'AWS_IAM',
      TargetFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('OnDemandFunction'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'session-enricher-acme-on-demand',
      ReservedConcurrentExecutions: 1,
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'session-enricher-acme-enrich',
      ReservedConcurrentExecutions: Match.absent(),
    });
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::Url'))).toHaveLength(1);
    const sources = Object.values(resourcesOf(template, 'AWS::Lambda::EventSourceMapping'));
    expect(new Set(sources.map(({ Properties }) => show(Properties['FunctionName'])))).toEqual(
      new Set(['EnrichFunction']),
    );
  });

  it('watches silence by the absence of data, and asks all day long', () => {
    toTemplate({ alarms: { email: 'a@acme.example', silenceHours: 12 } }).hasResourceProperties(
      'AWS::CloudWatch::Alarm',
      {
        AlarmName: 'session-enricher-acme-stream-silence',
        EvaluationPeriods: 12,
        Metrics: [
          Match.objectLike({
            MetricStat: {
              Metric: Match.objectLike({ MetricName: 'RecordsEmitted' }),
              Period: 3_600,
              Stat: 'Sum',
            },
          }),
        ],
        TreatMissingData: 'missing',
        InsufficientDataActions: [Match.anyValue()],
      },
    );

    expect(toRunbookSection('StreamSilence')).toBe('stream-silence');
  });

  it.each([
    ['when an alarm goes off', {}, undefined],
    ['when it is over as well, if it is to', { okMessages: true }, [expect.anything()]],
  ])('tells %s', (_what, settings, okActions) => {
    const alarms = Object.values(
      resourcesOf(toTemplate({ alarms: { email: 'a@acme.example', ...settings } }), 'AWS::CloudWatch::Alarm'),
    );

    expect(alarms.length).toBeGreaterThan(15);
    for (const { Properties } of alarms) {
      expect(Properties['AlarmActions']).toEqual([expect.anything()]);
      expect(Properties['OKActions']).toEqual(okActions);
    }
  });

  it('takes no percentile of a handful of values for one', () => {
    const alarms = Object.values(resourcesOf(toTemplate(everything), 'AWS::CloudWatch::Alarm'));
    const ignoring = alarms.flatMap(({ Properties }) =>
      Properties['EvaluateLowSampleCountPercentile'] === undefined
        ? []
        : [[Properties['ExtendedStatistic'], Properties['EvaluateLowSampleCountPercentile']]],
    );

    expect(ignoring).toEqual([['p99', 'ignore']]);
    expect(alarms.filter(({ Properties }) => Properties['ExtendedStatistic'])).toHaveLength(1);
  });
});

describe('BucketDestination', () => {
  it('is private, encrypted, versioned, and deletes records after 400 days', () => {
    toTemplate().hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'records',
            Status: 'Enabled',
            ExpirationInDays: 400,
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            Transitions: Match.absent(),
          },
        ],
      },
    });

    expect(Object.keys(resourcesOf(toTemplate(), 'AWS::S3::Bucket'))).toHaveLength(1);
  });

  it('keeps, moves, encrypts and logs as the tenant file says', () => {
    toTemplate(everything).hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: everything['kmsKeyArn'],
            },
          },
        ],
      },
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            ExpirationInDays: 730,
            Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }],
          }),
        ],
      },
      LoggingConfiguration: { DestinationBucketName: 'access-logs', LogFilePrefix: 'session-enricher-acme/' },
    });

    const never = toTemplate({ destinations: [{ type: 'bucket', expireAfterDays: 'never' }] });
    const [bucket] = Object.values(resourcesOf(never, 'AWS::S3::Bucket'));
    expect(JSON.stringify(bucket)).not.toContain('ExpirationInDays');
  });

  it('is filled by an encrypted stream, gzipped, by hour of arrival', () => {
    toTemplate().hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamName: 'session-enricher-acme-records',
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ExtendedS3DestinationConfiguration: {
        CompressionFormat: 'GZIP',
        Prefix: 'records/!{timestamp:yyyy/MM/dd/HH}/',
        ErrorOutputPrefix: 'undelivered/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
        BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
        CloudWatchLoggingOptions: { Enabled: true },
      },
    });

    const options = { expireAfterDays: 60, infrequentAccessAfterDays: 90 };
    expect(() => new BucketDestination(options)).toThrow(
      'infrequentAccessAfterDays must be less than expireAfterDays 60, got 90',
    );
    expect(() => new BucketDestination().bucket).toThrow('before the destination belongs to an enricher');
  });
});

describe('HttpsDestination', () => {
  it('reads a secret that exists, and creates none then', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:hec-AbCdEf';
    const url = 'https://splunk.example/services/collector/event';
    const template = toTemplate({
      destinations: [{ type: 'https', name: 'splunk', kind: 'hec', url, secretArn }],
    });

    const names = Object.values(resourcesOf(template, 'AWS::SecretsManager::Secret')).map(
      ({ Properties }) => Properties['Name'],
    );
    expect(names).not.toContain('session-enricher/acme/destination-splunk');
  });

  it.each([
    [
      { name: 'Splunk', url: 'https://a.example/' },
      'name must be lower-case letters, digits and hyphens, at most 32, got "Splunk"',
    ],
    [{ name: 'splunk', url: 'http://a.example/' }, 'url must begin with https://, got "http://a.example/"'],
  ])('refuses %j', (props, message) => {
    expect(() => new HttpsDestination({ ...props, kind: 'hec' })).toThrow(message);
  });
});
