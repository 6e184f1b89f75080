import { listen } from '../../functions/local/listen.ts';
import { createReceiveApp } from '../../functions/receive/app.ts';
import type { EventQueue } from '../../functions/queue/event-queue.ts';
import { createSqsClient } from '../../functions/receive/sqs-client.ts';
import { createSqsEventQueue } from '../../functions/queue/sqs-event-queue.ts';
import { toClientOptions } from '../support/aws/aws-stand-in.ts';

export interface WebhookInput {
  readonly authorization: string;
  /** Undefined: a queue that takes everything at once, so that only the webhook's own work is measured. */
  readonly sqs?: {
    readonly endpoint: string;
    readonly queueUrl: string;
    readonly deadLetterQueueUrl: string;
  };
}

const { authorization, sqs } = JSON.parse(process.argv[2] ?? '{}') as WebhookInput;

const instant: EventQueue = { add: async () => [], setAside: async () => {} };

function createQueue({
  endpoint,
  queueUrl,
  deadLetterQueueUrl,
}: NonNullable<WebhookInput['sqs']>): EventQueue {
  const client = createSqsClient(toClientOptions(endpoint));
  return createSqsEventQueue({ client, queueUrl, deadLetterQueueUrl });
}

const app = createReceiveApp({
  loadAuthorizations: async () => [authorization],
  queue: sqs ? createQueue(sqs) : instant,
  reportFault: (error) => process.stderr.write(`${String(error)}\n`),
});
const { url } = await listen({
  fetch(request) {
    if (new URL(request.url).pathname !== '/processor-time') return app.fetch(request);
    const { user, system } = process.cpuUsage();
    return Response.json((user + system) / 1_000);
  },
});
process.stdout.write(`${JSON.stringify(url)}\n`);
