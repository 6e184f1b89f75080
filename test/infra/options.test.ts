import { describe, expect, it } from '@jest/globals';
import { SharedDashboardStack } from '../../infra/shared-dashboard-stack.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { hasFunctionUrls } from '../../infra/function-url-regions.ts';
import { grantsOf, resourcesOf, show } from './read-template.ts';
import { createApp, synthUnderNag, type TenantInput, toConfig, toStack, toTemplate } from './synthesise.ts';

const certificateArn =
  'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab';
const vpc = { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] };
const urgentTopicArn = 'arn:aws:sns:eu-central-1:111122223333:pager';

const optional: TenantInput = {
  ingress: { webhook: { customDomain: { name: 'auth0.acme.example', certificateArn } } },
  destinations: [{ type: 'bucket', objectLock: { mode: 'compliance', days: 30 } }],
  alarms: { email: 'security@acme.example', urgentTopicArn, heartbeat: true },
  onDemand: {},
  tracing: true,
  vpc,
  metrics: 'few',
  dashboard: 'shared',
  layout: 'second',
};

const propertiesOf = (type: string, changes: TenantInput = optional) =>
  Object.values(resourcesOf(toTemplate(changes), type)).map(({ Properties }) => Properties);

describe('options that are off by default', () => {
  it('pass cdk-nag together, and the shared dashboard beside them', () => {
    const app = createApp();
    toStack(toConfig(optional), app);
    new SharedDashboardStack(app, 'session-enricher-dashboard');

    expect(() => synthUnderNag(app)).not.toThrow();
  });

  it('leave no trace in the smallest tenant', () => {
    const types = new Set(Object.values(resourcesOf(toTemplate())).map(({ Type }) => Type));

    for (const type of [
      'AWS::ApiGatewayV2::DomainName',
      'AWS::CloudWatch::CompositeAlarm',
      'AWS::Events::ApiDestination',
      'AWS::ApiGateway::RestApi',
      'AWS::Budgets::Budget',
    ]) {
      expect([type, types.has(type)]).toEqual([type, false]);
    }
    for (const one of propertiesOf('AWS::Lambda::Function', {})) {
      expect([one['VpcConfig'], one['TracingConfig']]).toEqual([undefined, undefined]);
    }
  });

  it('put every function into the subnets, traced', () => {
    const functions = propertiesOf('AWS::Lambda::Function');

    expect(functions).toHaveLength(4);
    for (const one of functions) {
      expect(one).toMatchObject({
        VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
        TracingConfig: { Mode: 'Active' },
      });
    }
    for (const service of ['EnrichRole', 'ReceiveApiReceiveRole', 'TokenRotationRotateTokenRole']) {
      expect(grantsOf(toTemplate(optional))[service]?.join('\n')).toContain('ec2:CreateNetworkInterface');
    }
  });

  it('lock objects, and name the webhook', () => {
    const [bucket] = propertiesOf('AWS::S3::Bucket');
    const { Outputs } = toTemplate(optional).toJSON() as { Outputs: Record<string, { Value: unknown }> };

    expect(bucket).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 30 } } },
    });
    expect(Outputs['WebhookUrl']?.Value).toBe('https://auth0.acme.example/log-events');
    expect(propertiesOf('AWS::ApiGatewayV2::DomainName')).toEqual([
      expect.objectContaining({ DomainName: 'auth0.acme.example' }),
    ]);
  });

  it('refuse other addresses at the gateway, under the same name and behind the same alarms', () => {
    const changes = {
      ...optional,
      alarms: { email: 'security@acme.example' },
      ingress: {
        webhook: {
          allowedSourceCidrs: ['192.0.2.0/24'],
          refuseAtGateway: true,
          throttle: { requestsPerSecond: 20, burst: 40 },
          customDomain: { name: 'auth0.acme.example', certificateArn },
        },
      },
    };
    const app = createApp();
    toStack(toConfig(changes), app);
    expect(() => synthUnderNag(app)).not.toThrow();

    expect(propertiesOf('AWS::ApiGatewayV2::Api', changes)).toEqual([]);
    expect(propertiesOf('AWS::ApiGateway::RestApi', changes)).toEqual([
      expect.objectContaining({
        Policy: expect.objectContaining({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: '*' },
              Action: 'execute-api:Invoke',
              Resource: 'execute-api:/*',
              Condition: { IpAddress: { 'aws:SourceIp': ['192.0.2.0/24'] } },
            },
          ],
        }),
      }),
    ]);
    expect(propertiesOf('AWS::ApiGateway::Stage', changes)).toEqual([
      expect.objectContaining({
        TracingEnabled: true,
        MethodSettings: [expect.objectContaining({ ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 })],
      }),
    ]);
    expect(propertiesOf('AWS::ApiGateway::Method', changes).map(({ HttpMethod }) => HttpMethod)).toEqual([
      'POST',
      'GET',
    ]);
    // The role of API Gateway's logs is the account's: no tenant's stack may set it.
    expect(propertiesOf('AWS::ApiGateway::Account', changes)).toEqual([]);
    expect(show(propertiesOf('AWS::ApiGatewayV2::ApiMapping', changes)[0])).toContain('RestApi');
    const watched = propertiesOf('AWS::CloudWatch::Alarm', changes).map(({ MetricName }) => MetricName);
    expect(watched).toEqual(expect.arrayContaining(['5XXError', '4XXError']));
  });

  it('tell who is told of alarms when the month has cost what it may', () => {
    const alarms = { email: 'security@acme.example', topicArn: urgentTopicArn, monthlyBudgetUsd: 20 };
    const [budget] = propertiesOf('AWS::Budgets::Budget', { alarms });

    expect(budget).toMatchObject({
      Budget: {
        BudgetLimit: { Amount: 20, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:session-enricher:tenant$acme'] },
      },
    });
    const told = ['ACTUAL', 'FORECASTED'].map((NotificationType) => ({
      Notification: expect.objectContaining({ NotificationType, Threshold: 100 }),
      Subscribers: [
        { SubscriptionType: 'EMAIL', Address: 'security@acme.example' },
        { SubscriptionType: 'SNS', Address: urgentTopicArn },
      ],
    }));
    expect(budget?.['NotificationsWithSubscribers']).toEqual(told);
  });

  it('tell the pager once for all critical alarms', () => {
    const [composite] = propertiesOf('AWS::CloudWatch::CompositeAlarm');
    const critical = propertiesOf('AWS::CloudWatch::Alarm').filter(({ AlarmDescription }) =>
      String(AlarmDescription).startsWith('acme: critical, '),
    );

    expect(composite).toMatchObject({
      AlarmName: 'session-enricher-acme-unhealthy',
      AlarmActions: [urgentTopicArn],
    });
    expect(critical.length).toBeGreaterThan(8);
    expect(show(composite?.['AlarmRule']).match(/ALARM\(/g)).toHaveLength(critical.length);
  });

  it('send a marked event through the webhook, and wait for it', () => {
    const [destination] = propertiesOf('AWS::Events::ApiDestination');
    const alarm = propertiesOf('AWS::CloudWatch::Alarm').find(
      ({ AlarmName }) => AlarmName === 'session-enricher-acme-heartbeat-missing',
    );

    expect(destination).toMatchObject({
      HttpMethod: 'POST',
      InvocationEndpoint: 'https://auth0.acme.example/log-events',
    });
    expect(JSON.stringify(propertiesOf('AWS::Events::Rule'))).toContain('session_enricher_heartbeat');
    expect(alarm).toMatchObject({ TreatMissingData: 'breaching', EvaluationPeriods: 3 });
  });

  it('call the secrets of a new tenant by names that are no partial ARNs', () => {
    const names = propertiesOf('AWS::SecretsManager::Secret', {
      ...optional,
      destinations: [
        { type: 'https', name: 'splunk', kind: 'hec', url: 'https://splunk.example/services/collector' },
      ],
    }).map(({ Name }) => String(Name));

    expect(names).toContain('session-enricher/acme/destination-splunk-token');
    expect(names.filter((name) => /-[A-Za-z0-9]{6}$/.test(name))).toEqual([]);
  });
});

