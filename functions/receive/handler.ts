import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createSecretsClient } from '../secret/secrets-client.ts';
import { createWebhookAuthorizations } from '../secret/webhook-authorizations.ts';
import { createReceiveApp, type DeliveryCounts } from './app.ts';
import { parseConfig } from './config.ts';
import { QueueUnavailableError } from '../queue/event-queue.ts';
import { type HttpEvent, isHttpEvent, isRestEvent, type RestEvent, toSourceIp } from './http-event.ts';
import { createSqsClient } from './sqs-client.ts';
import { createSqsEventQueue } from '../queue/sqs-event-queue.ts';
import { version } from './version.ts';

const config = parseConfig(process.env);
const logger = new Logger({ serviceName: 'receive', persistentKeys: { tenant: config.tenant, version } });
const metrics = new Metrics({
  namespace: 'SessionEnricher',
  serviceName: 'receive',
  defaultDimensions: { tenant: config.tenant },
});

/** By its name and code alone: messages of others quote what they got. */
function reportFault(error: unknown): void {
  metrics.addMetric('Faults', MetricUnit.Count, 1);
  logger.error('delivery not stored', {
    error: error instanceof Error ? error.name : typeof error,
    ...(error instanceof QueueUnavailableError && { code: error.code }),
  });
}

function reportDelivery({ accepted, rejected, repeats, bytes }: DeliveryCounts): void {
  if (!config.hasFewMetrics || rejected > 0) {
    metrics.addMetric('EventsRejected', MetricUnit.Count, rejected);
  }
  if (!config.hasFewMetrics) {
    metrics.addMetric('EventsAccepted', MetricUnit.Count, accepted);
    metrics.addMetric('EventsRepeated', MetricUnit.Count, repeats);
    metrics.addMetric('BodyBytes', MetricUnit.Bytes, bytes);
  }
  if (rejected > 0) logger.error('elements that are no events', { rejected });
  logger.info('delivery', { accepted, rejected, repeats, bytes });
}

const loadAuthorizations = createWebhookAuthorizations({
  client: createSecretsClient(),
  secretId: config.webhookSecretId,
  // The reader's errors name the secret and never quote it.
  onFailure: (error) =>
    logger.error('secret not usable', { reason: error instanceof Error ? error.message : '' }),
});

const app = createReceiveApp({
  loadAuthorizations,
  queue: createSqsEventQueue({
    client: createSqsClient(),
    queueUrl: config.queueUrl,
    deadLetterQueueUrl: config.deadLetterQueueUrl,
  }),
  reportFault,
  reportDelivery,
  ...(config.allowedSourceCidrs && {
    sources: {
      cidrs: config.allowedSourceCidrs,
      toAddress: (c: Context) => toSourceIp((c.env as { event: HttpEvent | RestEvent }).event),
    },
  }),
});
const respond = handle(app);

// While Lambda still initialises: Node loads its fetch classes with the first request, and the first sender finds the
// secret read. One that is not there yet is no reason to fail, the answer then is 503.
await Promise.all([app.request('/health'), loadAuthorizations().catch(() => [])]);

/** The webhook's Lambda behind an HTTP API or a REST API. Anything but an HTTP request is a mistake of set-up. */
export async function handler(event: unknown): Promise<unknown> {
  if (!isHttpEvent(event) && !isRestEvent(event))
    throw new TypeError('unsupported event: expected an HTTP request of an HTTP API or a REST API');
  try {
    return await respond(event as LambdaEvent);
  } finally {
    if (metrics.hasStoredMetrics()) {
      // Beside the figures and not a dimension, which would make new metrics of them all with each release.
      metrics.addMetadata('version', version);
      metrics.publishStoredMetrics();
    }
  }
}
