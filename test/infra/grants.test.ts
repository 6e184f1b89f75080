import { describe, expect, it } from '@jest/globals';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { securityLakeClasses } from '../../infra/security-lake.ts';
import { grantsOf, resourcePoliciesOf, resourcesOf, show } from './read-template.ts';
import { createApp, everything, type TenantInput, toConfig, toStack, toTemplate } from './synthesise.ts';

const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const lakeKey = 'arn:aws:kms:eu-central-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab';
const lake = 'arn:AWS::Partition:s3:::aws-security-data-lake-eu-central-1-0f1e2d3c';
const glue = 'arn:AWS::Partition:glue:AWS::Region:AWS::AccountId';
const readTable = 'glue:GetTable glue:GetTableVersion glue:GetTableVersions on';

/** What the streams' role may do for one custom source of Security Lake. */
const toLakeGrants = (classUid: number, source: string) => [
  `s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on ${lake}`,
  `s3:AbortMultipartUpload s3:GetObject s3:PutObject on ${lake}/ext/${source}/region=eu-central-1/accountId=external_acme/*`,
  `s3:AbortMultipartUpload s3:GetObject s3:PutObject on ${lake}/session-enricher/undelivered/acme/${classUid}/*`,
  `logs:PutLogEvents on DestinationsSecurityLakeStream${classUid}Logs.Arn`,
  `${readTable} ${glue}:catalog`,
  `${readTable} ${glue}:database/DestinationsSecurityLakeDatabase`,
  `${readTable} ${glue}:table/DestinationsSecurityLakeDatabase/DestinationsSecurityLakeTable${classUid}Table`,
  `kms:Decrypt kms:GenerateDataKey on ${lakeKey} if {StringEquals: {kms:ViaService: s3.eu-central-1.AWS::URLSuffix}, ` +
    `StringLike: {kms:EncryptionContext:aws:s3:arn: ${lake},${lake}/*}}`,
];

const consume =
  'sqs:ReceiveMessage sqs:ChangeMessageVisibility sqs:GetQueueUrl sqs:DeleteMessage sqs:GetQueueAttributes';
const retryQueues = ['Bucket', 'Streamsiem', 'SecurityLake', 'Bussecurity', 'Httpssplunk'].map(
  (id) => `Destinations${id}RetryQueue`,
);

/** What it takes to deliver, and to hand over to a retry queue. */
const deliveryGrants = [
  'firehose:PutRecordBatch on DestinationsBucketStream.Arn',
  'sqs:SendMessage on DestinationsBucketRetryQueue.Arn',
  `kms:Decrypt kms:GenerateDataKey on ${key}`,
  'firehose:PutRecordBatch on arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem',
  'sqs:SendMessage on DestinationsStreamsiemRetryQueue.Arn',
  'firehose:PutRecordBatch on DestinationsSecurityLakeStream3002Stream.Arn',
  'firehose:PutRecordBatch on DestinationsSecurityLakeStream6003Stream.Arn',
  'sqs:SendMessage on DestinationsSecurityLakeRetryQueue.Arn',
  'events:PutEvents on arn:aws:events:eu-central-1:111122223333:event-bus/security',
  'sqs:SendMessage on DestinationsBussecurityRetryQueue.Arn',
  'secretsmanager:GetSecretValue on DestinationsHttpssplunkTokenSecret',
  'sqs:SendMessage on DestinationsHttpssplunkRetryQueue.Arn',
];

const viaSecretsManager = '{StringEquals: {kms:ViaService: secretsmanager.AWS::Region.AWS::URLSuffix}}';
const viaDynamoDb = '{StringEquals: {kms:ViaService: dynamodb.AWS::Region.AWS::URLSuffix}}';

