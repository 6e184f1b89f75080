import { toErrorCode } from '../../destination/error-code.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { findQueueUrl, readQueueCounts } from '../../queue/queue-client.ts';
import { toQueueSlug, type ResourceNames } from '../../../infra/resource-names.ts';
import { listRetryQueues, type RetryQueues } from '../aws/retry-queues.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { type CheckResult, fail, failByCode, ok, warn } from './check-result.ts';

/** More than this is no burst any more: at a thousand events a second it is a minute's work. */
const longQueue = 60_000;

export async function checkQueue(client: SqsClient, name: string, whenAbsent: string): Promise<CheckResult> {
  return check('queue', client, name, whenAbsent, (waiting) => {
    const seen = `${formatMany(waiting, 'event')} waiting`;
    return waiting < longQueue
      ? ok('queue', seen)
      : warn('queue', seen, 'see docs/operations.md: is enrich at work, is a destination down?');
  });
}

/** Events that wait for their look-up: as many as a minute's turns, where all is well. */
export async function checkLookUps(
  client: SqsClient,
  name: string,
  whenAbsent: string,
): Promise<CheckResult> {
  return check('look-ups', client, name, whenAbsent, (waiting) =>
    ok('look-ups', `${formatMany(waiting, 'event')} waiting for their turn`),
  );
}

export async function checkDeadLetters(
  client: SqsClient,
  name: string,
  { tenant, whenAbsent }: { readonly tenant: string; readonly whenAbsent: string },
): Promise<CheckResult> {
  return check('dead letters', client, name, whenAbsent, (waiting) =>
    waiting === 0
      ? ok('dead letters', 'none')
      : warn(
          'dead letters',
          formatMany(waiting, 'message'),
          `look at them: npm run --silent cli -- redrive ${tenant}`,
        ),
  );
}

/**
 * What waits for each destination of the tenant file, and what was set aside for it; then the queues that no destination
 * of the file uses: their records are kept, and nobody offers them to anyone.
 */
export async function* checkRetryQueues(
  client: SqsClient,
  names: ResourceNames,
  { destinationIds, whenAbsent }: { readonly destinationIds: readonly string[]; readonly whenAbsent: string },
): AsyncGenerator<CheckResult> {
  const check = 'retry queues';
  let all: readonly RetryQueues[];
  try {
    all = await listRetryQueues(client, names);
  } catch (error) {
    yield failByCode(check, `${names.retryQueuePrefix}…`, toErrorCode(error), whenAbsent);
    return;
  }
  const used = destinationIds.map(toQueueSlug);
  const missing = used.filter((slug) => !all.some((one) => one.destination === slug && one.queueUrl));
  if (missing.length > 0) yield fail(check, `none for ${missing.join(', ')}`, whenAbsent);
  for (const queues of all) {
    const { destination } = queues;
    try {
      const [waiting, dead] = await Promise.all(
        [queues.queueUrl, queues.deadLetterQueueUrl].map((url) => count(client, url)),
      );
      yield toResult(
        { check, tenant: names.tenant, destination, isUsed: used.includes(destination) },
        waiting!,
        dead!,
      );
    } catch (error) {
      yield failByCode(check, destination, toErrorCode(error), whenAbsent);
    }
  }
}

async function count(client: SqsClient, queueUrl: string | undefined): Promise<number> {
  if (queueUrl === undefined) return 0;
  const { waiting, inFlight } = await readQueueCounts(client, queueUrl);
  return waiting + inFlight;
}

interface RetryQueueCase {
  readonly check: string;
  readonly tenant: string;
  readonly destination: string;
  readonly isUsed: boolean;
}

function toResult(
  { check, tenant, destination, isUsed }: RetryQueueCase,
  waiting: number,
  dead: number,
): CheckResult {
  const redrive = `npm run --silent cli -- redrive ${tenant} --destination ${destination}`;
  const seen = `${destination}: ${formatMany(waiting, 'record')} waiting, ${dead} set aside`;
  if (!isUsed) {
    const gone = `${seen}, of no destination in the tenant file`;
    if (waiting + dead === 0) return warn(check, gone, 'nothing is in them: delete both queues');
    return warn(
      check,
      gone,
      `${redrive} --to-destination NAME --run sends them to another one; then delete both`,
    );
  }
  if (dead > 0) return warn(check, seen, `end the cause, then ${redrive} --run`);
  if (waiting > 0)
    return warn(check, seen, 'see the destination below, and docs/operations.md#records-waiting');
  return ok(check, seen);
}

async function check(
  what: string,
  client: SqsClient,
  name: string,
  whenAbsent: string,
  toResult: (waiting: number) => CheckResult,
): Promise<CheckResult> {
  try {
    const { waiting, inFlight } = await readQueueCounts(client, await findQueueUrl(client, name));
    return toResult(waiting + inFlight);
  } catch (error) {
    return failByCode(what, name, toErrorCode(error), whenAbsent);
  }
}
