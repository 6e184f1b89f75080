/** A service that speaks AWS's JSON protocol: one POST for each call, its operation named in a header. */
export interface AwsService {
  /** In host names and signatures, as `dynamodb`. */
  readonly name: string;
  /** In `X-Amz-Target`, before the operation. */
  readonly target: string;
  /** Of `application/x-amz-json-`. */
  readonly protocol: '1.0' | '1.1';
  /** In a profile, and in capitals after `AWS_ENDPOINT_URL_`. */
  readonly id: string;
  /** The member of an input that is a URL at the host that has to be asked. */
  readonly urlMember?: string;
}

// Names of the services' models, as in the AWS SDK's clients.
export const dynamoDb: AwsService = {
  name: 'dynamodb',
  target: 'DynamoDB_20120810',
  protocol: '1.0',
  id: 'dynamodb',
};
export const secretsManager: AwsService = {
  name: 'secretsmanager',
  target: 'secretsmanager',
  protocol: '1.1',
  id: 'secrets_manager',
};
export const firehose: AwsService = {
  name: 'firehose',
  target: 'Firehose_20150804',
  protocol: '1.1',
  id: 'firehose',
};
export const eventBridge: AwsService = {
  name: 'events',
  target: 'AWSEvents',
  protocol: '1.1',
  id: 'eventbridge',
};
export const sqs: AwsService = {
  name: 'sqs',
  target: 'AmazonSQS',
  protocol: '1.0',
  id: 'sqs',
  urlMember: 'QueueUrl',
};