describe('the place of a stack', () => {
  const place = { account: '111122223333', region: 'eu-central-1', terminationProtection: true };

  it('is that of the tenant file, whatever credentials deploy it', () => {
    const stack = toStack(toConfig(place));

    expect([stack.account, stack.region]).toEqual([place.account, place.region]);
    expect(stack.terminationProtection).toBe(true);
  });

  it.each<[what: string, changes: TenantInput, message: RegExp]>([
    [
      'a Region without function URLs',
      { region: 'eu-central-2', onDemand: {} },
      /onDemand: needs Lambda function URLs/,
    ],
    ['GovCloud', { region: 'us-gov-west-1', onDemand: {} }, /onDemand: needs Lambda function URLs/],
    [
      'an ARN of such a Region',
      { alarms: { topicArn: 'arn:aws:sns:il-central-1:111122223333:alarms' }, onDemand: {} },
      /onDemand: needs Lambda function URLs, which il-central-1/,
    ],
    [
      'ARNs elsewhere',
      { region: 'eu-west-1', alarms: { topicArn: urgentTopicArn } },
      /region: got "eu-west-1"/,
    ],
    [
      'a stream of another account',
      {
        account: '444455556666',
        destinations: [
          { type: 'deliveryStream', arn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem' },
        ],
      },
      /account: got "444455556666"/,
    ],
    [
      'a bus name beside a bus that is created',
      {
        ingress: {
          eventBridge: {
            partnerEventSourceName: 'aws.partner/auth0.com/acme-1/auth0.logs',
            busName: 'forwarded',
          },
        },
      },
      /busName: set beside bus "create"/,
    ],
    [
      'a heartbeat that is kept out',
      {
        ingress: { webhook: { allowedSourceCidrs: ['192.0.2.0/24'] } },
        alarms: { email: 'a@acme.example', heartbeat: true },
      },
      /heartbeat: set beside ingress\.webhook\.allowedSourceCidrs/,
    ],
  ])('is refused for %s', (_what, changes, message) => {
    expect(() => toConfig(changes)).toThrow(message);
  });

  it('has a bus of another name, to which a rule forwards', () => {
    const template = toTemplate({
      ingress: {
        eventBridge: {
          partnerEventSourceName: 'aws.partner/auth0.com/acme-1/auth0.logs',
          bus: 'existing',
          busName: 'forwarded',
        },
      },
    });

    expect(resourcesOf(template, 'AWS::Events::EventBus')).toEqual({});
    expect(Object.values(resourcesOf(template, 'AWS::Events::Rule'))).toEqual([
      expect.objectContaining({ Properties: expect.objectContaining({ EventBusName: 'forwarded' }) }),
    ]);
  });

  it('knows Regions with function URLs', () => {
    expect(['eu-central-1', 'us-east-1', 'eu-south-1'].map(hasFunctionUrls)).toEqual([true, true, true]);
  });
});

describe('the shared dashboard', () => {
  it('searches for tenants, so that a hundred cost as one', () => {
    const stack = new SharedDashboardStack(createApp(), 'session-enricher-dashboard');
    const [dashboard] = Object.values(resourcesOf(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard'));

    expect(dashboard?.Properties['DashboardName']).toBe('session-enricher-dashboard');
    expect(show(dashboard?.Properties['DashboardBody']).match(/SEARCH\(/g)).toHaveLength(9);
    expect(propertiesOf('AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
