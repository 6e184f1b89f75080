import type { BudgetShare } from '../../session/budget-plan.ts';
import { systemClock } from '../../session/clock.ts';
import { createEnricher } from '../../enrich/create-enricher.ts';
import { createFetchModes } from '../../enrich/look-up-modes.ts';
import type { ParsedElement } from '../../log-event/parse-body.ts';
import { backfillAttributes } from '../../queue/event-origin.ts';
import { isTooLarge, toMessageBody, tooLarge } from '../../queue/message-body.ts';
import type { Terminal } from '../terminal/command.ts';
import { toLookUpBudget, toTenantBudget } from '../enrich/look-up-budget.ts';
import { type LookUpFailures, createLookUpFailures } from '../enrich/look-up-failures.ts';
import { parseNumber } from '../terminal/parse-options.ts';
import {
  type RecordOptionValues,
  type RecordSettings,
  loadRecordSettings,
  recordOptionSpecs,
} from '../enrich/record-settings.ts';
import { longestWaitMs, openToken } from '../enrich/session-source.ts';
import type { TenantConfig } from '../tenant/tenant-file.ts';
import { UsageError } from '../terminal/user-error.ts';
import { createLineWriter } from '../terminal/write-lines.ts';

/** Where a backfill's events go. */
export interface BackfillTarget {
  /** Tells it from any other target, for the state file: `queue https://…`, `records ocsf 1.8.0`. */
  readonly name: string;
  /** There for an output that may break off within a line: ends that line, so that the next one stands for itself. */
  readonly endBrokenLine?: () => Promise<void>;
  /** There where sessions are looked up here. */
  readonly failures?: LookUpFailures;
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
  readonly 'look-ups-per-second'?: string | undefined;
  readonly 'token-secret'?: string | undefined;
}

/** Where the events come from. */
export interface BackfillSource {
  readonly tenant: string | undefined;
  readonly baseUrl: string;
  /** The tenant's file, where its tenant of Auth0 is the one that is asked. */
  readonly config: TenantConfig | undefined;
}

const recordOptions = [...Object.keys(recordOptionSpecs), 'look-ups-per-second'] as readonly (
  | keyof RecordOptionValues
  | 'look-ups-per-second'
)[];
/** What a command without a tenant file spends: half of an Enterprise tenant's limit. */
const defaultLookUpsPerSecond = '8';

/** The queue, or with `--to-records` standard output. Rejects with UsageError or InputError. */
export async function openBackfillTarget(
  options: BackfillTargetOptions,
  source: BackfillSource,
  terminal: Terminal,
): Promise<BackfillTarget> {
  if (options['to-records']) return openRecords(options, source, terminal);
  const misplaced = recordOptions.find((name) => options[name] !== undefined);
  if (misplaced !== undefined) {
    throw new UsageError(`--${misplaced} is of use only with --to-records: the stack makes the records`);
  }
  return openQueue(source.tenant, options['queue-url']);
}

async function openQueue(tenant: string | undefined, givenUrl: string | undefined): Promise<BackfillTarget> {
  const { openQueueClient } = await import('../aws/clients.ts');
  const { createSqsEventQueue } = await import('../../queue/sqs-event-queue.ts');
  const { findQueue } = await import('../aws/queue-options.ts');
  const client = openQueueClient();
  const queueUrl = await findQueue(client, tenant, givenUrl);
  const queue = createSqsEventQueue({
    client,
    queueUrl,
    deadLetterQueueUrl: queueUrl,
    attributes: backfillAttributes,
  });
  return {
    name: `queue ${queueUrl}`,
    async store(elements) {
      const all = elements.map(({ text, event: { logId } }) => ({ logId, body: toMessageBody(text) }));
      const fitting = all.filter(({ body }) => !isTooLarge(body));
      const refused = await queue.add(fitting.map(({ body }) => body));
      return [
        ...all.flatMap(({ logId, body }) => (isTooLarge(body) ? [{ logId, reason: tooLarge }] : [])),
        ...refused.map(({ index, code }) => ({
          logId: fitting[index]?.logId ?? '',
          reason: `refused by the queue: ${code}`,
        })),
      ];
    },
  };
}

async function openRecords(
  options: BackfillTargetOptions,
  source: BackfillSource,
  terminal: Terminal,
): Promise<BackfillTarget> {
  const { now } = terminal;
  const { settings, hashKey, lookUpNetwork } = await loadRecordSettings(options, terminal);
  const { createPatientStage } = await import('../../enrich/look-up/patient-stage.ts');
  const { pipeline } = createEnricher(settings, {
    lookUps: createPatientStage({
      baseUrl: source.baseUrl,
      token: await openToken(options['token-secret'], terminal.env),
      budget: findBudget(options['look-ups-per-second'], source.config),
      modeOf: createFetchModes(settings.lookUps),
      waitMs: longestWaitMs,
    }),
    destinations: [],
    clock: { ...systemClock, now },
    reportFault: () => undefined,
    ...(hashKey !== undefined && { hashKey }),
    lookUpNetwork,
  });
  const writer = createLineWriter(terminal.stdout);
  const failures = createLookUpFailures();
  return {
    failures,
    name: toRecordsName(settings, options['tenant-file']),
    endBrokenLine: () => writer.write(''),
    async store(elements) {
      const events = elements.map(({ event }) => event);
      const enriched = await pipeline.enrich(events, { deadlineMs: now() + longestWaitMs });
      for (const { records, outcome } of enriched) {
        failures.add(outcome);
        for (const { line } of records) await writer.write(line);
      }
      await writer.flush();
      return enriched.flatMap(({ isFaulty, event: { logId } }) =>
        isFaulty ? [{ logId, reason: 'no record could be made of it' }] : [],
      );
    },
  };
}

function findBudget(given: string | undefined, config: TenantConfig | undefined): BudgetShare {
  if (given === undefined && config) return toTenantBudget(config);
  // Slower than this, and a page of look-ups outlasts the time that an event waits for its own.
  const range = { min: 0.2, max: 5_000 };
  return toLookUpBudget(parseNumber('--look-ups-per-second', given ?? defaultLookUpsPerSecond, range));
}

function toRecordsName(
  { format, ocsfVersion }: RecordSettings['settings'],
  tenantFile: string | undefined,
): string {
  const shape = format === 'ocsf' ? `ocsf ${ocsfVersion}` : format;
  return `records ${shape}${tenantFile === undefined ? '' : ` by ${tenantFile}`}`;
}