describe('the roles of a tenant', () => {
  it('may do this and nothing else', () => {
    expect(grantsOf(toTemplate())).toEqual({
      ReceiveApiReceiveRole: [
        'logs:CreateLogStream logs:PutLogEvents on ReceiveApiReceiveLogs.Arn',
        'secretsmanager:GetSecretValue on ReceiveApiWebhookAuthorizationSecret',
        'sqs:SendMessage on EventQueue.Arn',
        'sqs:SendMessage on EventQueueDeadLetterQueue.Arn',
      ],
      TokenRotationRotateTokenRole: [
        'logs:CreateLogStream logs:PutLogEvents on TokenRotationRotateTokenLogs.Arn',
        'secretsmanager:GetSecretValue on TokenRotationAuth0ClientSecret',
        'secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue ' +
          'secretsmanager:UpdateSecretVersionStage on TokenRotationManagementTokenSecret',
      ],
      EnrichRole: [
        'logs:CreateLogStream logs:PutLogEvents on EnrichLogs.Arn',
        'secretsmanager:GetSecretValue on TokenRotationManagementTokenSecret',
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:UpdateItem on SessionLedgerTable.Arn',
        'secretsmanager:GetSecretValue on SessionLedgerKeySecret',
        'sqs:SendMessage on LookUpsQueue.Arn',
        'firehose:PutRecordBatch on DestinationsBucketStream.Arn',
        'sqs:SendMessage on DestinationsBucketRetryQueue.Arn',
        `${consume} on EventQueue.Arn`,
        `${consume} on LookUpsQueue.Arn`,
        `${consume} on DestinationsBucketRetryQueue.Arn`,
      ],
      DestinationsBucketStreamRole: [
        's3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on DestinationsBucketRecords.Arn',
        's3:AbortMultipartUpload s3:GetObject s3:PutObject on DestinationsBucketRecords.Arn/records/*',
        's3:AbortMultipartUpload s3:GetObject s3:PutObject on DestinationsBucketRecords.Arn/undelivered/*',
        'logs:PutLogEvents on DestinationsBucketStreamLogs.Arn',
      ],
    });
  });

  it('may do this with every option and a key', () => {
    expect(grantsOf(toTemplate(everything))).toEqual({
      ReceiveApiReceiveRole: [
        'logs:CreateLogStream logs:PutLogEvents on ReceiveApiReceiveLogs.Arn',
        'secretsmanager:GetSecretValue on ReceiveApiWebhookAuthorizationSecret',
        `kms:Decrypt on ${key} if ${viaSecretsManager}`,
        'sqs:SendMessage on EventQueue.Arn',
        `kms:Decrypt kms:GenerateDataKey on ${key}`,
        'sqs:SendMessage on EventQueueDeadLetterQueue.Arn',
      ],
      TokenRotationRotateTokenRole: [
        'logs:CreateLogStream logs:PutLogEvents on TokenRotationRotateTokenLogs.Arn',
        'secretsmanager:GetSecretValue on TokenRotationAuth0ClientSecret',
        `kms:Decrypt on ${key} if ${viaSecretsManager}`,
        'secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue ' +
          'secretsmanager:UpdateSecretVersionStage on TokenRotationManagementTokenSecret',
        `kms:Decrypt kms:GenerateDataKey on ${key} if ${viaSecretsManager}`,
      ],
      EnrichRole: [
        'logs:CreateLogStream logs:PutLogEvents on EnrichLogs.Arn',
        'secretsmanager:GetSecretValue on TokenRotationManagementTokenSecret',
        `kms:Decrypt on ${key} if ${viaSecretsManager}`,
        'secretsmanager:GetSecretValue on PrivacyKeySecret',
        'dynamodb:DeleteItem dynamodb:PutItem dynamodb:UpdateItem on DeduplicationTable.Arn',
        'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext ' +
          `kms:ReEncryptFrom kms:ReEncryptTo on ${key} if ${viaDynamoDb}`,
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:UpdateItem on SessionLedgerTable.Arn',
        'secretsmanager:GetSecretValue on SessionLedgerKeySecret',
        'sqs:SendMessage on LookUpsQueue.Arn',
        `kms:Decrypt kms:GenerateDataKey on ${key}`,
        ...deliveryGrants.filter((grant) => !grant.startsWith('kms:')),
        `${consume} on EventQueue.Arn`,
        `kms:Decrypt on ${key}`,
        `${consume} on LookUpsQueue.Arn`,
        ...retryQueues.map((queue) => `${consume} on ${queue}.Arn`),
      ],
      OnDemandRole: [
        'logs:CreateLogStream logs:PutLogEvents on OnDemandLogs.Arn',
        'secretsmanager:GetSecretValue on TokenRotationManagementTokenSecret',
        `kms:Decrypt on ${key} if ${viaSecretsManager}`,
        'secretsmanager:GetSecretValue on PrivacyKeySecret',
        // It reads the ledger, and writes to nothing of it but the line of look-ups.
        'dynamodb:BatchGetItem dynamodb:GetItem on SessionLedgerTable.Arn',
        'kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext ' +
          `kms:ReEncryptFrom kms:ReEncryptTo on ${key} if ${viaDynamoDb}`,
        'secretsmanager:GetSecretValue on SessionLedgerKeySecret',
        'dynamodb:UpdateItem on SessionLedgerTable.Arn if {ForAllValues:StringEquals: {dynamodb:LeadingKeys: 1line}}',
        ...deliveryGrants,
      ],
      DestinationsBucketStreamRole: [
        's3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads on DestinationsBucketRecords.Arn',
        's3:AbortMultipartUpload s3:GetObject s3:PutObject on DestinationsBucketRecords.Arn/records/*',
        's3:AbortMultipartUpload s3:GetObject s3:PutObject on DestinationsBucketRecords.Arn/undelivered/*',
        'logs:PutLogEvents on DestinationsBucketStreamLogs.Arn',
        `kms:Decrypt kms:GenerateDataKey on ${key}`,
      ],
      // What both of them need stands there once.
      DestinationsSecurityLakeStreamRole: [
        ...toLakeGrants(3002, 'auth0-3002'),
        ...toLakeGrants(6003, 'auth0-6003/1.0').filter((grant) => !/^(?:s3:GetBucket|kms:)/.test(grant)),
      ],
    });
  });

  it('are taken on by one service each, without managed policies', () => {
    const roles = Object.values(resourcesOf(toTemplate(everything), 'AWS::IAM::Role'));

    expect(
      roles.map(({ Properties }) => [
        show(Properties['AssumeRolePolicyDocument']),
        Properties['ManagedPolicyArns'],
      ]),
    ).toEqual(
      ['lambda', 'lambda', 'lambda', 'lambda', 'firehose', 'firehose'].map((service) => [
        `{Statement: {Action: sts:AssumeRole, Effect: Allow, Principal: {Service: ${service}.amazonaws.com}}, Version: 2012-10-17}`,
        undefined,
      ]),
    );
  });
});

