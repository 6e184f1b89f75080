import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { MessageReturn, SqsMessage } from '../queue/change-visibility.ts';
import { tokenAgeSeconds } from '../secret/token-age.ts';
import { isBatch, isFromQueue, toBatchResponse, toQueuedMessages, toSqsMessages } from './sqs-batch.ts';
import { parseConfig } from './config.ts';
import {
  addBatchMetrics,
  addLedgerMetrics,
  addLookUpMetrics,
  addRedeliveryMetrics,
  type MetricSink,
} from './enricher-metrics.ts';
import { toNeededMetrics } from './needed-metrics.ts';
import { openEnricher } from './open-enricher.ts';
import type { BatchResult } from './pipeline.ts';
import { findRetryLane, type RetryLane, toRetryMessages } from './retry-lanes.ts';
import { planReturns } from './return-waits.ts';
import { version } from './version.ts';

const config = parseConfig(process.env);
const logger = new Logger({ serviceName: 'enrich', persistentKeys: { tenant: config.tenant, version } });
const metrics = new Metrics({
  namespace: 'SessionEnricher',
  serviceName: 'enrich',
  defaultDimensions: { tenant: config.tenant },
});
const everyMetric: MetricSink = {
  count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value),
  milliseconds: (name, value) => metrics.addMetric(name, MetricUnit.Milliseconds, value),
  percent: (name, value) => metrics.addMetric(name, MetricUnit.Percent, value),
};
const sink = config.metrics === 'few' ? toNeededMetrics(everyMetric) : everyMetric;
const now = Date.now;

/** Codes of what went wrong with the ledger of delivered events, since the last batch. */
let ledgerFailures: string[] = [];

async function openDeduplication({ tableName, hours }: NonNullable<typeof config.deduplication>) {
  const { createDynamoDbDeduplication } = await import('./dynamodb-deduplication.ts');
  const onFailure = (code: string) => void ledgerFailures.push(code);
  return createDynamoDbDeduplication({ tableName, hours, tenant: config.tenant, onFailure });
}

const { pipeline, token, meter, ledgerMeter, lanes, reportFault } = await openEnricher(config, {
  log: logger,
  now,
  lookUpsFor: 'queue',
  deduplication: config.deduplication && (await openDeduplication(config.deduplication)),
});

/** Imported when a message first fails; one for each queue. */
const returning = new Map<string, ReturnType<typeof openReturns>>();
async function openReturns(queueUrl: string) {
  const { createReturns } = await import('./message-returns.ts');
  const onUnchanged = (unchanged: object) => logger.warn('failed messages come back late', { ...unchanged });
  return createReturns({ queueUrl, now, onUnchanged });
}

/** Whatever goes wrong here, the queue's own timeout brings the messages back. */
async function changeReturns(
  queueUrl: string | undefined,
  returns: readonly MessageReturn<SqsMessage>[],
  deadlineMs: number,
): Promise<void> {
  if (queueUrl === undefined || returns.length === 0) return;
  try {
    const opened = returning.get(queueUrl) ?? openReturns(queueUrl);
    returning.set(queueUrl, opened);
    await (await opened)(returns, { deadlineMs });
  } catch (error) {
    reportFault(error);
  }
}

async function processBatch(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const deadlineMs = now() + context.getRemainingTimeInMillis();
  const result = await pipeline.process(toQueuedMessages(event), { deadlineMs });
  // Of the queue of look-ups come events that waited for their turn.
  const { lookUpsQueueUrl } = config;
  const queueUrl = isFromQueue(event, lookUpsQueueUrl) ? lookUpsQueueUrl : config.queueUrl;
  await changeReturns(queueUrl, planReturns(toSqsMessages(event), result, Math.random), deadlineMs);
  addBatchMetrics(sink, result);
  addLookUpMetrics(sink, meter.take());
  const { codes, ...ledgerFigures } = ledgerMeter.take();
  addLedgerMetrics(sink, ledgerFigures);
  if (codes.length > 0) logger.error('session ledger out of reach', { count: ledgerFigures.failures, codes });
  const age = await token.read().then(
    (value) => tokenAgeSeconds(value, now()),
    () => undefined,
  );
  if (age !== undefined) metrics.addMetric('TokenAgeSeconds', MetricUnit.Seconds, age);
  logger.info('batch', {
    messages: event.Records.length,
    records: result.records,
    statuses: result.statuses,
    ...(result.later > 0 && { later: result.later }),
    ...(config.deduplication && {
      duplicates: result.duplicates,
      inProgressElsewhere: result.inProgressElsewhere,
    }),
  });
  reportLedgerFailures();
  if (result.rejected.length > 0) logger.error('messages that are no events', { rejected: result.rejected });
  reportRefused('records wait in the retry queue of their destination', result.handedOver);
  reportRefused('records not delivered: their events come again', result.failures);
  return toBatchResponse(result.failedMessageIds);
}

function reportRefused(message: string, refused: BatchResult['failures']): void {
  if (refused.length === 0) return;
  const codes = [...new Set(refused.map(({ destination, code }) => `${destination}: ${code}`))];
  logger.error(message, { count: refused.length, codes });
}

/** Records that their destination did not take at first. What they need is imported when the first of them come. */
async function redeliverBatch(
  { destination, queueUrl }: RetryLane,
  event: SQSEvent,
  context: Context,
): Promise<SQSBatchResponse> {
  const deadlineMs = now() + context.getRemainingTimeInMillis();
  const { createRedelivery } = await import('./redelivery.ts');
  const redeliver = createRedelivery({ destination, now, random: Math.random });
  const result = await redeliver(toRetryMessages(event));
  await changeReturns(queueUrl, result.returns, deadlineMs);
  addRedeliveryMetrics(sink, result);
  const { delivered, failedMessageIds, codes } = result;
  const figures = { destination: destination.name, delivered, waiting: failedMessageIds.length };
  if (failedMessageIds.length === 0) logger.info('waiting records delivered', figures);
  else logger.error('records still not delivered', { ...figures, codes });
  return toBatchResponse(failedMessageIds);
}

/** Events went out all the same, so that repeats may have gone out as well. */
function reportLedgerFailures(): void {
  if (ledgerFailures.length === 0) return;
  sink.count('DeduplicationFailures', ledgerFailures.length);
  logger.error('deduplication failed', { count: ledgerFailures.length, codes: [...new Set(ledgerFailures)] });
  ledgerFailures = [];
}

/** Batches of log events, and of records that wait for their destination. Anything else is a mistake of set-up. */
export async function handler(event: unknown, context: Context): Promise<unknown> {
  try {
    if (isBatch(event)) {
      const lane = findRetryLane(lanes, event);
      return await (lane ? redeliverBatch(lane, event, context) : processBatch(event, context));
    }
  } finally {
    if (metrics.hasStoredMetrics()) {
      // Beside the figures and not a dimension, which would make new metrics of them all with each release.
      metrics.addMetadata('version', version);
      metrics.publishStoredMetrics();
    }
  }
  throw new TypeError('unsupported event: expected an SQS batch');
}
