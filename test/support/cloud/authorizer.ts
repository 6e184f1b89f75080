import type { AwsError } from '../aws/aws-error.ts';
import type { AwsCall } from '../aws/aws-stand-in.ts';
import { account, region } from '../aws/wire.ts';
import type { Iam } from './iam.ts';

interface Input {
  readonly SecretId?: string;
  readonly QueueUrl?: string;
  readonly DeliveryStreamName?: string;
  readonly TableName?: string;
  /** Of a call for many items, by the table's name. */
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>;
  readonly Entries?: readonly { readonly EventBusName?: string }[];
}

/** Judges the calls of deployed functions by the policies of their roles; every other caller may do everything. */
export function createAuthorizer(iam: Iam, toSecretArn: (id: string) => string) {
  return function authorize(call: AwsCall & { readonly accessKeyId: string }): AwsError | undefined {
    const { service, operation, accessKeyId } = call;
    const input = call.input as Input;
    switch (service) {
      case 'secretsmanager':
        return deny(`secretsmanager:${operation}`, [toSecretArn(input.SecretId ?? '')]);
      case 'sqs':
        // A batch is allowed by the permission for one message.
        return deny(`sqs:${operation.replace(/Batch$/, '')}`, [toQueueArn(input.QueueUrl ?? '')]);
      case 'firehose':
        return deny(`firehose:${operation}`, [arn('firehose', `deliverystream/${input.DeliveryStreamName}`)]);
      case 'dynamodb':
        return deny(
          `dynamodb:${operation}`,
          Object.keys(input.RequestItems ?? { [`${input.TableName}`]: undefined }).map((name) =>
            arn('dynamodb', `table/${name}`),
          ),
          toLeadingKey(input),
        );
      case 'eventbridge':
        return deny(
          `events:${operation}`,
          (input.Entries ?? []).map(({ EventBusName }) => toBusArn(EventBusName)),
        );
      default:
        return deny(`${service}:${operation}`, ['*']);
    }

    function deny(
      action: string,
      resources: readonly string[],
      context?: Readonly<Record<string, string>>,
    ): AwsError | undefined {
      return iam.denialOf(accessKeyId, action, resources, context);
    }
  };
}

/** The partition key of the one item that a call is about. */
function toLeadingKey({ Key = {} }: Input): Readonly<Record<string, string>> {
  const [key] = Object.values(Key);
  return key?.S === undefined ? {} : { 'dynamodb:LeadingKeys': key.S };
}

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
const toQueueArn = (url: string) => arn('sqs', url.split('/').at(-1) ?? '');
const toBusArn = (name = 'default') => (name.startsWith('arn:') ? name : arn('events', `event-bus/${name}`));