describe('the account that a hundred tenants share', () => {
  const whole = { ...everything, kmsKeyArn: key };
  const destinations = (everything['destinations'] as { type: string }[]).filter(
    ({ type }) => type !== 'securityLake',
  );
  const rolesOf = (changes: TenantInput) => Object.keys(resourcesOf(toTemplate(changes), 'AWS::IAM::Role'));

  it('gives a tenant six roles at most, and seven with a lake', () => {
    expect(rolesOf({ ...whole, destinations }).length).toBeLessThanOrEqual(6);
    expect(rolesOf(whole).length).toBeLessThanOrEqual(7);
  });

  it('has room in the one policy of the lake for all classes of the longest tenant', () => {
    const source = (name: string) =>
      `s3://aws-security-data-lake-eu-central-1-${'x'.repeat(25)}/ext/auth0-${name}/1.0/`;
    const sources = Object.fromEntries(securityLakeClasses.map((name) => [name, source(name)]));
    const lakes = [{ type: 'bucket' }, { type: 'securityLake', sources, kmsKeyArn: lakeKey }];
    const template = toTemplate({ ...everything, destinations: lakes }, 'a'.repeat(32));
    const policies = Object.entries(resourcesOf(template, 'AWS::IAM::Policy'));

    const sizes = policies.map(([id, { Properties }]) => [id, sizeOf(Properties['PolicyDocument'])] as const);

    // IAM counts the inline policies of a role without white space.
    for (const [id, size] of sizes) expect([id, size < 10_240]).toEqual([id, true]);
    expect(sizes.length).toBeGreaterThan(4);
  });

  it('needs nothing of its policy for log groups: access logs go where API Gateway may write anyway', () => {
    const stages = Object.values(resourcesOf(toTemplate(), 'AWS::ApiGatewayV2::Stage'));
    const groups = resourcesOf(toTemplate(), 'AWS::Logs::LogGroup');

    const [{ Properties } = { Properties: {} }] = stages;
    const arn = (Properties as { AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': [string] } } })
      .AccessLogSettings.DestinationArn;
    expect(groups[arn['Fn::GetAtt'][0]]?.Properties['LogGroupName']).toBe(
      '/aws/vendedlogs/session-enricher-acme-webhook',
    );
  });
});

describe('keys of before', () => {
  const before = 'arn:aws:kms:eu-central-1:111122223333:key/9999abcd-12ab-34cd-56ef-1234567890ab';
  const via = ['sqs', 'dynamodb', 'secretsmanager'].map((name) => `${name}.AWS::Region.AWS::URLSuffix`);
  const grant = `kms:Decrypt on ${before} if {StringEquals: {kms:ViaService: ${via.join(',')}}}`;

  it.each([
    ['with another key', { kmsKeyArn: key }],
    ['without a key', {}],
  ])('may be used to read what waits, %s', (_what, changes) => {
    const grants = grantsOf(toTemplate({ ...changes, onDemand: {}, previousKmsKeyArns: [before] }));

    expect(grants['EnrichRole']).toContain(grant);
    expect(grants['OnDemandRole']).toContain(grant);
    expect(JSON.stringify(grants['ReceiveApiReceiveRole'])).not.toContain(before);
  });

  it('are told at synth until they are taken out', () => {
    const warnings = warningsOf({ previousKmsKeyArns: [before] });

    expect(warnings).toEqual([expect.stringContaining('take it out when every queue and dead-letter queue')]);
    expect(warningsOf({})).toEqual([]);
  });
});

/** Of what CloudFormation sends to IAM, with references at their longest. */
function sizeOf(document: unknown): number {
  const resolved = JSON.stringify(document, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && /^(?:Ref|Fn::)/.test(Object.keys(value)[0] ?? '')
      ? show(value).replaceAll(/AWS::\w+/g, 'x'.repeat(14))
      : value,
  );
  return resolved.length;
}

function warningsOf(changes: TenantInput): string[] {
  const app = createApp();
  const stack = toStack(toConfig(changes), app);
  return Annotations.fromStack(stack)
    .findWarning('*', Match.anyValue())
    .map(({ entry }) => JSON.stringify(entry.data))
    .filter((text) => text.includes('.json: '));
}

describe('the policies of a tenant’s resources', () => {
  const template = toTemplate(everything);
  const isTls = 'if {Bool: {aws:SecureTransport: false}}';

  it('open the queues to the rule alone, and to TLS alone', () => {
    expect(resourcePoliciesOf(template, 'AWS::SQS::QueuePolicy')).toEqual([
      `Deny {AWS: *}: sqs:* on EventQueueDeadLetterQueue.Arn ${isTls}`,
      `Deny {AWS: *}: sqs:* on EventQueue.Arn ${isTls}`,
      'Allow {Service: events.amazonaws.com}: sqs:SendMessage on EventQueue.Arn if {ArnEquals: {aws:SourceArn: PartnerEventIngressRule.Arn}}',
      `Deny {AWS: *}: sqs:* on PartnerEventIngressUndelivered.Arn ${isTls}`,
      'Allow {Service: events.amazonaws.com}: sqs:SendMessage on PartnerEventIngressUndelivered.Arn if {ArnEquals: {aws:SourceArn: PartnerEventIngressRule.Arn}}',
      `Deny {AWS: *}: sqs:* on LookUpsQueue.Arn ${isTls}`,
      ...retryQueues.flatMap((queue) => [
        `Deny {AWS: *}: sqs:* on ${queue.replace('RetryQueue', 'RetryDeadLetterQueue')}.Arn ${isTls}`,
        `Deny {AWS: *}: sqs:* on ${queue}.Arn ${isTls}`,
      ]),
    ]);
  });

  it('open the bucket to TLS 1.2 alone', () => {
    expect(resourcePoliciesOf(template, 'AWS::S3::BucketPolicy')).toEqual([
      `Deny {AWS: *}: s3:* on DestinationsBucketRecords.Arn ${isTls}`,
      `Deny {AWS: *}: s3:* on DestinationsBucketRecords.Arn/* ${isTls}`,
      'Deny {AWS: *}: s3:* on DestinationsBucketRecords.Arn if {NumericLessThan: {s3:TlsVersion: 1.2}}',
      'Deny {AWS: *}: s3:* on DestinationsBucketRecords.Arn/* if {NumericLessThan: {s3:TlsVersion: 1.2}}',
    ]);
  });

  it('open the topic to the alarms of this account', () => {
    expect(resourcePoliciesOf(template, 'AWS::SNS::TopicPolicy')).toEqual([
      `Deny *: sns:Publish on AlarmTopic ${isTls}`,
      'Allow {Service: cloudwatch.amazonaws.com}: sns:Publish on AlarmTopic if {StringEquals: {aws:SourceAccount: AWS::AccountId}}',
    ]);
  });

  it('let only these invoke functions', () => {
    const permissions = Object.values(resourcesOf(template, 'AWS::Lambda::Permission')).map(
      ({ Properties }) => {
        const { Action, FunctionName, Principal, SourceArn, SourceAccount, InvokedViaFunctionUrl } =
          Properties;
        const source = SourceArn ?? SourceAccount ?? (InvokedViaFunctionUrl ? 'function URL' : 'any');
        return `${show(Principal)}: ${show(Action)} on ${show(FunctionName)} from ${show(source)}`;
      },
    );

    const api = 'arn:AWS::Partition:execute-api:AWS::Region:AWS::AccountId:ReceiveApi';
    expect(permissions).toEqual([
      `apigateway.amazonaws.com: lambda:InvokeFunction on ReceiveApiReceiveFunction.Arn from ${api}/*/*/log-events`,
      `apigateway.amazonaws.com: lambda:InvokeFunction on ReceiveApiReceiveFunction.Arn from ${api}/*/*/health`,
      'secretsmanager.amazonaws.com: lambda:InvokeFunction on TokenRotationRotateTokenFunction.Arn from AWS::AccountId',
      'arn:aws:iam::111122223333:role/analyst: lambda:InvokeFunctionUrl on OnDemandFunction.Arn from any',
      'arn:aws:iam::111122223333:role/analyst: lambda:InvokeFunction on OnDemandFunction.Arn from function URL',
    ]);
  });
});
