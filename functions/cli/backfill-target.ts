import { createEnricher } from '../enrich/create-enricher.ts';
import type { ParsedElement } from '../log-event/parse-body.ts';
import { isTooLarge, toMessageBody, tooLarge } from '../receive/message-body.ts';
import type { Terminal } from './command.ts';
import {
  type RecordOptionValues,
  type RecordSettings,
  loadRecordSettings,
  recordOptionSpecs,
} from './record-settings.ts';
import { alwaysFetch, openToken } from './session-source.ts';
import { UsageError } from './user-error.ts';
import { createLineWriter } from './write-lines.ts';

/** Where a backfill's events go. */
export interface BackfillTarget {
  /** Tells it from any other target, for the state file: `queue https://…`, `records ocsf 1.8.0`. */
  readonly name: string;
  /** Stores events; resolves, when none can be lost any more, with those that could not be used. */
  store(elements: readonly EventElement[]): Promise<readonly UnusableEvent[]>;
}

export type EventElement = Extract<ParsedElement, { readonly ok: true }>;

export interface UnusableEvent {
  readonly logId: string;
  readonly reason: string;
}

export interface BackfillTargetOptions extends RecordOptionValues {
  readonly 'queue-url'?: string | undefined;
  readonly 'to-records': boolean;
  readonly 'token-secret'?: string | undefined;
}

/** The queue, or with `--to-records` standard output. Rejects with UsageError or InputError. */
export async function openBackfillTarget(
  options: BackfillTargetOptions,
  source: { readonly tenant: string | undefined; readonly baseUrl: string },
  terminal: Terminal,
): Promise<BackfillTarget> {
  if (options['to-records']) return openRecords(options, source.baseUrl, terminal);
  const misplaced = (Object.keys(recordOptionSpecs) as (keyof RecordOptionValues)[]).find(
    (name) => options[name] !== undefined,
  );
  if (misplaced !== undefined) {
    throw new UsageError(`--${misplaced} is of use only with --to-records: the stack makes the records`);
  }
  return openQueue(source.tenant, options['queue-url']);
}

async function openQueue(tenant: string | undefined, givenUrl: string | undefined): Promise<BackfillTarget> {
  const { createQueueClient } = await import('../receive/queue-client.ts');
  const { createSqsEventQueue } = await import('../receive/sqs-event-queue.ts');
  const { findQueue } = await import('./queue-options.ts');
  const client = createQueueClient();
  const queueUrl = await findQueue(client, tenant, givenUrl);
  const queue = createSqsEventQueue({ client, queueUrl, deadLetterQueueUrl: queueUrl });
  return {
    name: `queue ${queueUrl}`,
    async store(elements) {
      const all = elements.map(({ text, event: { logId } }) => ({ logId, body: toMessageBody(text) }));
      await queue.add(all.flatMap(({ body }) => (isTooLarge(body) ? [] : [body])));
      return all.flatMap(({ logId, body }) => (isTooLarge(body) ? [{ logId, reason: tooLarge }] : []));
    },
  };
}

async function openRecords(
  options: BackfillTargetOptions,
  baseUrl: string,
  terminal: Terminal,
): Promise<BackfillTarget> {
  const { now } = terminal;
  const { settings, hashKey } = await loadRecordSettings(options, terminal);
  const { createSessionLookUp } = await import('../session/session-lookup.ts');
  const lookUp = createSessionLookUp({
    baseUrl,
    token: await openToken(options['token-secret'], terminal.env),
    budget: { ratePerSecond: 8, burst: 8, reserve: 0 },
  });
  const { pipeline } = createEnricher(settings, {
    lookUp: alwaysFetch(lookUp),
    destinations: [],
    now,
    reportFault: () => undefined,
    ...(hashKey !== undefined && { hashKey }),
  });
  const writer = createLineWriter(terminal.stdout);
  return {
    name: toRecordsName(settings, options['tenant-file']),
    async store(elements) {
      const events = elements.map(({ event }) => event);
      const enriched = await pipeline.enrich(events, { deadlineMs: now() + settings.maxDelayMs });
      for (const { records } of enriched) for (const { line } of records) await writer.write(line);
      await writer.flush();
      return enriched.flatMap(({ isFaulty, event: { logId } }) =>
        isFaulty ? [{ logId, reason: 'no record could be made of it' }] : [],
      );
    },
  };
}

function toRecordsName(
  { format, ocsfVersion }: RecordSettings['settings'],
  tenantFile: string | undefined,
): string {
  const shape = format === 'ocsf' ? `ocsf ${ocsfVersion}` : format;
  return `records ${shape}${tenantFile === undefined ? '' : ` by ${tenantFile}`}`;
}
