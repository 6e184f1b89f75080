import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { loadTenant } from '../../infra/tenant/tenant-config.ts';
import { findSchemaFaults } from './cloudformation-schema.ts';
import { type Resource, resourcesOf } from './read-template.ts';
import { createApp, everything, toConfig, toStack, toTemplate } from './synthesise.ts';
import { sessionStatuses, toStatusMetric } from '../../functions/session/session-status.ts';

/** How a secret is drawn that nobody fills in. */
const generated = { ExcludePunctuation: true, PasswordLength: 64 };

/** Of each destination, the queue of what it did not take and that of what it never took. */
const retryQueueIds = [
  'SessionEnricherDestinationsBucketRetryDeadLetterQueue99D4DE6F',
  'SessionEnricherDestinationsBucketRetryQueue8387D8E5',
  'SessionEnricherDestinationsStreamsiemRetryDeadLetterQueueCE215F49',
  'SessionEnricherDestinationsStreamsiemRetryQueue87CF7D6B',
  'SessionEnricherDestinationsSecurityLakeRetryDeadLetterQueueE51375B2',
  'SessionEnricherDestinationsSecurityLakeRetryQueueC8213B34',
  'SessionEnricherDestinationsBussecurityRetryDeadLetterQueue7FD52CE4',
  'SessionEnricherDestinationsBussecurityRetryQueue8C63FCBB',
  'SessionEnricherDestinationsHttpssplunkRetryDeadLetterQueue61476942',
  'SessionEnricherDestinationsHttpssplunkRetryQueue4ECFE754',
];

/** Hashes of bundles out, so that a snapshot changes only with the stack. */
function toSnapshot(template: Template): unknown {
  return JSON.parse(JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}/g, '<hash>'));
}

