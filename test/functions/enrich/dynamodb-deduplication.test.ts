import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { toBoundedRequests } from '../../../functions/aws/bounded-requests.ts';
import type { Claim } from '../../../functions/enrich/deduplication.ts';
import {
  createDeduplicationClient,
  createDynamoDbDeduplication,
} from '../../../functions/enrich/dynamodb-deduplication.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import type { Fault } from '../../support/aws/faults.ts';
import { startDynalite } from '../../support/ledger-tables.ts';

let aws: AwsStandIn;
/** As the function has it, but patient: a busy machine's second is none of DynamoDB's. */
let client: DynamoDBClient;
let failures: string[] = [];
beforeAll(async () => {
  aws = await startAwsStandIn();
  aws.tables.create('ledger');
});
beforeEach(() => {
  // One each: what a client has tried again in vain, it tries less often afterwards.
  client = createDeduplicationClient({ ...aws.clientOptions, requestHandler: toBoundedRequests(20_000) });
  failures = [];
});
afterEach(() => {
  aws.clearFaults();
  aws.tables.empty('ledger');
  client.destroy();
});
afterAll(() => aws.close());

/** An invocation of a worker of its own; `random` decides how much later than it its marks end. */
function begin(
  options: {
    remainingMs?: number;
    tenant?: string;
    tableName?: string;
    random?: () => number;
    asked?: DynamoDBClient;
  } = {},
) {
  const { remainingMs = 60_000, tenant = 'acme', tableName = 'ledger', random = Math.random } = options;
  const { asked = client } = options;
  const deduplication = createDynamoDbDeduplication({
    tableName,
    tenant,
    hours: 24,
    client: asked,
    onFailure: (code) => failures.push(code),
    random,
  });
  return deduplication.begin({ deadlineMs: Date.now() + remainingMs });
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('createDynamoDbDeduplication', () => {
  it('tells an event that nobody has delivered from one that somebody has', async () => {
    const first = begin();

    expect(await first.claim('log-1')).toBe('ours');
    await first.complete(['log-1']);

    expect(await begin({ remainingMs: 50_000 }).claim('log-1')).toBe('delivered');
    expect(await begin({ remainingMs: 50_000 }).claim('log-2')).toBe('ours');
    expect(failures).toEqual([]);
  });

  it('leaves an event to the invocation that is at it, and takes it over once that one has ended', async () => {
    await begin({ remainingMs: 3_200, random: () => 0 }).claim('log-1');

    expect(await begin().claim('log-1')).toBe('elsewhere');
    await wait(3_250);

    expect(await begin().claim('log-1')).toBe('ours');
  });

  it('takes no mark for its own that an invocation with the same deadline has set', async () => {
    const claims = await Promise.all([begin().claim('log-1'), begin().claim('log-1')]);

    expect(claims.toSorted()).toEqual(['elsewhere', 'ours']);
  });

  it('gives an event free that comes again', async () => {
    const first = begin();
    await first.claim('log-1');

    await first.release(['log-1']);

    expect(await begin({ remainingMs: 50_000 }).claim('log-1')).toBe('ours');
  });

  it('takes back no mark that is not its own', async () => {
    await begin().claim('log-1');
    const other = begin({ remainingMs: 50_000 });
    await other.claim('log-1');

    await other.release(['log-1']);

    expect(aws.tables.items('ledger')).toHaveLength(1);
  });

  it.each<[what: string, goOn: (other: ReturnType<typeof begin>) => Promise<unknown>, next: string]>([
    ['delivered', (other) => other.complete(['log-1']), 'delivered'],
    ['taken up', async () => undefined, 'elsewhere'],
  ])(
    'leaves an event that another has %s since, when it tries again to give it free',
    async (_what, goOn, next) => {
      const first = begin();
      await first.claim('log-1');
      aws.inject({ on: 'dynamodb.DeleteItem', fault: { kind: 'reset', applied: true }, times: 1 });
      const other = begin({ remainingMs: 50_000 });
      let tries = 0;
      let taken: Claim | undefined;
      // The answer to the first attempt is lost; until the second one the event goes on.
      client.middlewareStack.add(
        (attempt) => async (args) => {
          tries += 1;
          if (tries === 2) {
            client.middlewareStack.remove('goOn');
            taken = await other.claim('log-1');
            await goOn(other);
          }
          return attempt(args);
        },
        { step: 'finalizeRequest', priority: 'low', name: 'goOn' },
      );

      await first.release(['log-1']);

      expect({ tries, taken }).toEqual({ tries: 2, taken: 'ours' });
      expect(await begin({ remainingMs: 40_000 }).claim('log-1')).toBe(next);
      expect(failures).toEqual([]);
    },
  );

  it('forgets a delivery after its hours', async () => {
    const first = begin();
    await first.claim('log-1');
    await first.complete(['log-1']);

    const [item] = aws.tables.items('ledger');
    const inHours = (Number(item?.['expiration']?.N) - Date.now() / 1_000) / 3_600;

    expect(inHours).toBeCloseTo(24, 2);
  });

  it('knows its own mark when the answer got lost', async () => {
    aws.inject({ on: 'dynamodb.PutItem', fault: { kind: 'reset', applied: true }, times: 1 });

    expect(await begin().claim('log-1')).toBe('ours');
    expect(failures).toEqual([]);
  });

  it('keeps tenants apart', async () => {
    const first = begin();
    await first.claim('log-1');
    await first.complete(['log-1']);

    expect(await begin({ tenant: 'globex' }).claim('log-1')).toBe('ours');
  });

  it('writes a hash, two times and a state into the table, and nothing else', async () => {
    const first = begin();
    await first.claim('log-canary-1');
    await first.complete(['log-canary-1']);

    const [item] = aws.tables.items('ledger');

    expect(item).toEqual({
      id: { S: expect.stringMatching(/^log-event#[\w+/]{43}=$/) },
      status: { S: 'COMPLETED' },
      expiration: { N: expect.any(String) },
      in_progress_expiration: { N: expect.any(String) },
    });
    expect(JSON.stringify(aws.calls.filter(({ service }) => service === 'dynamodb'))).not.toContain('canary');
  });

  it.each<[what: string, fault: Fault, code: string]>([
    ['throttled', { kind: 'throttled' }, 'ThrottlingException'],
    ['denied', { kind: 'denied' }, 'AccessDeniedException'],
    ['down', { kind: 'unavailable' }, 'InternalFailure'],
    ['cutting connections', { kind: 'reset' }, 'TimeoutError'],
  ])('has every event delivered when DynamoDB is %s', async (_what, fault, code) => {
    aws.inject({ on: 'dynamodb', fault });
    const batch = begin();

    expect(await batch.claim('log-1')).toBe('ours');
    await batch.complete(['log-1']);
    await batch.release(['log-1']);

    expect(failures).toEqual([code, code]);
  });

  it('has an event delivered when DynamoDB never answers, after two attempts of a second', async () => {
    aws.inject({ on: 'dynamodb', fault: { kind: 'hang' } });
    const before = aws.countOf('dynamodb.PutItem');
    const asked = createDeduplicationClient(aws.clientOptions);

    expect(await begin({ asked }).claim('log-1')).toBe('ours');
    asked.destroy();

    // How long an attempt takes is held by test/time-limits.test.ts.
    expect(aws.countOf('dynamodb.PutItem') - before).toBe(2);
    expect(failures).toEqual(['TimeoutError']);
  });

  it('has every event delivered when there is no such table', async () => {
    expect(await begin({ tableName: 'elsewhere' }).claim('log-1')).toBe('ours');
    expect(failures).toEqual(['ResourceNotFoundException']);
  });

  it('counts every answer of a table that keeps back the item in the way: its repeats are delivered', async () => {
    const dynalite = await startDynalite();
    await dynalite.createTable('ledger', 'id');
    const asked = dynalite.createClient();
    const first = begin({ asked });
    await first.claim('log-1');
    await first.complete(['log-1']);
    const second = begin({ asked, remainingMs: 50_000 });

    expect(failures).toEqual([]);
    expect(await second.claim('log-1')).toBe('ours');
    expect(failures).toEqual(['item_not_shown']);
    // It is not known whose mark that was, so it stays.
    await second.release(['log-1']);
    await begin({ asked }).claim('log-1');
    expect(failures).toEqual(['item_not_shown', 'item_not_shown']);

    asked.destroy();
    await dynalite.close();
  });

  it('asks a DynamoDB that fails no more for a while', async () => {
    aws.inject({ on: 'dynamodb', fault: { kind: 'unavailable' } });
    const batch = begin();

    const claims = await Promise.all(Array.from({ length: 200 }, (_, index) => batch.claim(`log-${index}`)));

    expect(new Set(claims)).toEqual(new Set(['ours']));
    expect(failures).toHaveLength(200);
    expect(failures.filter((code) => code === 'not_asked').length).toBeGreaterThan(150);
  });

  it('asks nothing when the invocation is about to end', async () => {
    const before = aws.countOf('dynamodb.PutItem');

    expect(await begin({ remainingMs: 2_900 }).claim('log-1')).toBe('ours');

    expect(aws.countOf('dynamodb.PutItem')).toBe(before);
    expect(failures).toEqual(['out_of_time']);
  });

  it('makes one call for a mark, whatever the size of the batch', async () => {
    const before = aws.countOf('dynamodb.PutItem');
    const batch = begin();

    await Promise.all(Array.from({ length: 150 }, (_, index) => batch.claim(`log-${index}`)));

    expect(aws.countOf('dynamodb.PutItem') - before).toBe(150);
    expect(failures).toEqual([]);
  });
});
