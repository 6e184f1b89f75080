import { toErrorCode } from '../../destination/error-code.ts';
import type { createQueueClient } from '../../queue/queue-client.ts';
import { findQueueUrl, readQueueCounts } from '../../queue/queue-client.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { type CheckResult, failByCode, ok, warn } from './check-result.ts';

type Client = ReturnType<typeof createQueueClient>;

/** More than this is no burst any more: at a thousand events a second it is a minute's work. */
const longQueue = 60_000;

export async function checkQueue(client: Client, name: string, whenAbsent: string): Promise<CheckResult> {
  return check('queue', client, name, whenAbsent, (waiting) => {
    const seen = `${formatMany(waiting, 'event')} waiting`;
    return waiting < longQueue
      ? ok('queue', seen)
      : warn('queue', seen, 'see docs/operations.md: is enrich at work, is a destination down?');
  });
}

export async function checkDeadLetters(
  client: Client,
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

async function check(
  what: string,
  client: Client,
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