describe('EnricherStack', () => {
  it.each(['acme', 'globex'])('is this for the tenant file %s', (tenant) => {
    const template = Template.fromStack(toStack(loadTenant(`test/infra/example-tenants/${tenant}.json`)));

    expect(toSnapshot(template)).toMatchSnapshot();
  });

  it.each([
    ['the smallest file', {}],
    ['every option', everything],
  ])('fits CloudFormation’s schemas with %s', (_what, changes) => {
    expect(findSchemaFaults(toTemplate(changes))).toEqual([]);
  });

  it('never changes the logical ID of what holds something', () => {
    const holding = [
      'AWS::S3::Bucket',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
      'AWS::DynamoDB::Table',
    ];
    const ids = holding.map((type) => [type, Object.keys(resourcesOf(toTemplate(everything), type))]);

    // A change here deletes or leaves behind what a deployed tenant has in it. Say so in CHANGELOG.md, or do not.
    expect(Object.fromEntries(ids)).toEqual({
      'AWS::S3::Bucket': ['SessionEnricherDestinationsBucketRecordsCA8FB418'],
      'AWS::SQS::Queue': [
        'SessionEnricherEventQueueDeadLetterQueue95F25292',
        'SessionEnricherEventQueueB6CDC1D0',
        'SessionEnricherPartnerEventIngressUndelivered4ABFC9BD',
        'SessionEnricherLookUpsQueue44476FA2',
        ...retryQueueIds,
      ],
      'AWS::SecretsManager::Secret': [
        'SessionEnricherReceiveApiWebhookAuthorizationSecretE23C46EB',
        'SessionEnricherTokenRotationAuth0ClientSecret7526C243',
        'SessionEnricherTokenRotationManagementTokenSecret74C56A1B',
        'SessionEnricherPrivacyKeySecret207FEDC3',
        'SessionEnricherSessionLedgerKeySecretEAADF065',
        'SessionEnricherDestinationsHttpssplunkTokenSecret1C28E8FE',
      ],
      'AWS::DynamoDB::Table': [
        'SessionEnricherDeduplicationTable5729D818',
        'SessionEnricherSessionLedgerTable6BB1533E',
      ],
    });
  });

  it('keeps what holds something, except when its first deployment fails', () => {
    const held = /^AWS::(?:S3::Bucket|SQS::Queue|SecretsManager::Secret|DynamoDB::Table)$/;
    const kept = Object.values(resourcesOf(toTemplate(everything))).filter(({ Type }) => held.test(Type));

    expect(new Set(kept.map(({ DeletionPolicy }) => DeletionPolicy))).toEqual(
      new Set(['RetainExceptOnCreate']),
    );
    expect(new Set(kept.map(({ UpdateReplacePolicy }) => UpdateReplacePolicy))).toEqual(new Set(['Retain']));
  });

  it('leaves nothing behind when the tenant file says so', () => {
    const template = toTemplate({ removalPolicy: 'destroy' });
    const policies = Object.values(resourcesOf(template)).map(({ DeletionPolicy }) => DeletionPolicy);

    expect(new Set(policies)).toEqual(new Set([undefined, 'Delete']));
  });

  it('brings no custom resource, which an endpoint like AWS could not run', () => {
    const types = Object.values(resourcesOf(toTemplate(everything))).map(({ Type }) => Type);

    expect(types.filter((type) => /^Custom::|CustomResource$/.test(type))).toEqual([]);
  });

  it('has one function a service, each from its own bundle', () => {
    const names = Object.values(resourcesOf(toTemplate(), 'AWS::Lambda::Function')).map(
      ({ Properties }) => Properties['FunctionName'],
    );

    expect(names).toEqual([
      'session-enricher-acme-receive',
      'session-enricher-acme-rotate-token',
      'session-enricher-acme-enrich',
    ]);
    expect(Object.keys(resourcesOf(toTemplate(everything), 'AWS::Lambda::Function'))).toHaveLength(4);
  });

  it('says what to paste where', () => {
    const outputs = Object.entries(toTemplate(everything).findOutputs('*')).map(
      ([id, { Description }]: [string, { Description?: string }]) => `${id}: ${Description}`,
    );

    expect(outputs).toEqual([
      'WebhookUrl: Auth0, log stream, Payload URL',
      'WebhookAuthorizationSecret: Auth0, log stream, Authorization Token: the value of this secret, word for word',
      'PartnerEventBus: The bus that log events come in by',
      'Auth0ClientSecret: Fill in by hand: client_id and client_secret of the Auth0 application with read:sessions',
      'ManagementTokenSecret: Then rotate this one: aws secretsmanager rotate-secret --secret-id <ARN>',
      'HttpssplunkSecret: Fill in by hand: the token',
      'RecordsBucket: Records, one a line, gzipped, under records/',
      'OnDemandUrl: POST /enrich and GET /sessions/{id}, signed with IAM',
      'QueueUrl: Log events on their way',
      'DeadLetterQueueUrl: Log events that were set aside',
    ]);
  });

  it('holds no secret', () => {
    const text = JSON.stringify(toTemplate(everything).toJSON());
    const secrets = Object.values(resourcesOf(toTemplate(everything), 'AWS::SecretsManager::Secret'));

    for (const { Properties } of secrets) {
      const { SecretString, GenerateSecretString } = Properties;
      const isPlaceholder = typeof SecretString === 'string' && SecretString.includes('REPLACE_ME');
      expect(isPlaceholder || GenerateSecretString !== undefined).toBe(true);
    }
    expect(text).not.toMatch(/eyJ|BEGIN PRIVATE KEY/);
  });

  it('never changes what a secret began with, which would overwrite what it holds', () => {
    const endpoint = { type: 'https', name: 'splunk', kind: 'hec' };
    const one = toTemplate(everything);
    const other = toTemplate({
      ...everything,
      auth0: { domain: 'globex.us.auth0.com', plan: 'private-cloud-500', share: 0.1, rotationHours: 4 },
      destinations: [
        ...(everything['destinations'] as object[]).slice(0, -1),
        { ...endpoint, url: 'https://other.example/' },
      ],
      tags: { team: 'other' },
      logRetentionDays: 1,
      removalPolicy: 'destroy',
    });
    const valuesOf = (template: Template) =>
      Object.entries(resourcesOf(template, 'AWS::SecretsManager::Secret')).map(([id, { Properties }]) => [
        id,
        Properties['SecretString'] ?? Properties['GenerateSecretString'],
      ]);

    expect(valuesOf(other)).toEqual(valuesOf(one));
    expect(Object.fromEntries(valuesOf(one))).toEqual({
      SessionEnricherReceiveApiWebhookAuthorizationSecretE23C46EB: generated,
      SessionEnricherTokenRotationAuth0ClientSecret7526C243:
        '{"client_id":"REPLACE_ME","client_secret":"REPLACE_ME"}',
      SessionEnricherTokenRotationManagementTokenSecret74C56A1B:
        'REPLACE_ME: fill the secret auth0-client, then rotate this one',
      SessionEnricherPrivacyKeySecret207FEDC3: generated,
      SessionEnricherSessionLedgerKeySecretEAADF065: generated,
      SessionEnricherDestinationsHttpssplunkTokenSecret1C28E8FE: 'REPLACE_ME',
    });
  });

  it('tags everything with its tenant, and as the file says', () => {
    const [queue] = Object.values(resourcesOf(toTemplate(everything), 'AWS::SQS::Queue'));

    expect(queue?.Properties['Tags']).toEqual([
      { Key: 'session-enricher:tenant', Value: 'acme' },
      { Key: 'team', Value: 'security' },
    ]);
  });

  it('shares nothing between tenants', () => {
    const app = createApp();
    const stacks = ['one', 'two'].map((tenant) => toStack(toConfig(everything, tenant), app));
    const [one, two] = stacks.map((stack) => Template.fromStack(stack));

    expect(stacks.flatMap(({ dependencies }) => dependencies)).toEqual([]);
    expect(JSON.stringify(two?.toJSON())).not.toMatch(/session-enricher[-/]one\b/);
    expect(JSON.stringify(one?.toJSON())).toContain('session-enricher-one');
  });

  it('does not fill Lambda’s environment beyond its limit', () => {
    const clientIds = Array.from({ length: 100 }, (_none, index) => `client-${index}`.padEnd(60, 'x'));

    expect(() => toTemplate({ signals: { allow: { clientIds } } }, 'wide')).toThrow(
      /^the settings of enrich need \d+ bytes of environment, Lambda allows 4096 and ours may take 3900; largest: SIGNALS \d+/,
    );
  });

  it('counts what the destinations need of it', () => {
    const toEndpoint = (index: number) => ({
      type: 'https',
      name: `siem-${index}`,
      kind: 'ndjson',
      url: `https://siem.example/${'x'.repeat(400)}${index}`,
    });
    const destinations = Array.from({ length: 8 }, (_none, index) => toEndpoint(index));

    expect(() => toTemplate({ destinations }, 'many')).toThrow(/largest: DESTINATIONS \d+/);
  });
});

