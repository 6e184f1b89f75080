import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { toBoundedRequests } from '../aws/bounded-requests.ts';

/** The webhook's client of SQS: its sender waits, and delivers again what took too long. */
export function createSqsClient(config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    maxAttempts: 3,
    // The signature covers the body, so SQS refuses a changed one by itself: a hash of each message in its answer says
    // nothing new, and takes a fifth of the time that storing a delivery takes here.
    md5: false,
    requestHandler: {
      ...toBoundedRequests(5_000),
      // As many as there may be calls under way, to both queues: none waits for a connection, and times out waiting.
      httpsAgent: { keepAlive: true, maxSockets: 100 },
    },
    ...config,
  });
}
