import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../aws/aws-error.ts';
import {
  type ResourceRequest,
  type ResourceTypes,
  toGeneratedName,
} from '../../aws/cloudformation/resource-type.ts';
import { account, region } from '../../aws/wire.ts';

/** SQS queues, real ones of the stand-in. */
export function queueTypes(client: SQSClient): ResourceTypes {
  function toCreated(url: string) {
    const name = url.split('/').at(-1) ?? '';
    const Arn = `arn:aws:sqs:${region}:${account}:${name}`;
    return { physicalId: url, attributes: { Arn, QueueName: name, QueueUrl: url } };
  }
  return {
    'AWS::SQS::Queue': {
      async create(request) {
        const name = (request.properties['QueueName'] as string | undefined) ?? toGeneratedName(request, 80);
        const taken = await client.send(new GetQueueUrlCommand({ QueueName: name })).catch(() => undefined);
        if (taken)
          throw new AwsError(
            'AlreadyExists',
            `Resource of type 'AWS::SQS::Queue' with identifier '${taken.QueueUrl}' already exists.`,
          );
        const command = new CreateQueueCommand({ QueueName: name, Attributes: toAttributes(request) });
        const { QueueUrl = '' } = await client.send(command);
        return toCreated(QueueUrl);
      },
      async update(physicalId, request) {
        await client.send(
          new SetQueueAttributesCommand({ QueueUrl: physicalId, Attributes: toAttributes(request) }),
        );
        return toCreated(physicalId);
      },
      async find({ QueueUrl = '' }) {
        const QueueName = QueueUrl.split('/').at(-1);
        return toCreated((await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '');
      },
      async delete(physicalId) {
        await client.send(new DeleteQueueCommand({ QueueUrl: physicalId }));
      },
    },
  };
}

function toAttributes({ properties }: ResourceRequest): { [name: string]: string } {
  const { QueueName: _name, Tags: _tags, ...attributes } = properties;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      return [name, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}