describe('EnricherStack, with everything as long as it may be', () => {
  const label = 'a'.repeat(60);
  const domain = `${[label, label, label, label].join('.')}.auth0.com`;
  const template = toTemplate(
    {
      ...everything,
      auth0: { domain, plan: 'enterprise' },
      alarms: { email: 'security@acme.example', runbookUrl: 'https://acme.example/'.padEnd(850, 'x') },
      destinations: [
        { type: 'bucket' },
        { type: 'https', name: 'siem', kind: 'hec', url: 'https://siem.example/'.padEnd(1_760, 'x') },
      ],
      tags: Object.fromEntries(Array.from({ length: 49 }, (_none, index) => [`tag-${index}`, 'x'])),
    },
    'a'.repeat(32),
  );
  const lengthsOf = (type: string, property: string) =>
    Object.values(resourcesOf(template, type)).map(
      ({ Properties }) => (Properties[property] as string | readonly unknown[]).length,
    );

  it.each([
    ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1_024],
    ['AWS::Lambda::Function', 'Description', 256],
    ['AWS::SecretsManager::Secret', 'Description', 2_048],
    ['AWS::IAM::Role', 'Tags', 50],
    ['AWS::S3::Bucket', 'Tags', 50],
  ])('fits what AWS takes: %s, %s, %d', (type, property, most) => {
    const lengths = lengthsOf(type, property);

    expect(lengths).not.toEqual([]);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(most);
  });
});

