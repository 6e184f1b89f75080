/** A proactive control of AWS Control Tower that resources of these types do not meet, by default or ever, and why not. */
export interface AcceptedControl {
  readonly control: string;
  readonly types: readonly string[];
  readonly why: string;
}

export const acceptedControls: readonly AcceptedControl[] = [
  {
    control: 'CT.APIGATEWAY.PR.1',
    types: ['AWS::ApiGateway::Stage'],
    why: 'Logs of a REST API need a role of the whole account, which is not a tenant’s to set. What it refuses is in its metric `4XXError`.',
  },
  {
    control: 'CT.APIGATEWAY.PR.2',
    types: ['AWS::ApiGateway::Stage'],
    why: 'X-Ray costs by the request, and is off by default: `tracing` turns it on, for this stage too.',
  },
  {
    control: 'CT.APIGATEWAY.PR.5',
    types: ['AWS::ApiGatewayV2::Route'],
    why: 'Auth0 can send a fixed header only; receive compares it with the webhook secret in constant time.',
  },
  {
    control: 'CT.CLOUDWATCH.PR.2',
    types: ['AWS::Logs::LogGroup'],
    why: 'Logs are kept 30 days unless the tenant file says otherwise: `logRetentionDays`.',
  },
  {
    control: 'CT.CLOUDWATCH.PR.3',
    types: ['AWS::Logs::LogGroup'],
    why: 'With a key of your own they are encrypted with it: `kmsKeyArn`.',
  },
  {
    control: 'CT.DYNAMODB.PR.1',
    types: ['AWS::DynamoDB::Table'],
    why: 'What was erased would be kept for 35 days: `ledger.pointInTimeRecovery` asks for it.',
  },
  {
    control: 'CT.DYNAMODB.PR.2',
    types: ['AWS::DynamoDB::Table'],
    why: 'With a key of your own tables are encrypted with it: `kmsKeyArn`.',
  },
  {
    control: 'CT.LAMBDA.PR.2',
    types: ['AWS::Lambda::Permission'],
    why: 'The ARN or account of the caller is there, put together by Fn::Join or Ref, which the rule does not read.',
  },
  {
    control: 'CT.LAMBDA.PR.3',
    types: ['AWS::Lambda::Function'],
    why: 'A function that calls Auth0 gains nothing from a VPC; `vpc` puts it into one.',
  },
  {
    control: 'CT.S3.PR.10',
    types: ['AWS::S3::Bucket'],
    why: 'With a key of your own the bucket is encrypted with it: `kmsKeyArn`.',
  },
  {
    control: 'CT.S3.PR.2',
    types: ['AWS::S3::Bucket'],
    why: 'Access logs need a bucket of yours: `accessLogBucketName`.',
  },
  {
    control: 'CT.S3.PR.4',
    types: ['AWS::S3::Bucket'],
    why: 'Nobody waits for notifications of records; whoever does adds them.',
  },
  {
    control: 'CT.S3.PR.9',
    types: ['AWS::S3::Bucket'],
    why: 'Locked objects cannot be deleted by anybody: `objectLock` asks for it.',
  },
  {
    control: 'CT.SQS.PR.1',
    types: ['AWS::SQS::Queue'],
    why: 'A dead-letter queue has none of its own.',
  },
];
