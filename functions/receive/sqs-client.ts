import type { AwsClientOptions } from '../aws/aws-client.ts';
import { openSqs, type SqsClient } from '../queue/sqs-client.ts';

/** The webhook's client of SQS: its sender waits, and delivers again what took too long. */
export function createSqsClient(options: Partial<AwsClientOptions> = {}): SqsClient {
  return openSqs({
    maxAttempts: 3,
    limits: {
      timeoutMs: 5_000,
      connectionTimeoutMs: 1_000,
      // As many as there may be calls under way, to both queues: none waits for a connection, and times out waiting.
      maxSockets: 100,
    },
    ...options,
  });
}