describe('EnricherStack, with destinations whose names are alike', () => {
  it.each<[what: string, buses: readonly string[]]>([
    ['of two accounts', ['111122223333:event-bus/default', '444455556666:event-bus/default']],
    ['with a slash and a hyphen', ['111122223333:event-bus/a/b', '111122223333:event-bus/a-b']],
    [
      'of all these kinds',
      ['a-b', 'a/b'].flatMap((bus) => [`111122223333:event-bus/${bus}`, `444455556666:event-bus/${bus}`]),
    ],
  ])('puts records on buses %s', (_what, buses) => {
    const arns = buses.map((bus) => `arn:aws:events:eu-central-1:${bus}`);
    const destinations = arns.map((arn) => ({ type: 'eventBus', arn }));

    const text = JSON.stringify(toTemplate({ destinations }).toJSON());

    for (const arn of arns) expect(text).toContain(`"${arn}"`);
  });

  it('takes endpoints whose names differ by hyphens where one has a secret of its own', () => {
    const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:siem-AbCdEf';
    const endpoint = { type: 'https', kind: 'hec', url: 'https://siem.example/' };
    const destinations = [
      { ...endpoint, name: 'siem-1', secretArn },
      { ...endpoint, name: 'siem1' },
    ];

    expect(Object.keys(toTemplate({ destinations }).findOutputs('*'))).toContain('Httpssiem1Secret');
  });
});

describe('findSchemaFaults', () => {
  it('finds what is wrong', () => {
    const template = Template.fromJSON({
      Resources: {
        Queue: { Type: 'AWS::SQS::Queue', Properties: { DelaySecond: 3, VisibilityTimeout: 'long' } },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: { Action: 'x', FunctionName: { Ref: 'F' } },
        },
        Nothing: { Type: 'AWS::Nothing::AtAll', Properties: {} },
      },
    });

    expect(findSchemaFaults(template)).toEqual([
      'Queue.DelaySecond: unknown',
      'Queue.VisibilityTimeout: expected integer, got "long"',
      'Permission.Principal: missing',
      'Nothing: unknown type AWS::Nothing::AtAll',
    ]);
  });
});

describe('the metrics of dashboard and alarms', () => {
  it('are those that functions/ emit', () => {
    const text = JSON.stringify(toTemplate(everything).toJSON())
      .replaceAll('\\\\"', '"')
      .replaceAll('\\"', '"');
    const charted = [...text.matchAll(/"SessionEnricher","(\w+)","service","(\w+)"/g)];
    const alarmed = Object.values(resourcesOf(toTemplate(everything), 'AWS::CloudWatch::Alarm')).flatMap(
      findOurs,
    );
    const names = new Set([...charted.map(([, name, service]) => `${service} ${name}`), ...alarmed]);
    const sources = {
      receive: readFileSync('functions/receive/handler.ts', 'utf8'),
      enrich: ['handler', 'enricher-metrics']
        .map((name) => readFileSync(`functions/enrich/${name}.ts`, 'utf8'))
        .join(''),
    };

    const statusMetrics: ReadonlySet<string> = new Set(sessionStatuses.map(toStatusMetric));

    expect(names.size).toBeGreaterThan(20);
    for (const name of names) {
      const [service, metric] = name.split(' ') as ['receive' | 'enrich', string];
      const isStatus = service === 'enrich' && statusMetrics.has(metric);
      expect([name, isStatus || sources[service].includes(`'${metric}'`)]).toEqual([name, true]);
    }
  });
});

