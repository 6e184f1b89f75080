import type {
  ChangeMessageVisibilityBatchRequest,
  ChangeMessageVisibilityBatchResult,
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageBatchResult,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  ListQueuesRequest,
  ListQueuesResult,
  ReceiveMessageRequest,
  ReceiveMessageResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
} from '@aws-sdk/client-sqs';
import { type AwsCalls, type AwsClient, type AwsClientOptions, createAwsClient } from '../aws/aws-client.ts';
import { sqs } from '../aws/aws-service.ts';

// What SQS leaves out of its JSON, its model calls required: a list without members.
interface SqsCalls extends AwsCalls {
  readonly SendMessageBatch: {
    readonly input: SendMessageBatchRequest;
    readonly output: Partial<SendMessageBatchResult>;
  };
  readonly ReceiveMessage: { readonly input: ReceiveMessageRequest; readonly output: ReceiveMessageResult };
  readonly DeleteMessageBatch: {
    readonly input: DeleteMessageBatchRequest;
    readonly output: Partial<DeleteMessageBatchResult>;
  };
  readonly ChangeMessageVisibility: {
    readonly input: ChangeMessageVisibilityRequest;
    readonly output: object;
  };
  readonly ChangeMessageVisibilityBatch: {
    readonly input: ChangeMessageVisibilityBatchRequest;
    readonly output: Partial<ChangeMessageVisibilityBatchResult>;
  };
  readonly GetQueueUrl: { readonly input: GetQueueUrlRequest; readonly output: GetQueueUrlResult };
  readonly GetQueueAttributes: {
    readonly input: GetQueueAttributesRequest;
    readonly output: GetQueueAttributesResult;
  };
  readonly ListQueues: { readonly input: ListQueuesRequest; readonly output: ListQueuesResult };
}

export type SqsClient = AwsClient<SqsCalls>;

export function openSqs(options: AwsClientOptions): SqsClient {
  return createAwsClient(sqs, options);
}
