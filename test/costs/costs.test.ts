import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  computeCosts,
  computeFixedCosts,
  idleSumOf,
  type Measurements,
  type Price,
  sumOf,
} from './compute-costs.ts';
import { type PriceFile, renewCostsPage } from './costs-page.ts';
import { countStacks } from './count-stack.ts';

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
const priceFile = readJson('docs/costs.prices.json') as PriceFile;
const stack = { secrets: 3, alarms: 1, alarmMetrics: 1, dashboards: 1, retryQueues: 1, customMetrics: 1 };
const measured = readJson('docs/costs.measurements.json') as Measurements;

describe('docs/costs.md', () => {
  it('is computed from prices, measurements and the stack; npm run costs writes it', () => {
    const page = readFileSync('docs/costs.md', 'utf8');

    expect(renewCostsPage(page, priceFile, measured, countStacks())).toBe(page);
  });

  it('refuses a page without its marks', () => {
    const stacks = { usual: stack, lean: stack };

    expect(() => renewCostsPage('# Costs', priceFile, measured, stacks)).toThrow(/has no part between/);
  });

  it('has a date and a source for every price', () => {
    for (const { id, usd, per, date, source } of priceFile.prices) {
      expect([id, usd > 0, per !== '', /\d{4}/.test(date), source !== '']).toEqual([
        id,
        true,
        true,
        true,
        true,
      ]);
    }
  });
});

describe('a tenant among a hundred', () => {
  it('costs at most $6 a month when nothing happens, and $8 with traffic', () => {
    const lines = computeFixedCosts(priceFile.prices, countStacks().lean);

    expect(idleSumOf(lines)).toBeLessThanOrEqual(6);
    expect(sumOf(lines)).toBeLessThanOrEqual(8);
    expect(sumOf(lines)).toBeGreaterThan(idleSumOf(lines));
  }, 60_000);
});

describe('computeCosts', () => {
  const prices: readonly Price[] = [
    ['lambdaGbSecond', 0.00001],
    ['lambdaInvocation', 0.0000002],
    ['httpApiRequest', 0.000001],
    ['sqsRequest', 0.0000004],
    ['logsGb', 0.5],
    ['firehoseGb', 0.03],
    ['s3GbMonth', 0.02],
    ['dynamoDbWrite', 0.0000006],
    ['dynamoDbRead', 0.0000001],
  ].map(([id, usd]) => ({ id: String(id), usd: Number(usd), per: 'one', date: '2026', source: 'a page' }));
  const one = { cpuMs: 1, wallMs: 1, logBytes: 1_000 };
  const figures: Measurements = {
    date: '2026-11-22',
    node: 'v24.0.0',
    eventBytes: 1_000,
    receive: { '10': { ...one, billedMs: 100 } },
    batchSize: 40,
    enrich: {
      cached: { ...one, billedMs: 200 },
      mixed: { ...one, billedMs: 1_000 },
      new: { ...one, billedMs: 10_000 },
    },
    ledger: {
      cached: { sessionWrites: 1, sessionReads: 0.5, lineWrites: 0.1, lineReads: 0 },
      mixed: { sessionWrites: 1.2, sessionReads: 0.5, lineWrites: 0.1, lineReads: 0 },
      new: { sessionWrites: 4, sessionReads: 0.5, lineWrites: 0.1, lineReads: 0 },
    },
    records: { raw: { bytes: 2_000, gzipBytes: 500, stepsAlone: 1, stepsJoined: 0.5 } },
  };
  const options = { eventsPerRequest: 10, kind: 'cached', format: 'raw' } as const;

  it('adds up what a million events use', () => {
    const lines = computeCosts(prices, figures, options);

    expect(Object.fromEntries(lines.map(({ what, usd }) => [what, Number(usd.toFixed(4))]))).toEqual({
      'HTTP API': 0.1,
      receive: 0.07, // 100,000 × (2e-7 + 0.1 s × 0.5 GB × 1e-5)
      SQS: 0.12, // 100,000 writes, 200,000 to read and delete
      enrich: 0.03, // 25,000 × (2e-7 + 0.2 s × 0.5 GB × 1e-5)
      'session ledger and line': 0.71, // 1,100,000 writes, 500,000 reads
      'CloudWatch Logs': 0.0625, // 125,000 × 1,000 bytes
      Firehose: 0.0768, // 500,000 × 5,120 bytes
      'S3, first month': 0.01,
    });
    expect(sumOf(lines)).toBeCloseTo(1.1793);
  });

  it('lets waiting for the budget cost what it costs', () => {
    const [cached, waiting] = (['cached', 'new'] as const).map(
      (kind) =>
        computeCosts(prices, figures, { ...options, kind }).find(({ what }) => what === 'enrich')?.usd ?? 0,
    );

    expect(waiting).toBeCloseTo(25_000 * (2e-7 + 10 * 0.5 * 1e-5));
    expect(waiting).toBeGreaterThan(40 * (cached ?? 0));
  });

  it.each<[what: string, act: () => unknown, message: RegExp]>([
    ['a price', () => computeCosts([], figures, options), /there is no price/],
    [
      'a size of requests',
      () => computeCosts(prices, figures, { ...options, eventsPerRequest: 7 }),
      /nothing was measured for 7; there is 10/,
    ],
    [
      'a format',
      () => computeCosts(prices, figures, { ...options, format: 'ocsf' }),
      /measured for ocsf; there is raw/,
    ],
    ['a monthly price', () => computeFixedCosts(prices, stack), /there is no price secretMonth/],
  ])('refuses to guess %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