/** `<service> <metric>` of the functions' own metrics that an alarm looks at, alone or in an expression. */
function findOurs({ Properties }: Resource): string[] {
  const found: string[] = [];
  JSON.stringify(Properties, (_key, value: unknown) => {
    const { Namespace, MetricName, Dimensions } = (value ?? {}) as {
      Namespace?: string;
      MetricName?: string;
      Dimensions?: { Name: string; Value: string }[];
    };
    if (Namespace === 'SessionEnricher') {
      found.push(`${Dimensions?.find(({ Name }) => Name === 'service')?.Value} ${MetricName}`);
    }
    return value;
  });
  return found;
}

describe('docs/operations.md', () => {
  const runbook = readFileSync('docs/operations.md', 'utf8');
  const sections = [...runbook.matchAll(/^### ([a-z-]+)$/gm)].map(([, section]) => section);
  // The heartbeat cannot be had beside allowed sources.
  const heartbeat = { alarms: { email: 'security@acme.example', heartbeat: true } };
  const alarms = [everything, heartbeat]
    .flatMap((one) => Object.values(resourcesOf(toTemplate(one), 'AWS::CloudWatch::Alarm')))
    .map(({ Properties }) => Properties as { AlarmName: string; AlarmDescription: string });
  /** Alarms of destinations have theirs behind an underscore: all lead to one section. */
  const toSection = (alarmName: string) => alarmName.replace('session-enricher-acme-', '').split('_')[0];

  it('has one section for each alarm, and none besides', () => {
    const names = new Set(alarms.map(({ AlarmName }) => toSection(AlarmName)));

    expect(new Set(sections)).toEqual(names);
    expect(sections).toHaveLength(names.size);
  });

  it('is where each alarm leads to', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const section = toSection(AlarmName);
      expect(AlarmDescription).toMatch(
        new RegExp(`^acme: .*\\. What to do: docs/operations\\.md#${section}$`),
      );
    }
  });

  it('says of each what it means, how to see it and what to do', () => {
    for (const text of runbook.split(/^### /m).slice(1)) {
      const section = text.split('\n')[0];
      expect([
        section,
        /\*\*Means\*\*/.test(text),
        /\*\*See\*\*/.test(text),
        /\*\*Do\*\*/.test(text),
      ]).toEqual([section, true, true, true]);
    }
  });

  it('gives the exact commands of the second day, beside those of the AWS CLI', async () => {
    const { commands } = await import('../../functions/cli/commands.ts');
    const named = [
      ...runbook.matchAll(/npm run --silent cli -- ([a-z]+) acme((?: --[a-z-]+(?: [^\s`#-]\S*)?)*)/g),
    ];

    expect(new Set(named.map(([, name]) => name))).toEqual(new Set(['doctor', 'redrive', 'backfill']));
    for (const [, name, options = ''] of named) {
      const help = (await commands.find((command) => command.name === name)?.load())?.help ?? '';
      for (const [option] of options.matchAll(/--[a-z-]+/g)) expect(help).toContain(option);
    }
  });

  it.each([
    'dead-letters',
    'retry-dead-letters',
    'records-waiting',
    'token-refused',
    'webhook-refusals',
    'delivery-failing',
    'look-up-forbidden',
    'stream-silence',
  ])('begins with a command for %s', (section) => {
    const [, text = ''] = runbook.split(`\n### ${section}\n`);

    expect(text.split('\n### ')[0]).toMatch(/\*\*See\*\* `npm run --silent cli -- (?:doctor|redrive) acme`/);
  });

  it('names only checks that doctor makes', () => {
    const source = [
      'doctor',
      'check-auth0',
      'check-ledger',
      'check-queues',
      'check-secrets',
      'check-destinations',
      'check-sources',
      'check-webhook',
    ]
      .map((name) => readFileSync(`functions/cli/doctor/${name}.ts`, 'utf8'))
      .join('');
    const sentences = [...runbook.matchAll(/doctor acme`: ([^.?]*)[.?]/g)].map(
      ([, sentence = '']) => sentence,
    );
    const checks = sentences.flatMap((sentence) =>
      [...sentence.matchAll(/`([^`]+)`/g)].map(([, check]) => check),
    );

    expect(checks.length).toBeGreaterThan(15);
    expect(checks.filter((check) => !source.includes(`'${check}'`))).toEqual([]);
  });
});
