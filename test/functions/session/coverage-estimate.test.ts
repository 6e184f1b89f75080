import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../functions/local/simulate/options.ts';
import { createProductLookUps } from '../../../functions/local/simulate/product-look-ups.ts';
import { toFigures } from '../../../functions/local/simulate/report.ts';
import { simulate } from '../../../functions/local/simulate/simulation.ts';
import { plans } from '../../../functions/session/budget-plan.ts';
import { estimateCoverage, usd } from '../../../functions/session/coverage-estimate.ts';
import { computeCosts, computeFixedCosts, type Measurements, sumOf } from '../../costs/compute-costs.ts';
import type { PriceFile } from '../../costs/costs-page.ts';
import { countStack } from '../../costs/count-stack.ts';
import { isThorough } from '../../support/thorough.ts';

const enterprise = (loginsPerSecond: number) => estimateCoverage({ loginsPerSecond, plan: plans.enterprise });
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;

describe('estimateCoverage', () => {
  // Of another plan than the one it was read from, and at loads between its points.
  it.each(isThorough ? [0.4, 1.6] : [0.4])(
    'says what the simulation gives, within 6 points: %d logins a second',
    async (logins) => {
      const args = `--plan enterprise-non-production --logins-per-second ${logins} --seconds 600`;
      const options = parseSimulationOptions(args.split(' '))!;
      const figures = toFigures(options, [await simulate(options, createProductLookUps)]);
      const plan = plans['enterprise-non-production'];
      const eventsPerLogin = figures.offered / 600 / logins;

      const estimate = estimateCoverage({ loginsPerSecond: logins, plan, eventsPerLogin });

      expect(Math.abs(estimate.apiShare - figures.api_share!)).toBeLessThanOrEqual(0.06);
      expect(Math.abs(estimate.noneShare - figures.none_share!)).toBeLessThanOrEqual(0.06);
      expect(Math.abs(estimate.delayP50Seconds - figures.delay_p50_s!)).toBeLessThanOrEqual(0.3);
      expect(Math.abs(estimate.delayP99Seconds - figures.delay_p99_s!)).toBeLessThanOrEqual(0.5);
    },
  );

  it('loses coverage, and never all, as logins grow', () => {
    const estimates = [0.1, 1, 3, 8, 15, 40, 100, 1_000].map(enterprise);

    for (const [index, { apiShare, observedShare, noneShare }] of estimates.entries()) {
      expect(apiShare + observedShare + noneShare).toBeCloseTo(1);
      expect(Math.min(apiShare, observedShare, noneShare)).toBeGreaterThanOrEqual(0);
      const before = estimates[index - 1];
      if (before === undefined) continue;
      expect(apiShare).toBeLessThanOrEqual(before.apiShare + 0.01);
      expect(noneShare).toBeGreaterThanOrEqual(before.noneShare - 0.01);
    }
    expect(enterprise(1_000).apiShare).toBeCloseTo(enterprise(100).apiShare / 10);
  });

  it('depends on logins for each look-up, whatever the plan', () => {
    const other = estimateCoverage({ loginsPerSecond: 500, plan: plans['private-cloud-100'], share: 0.8 });

    expect(other.apiShare).toBeCloseTo(enterprise(100).apiShare);
  });

  it.each([
    [{ loginsPerSecond: 0 }, 'loginsPerSecond must be above 0, got 0'],
    [{ loginsPerSecond: Number.NaN }, 'loginsPerSecond must be above 0, got NaN'],
    [{ loginsPerSecond: 1, share: 1.5 }, 'share must be above 0 and at most 1, got 1.5'],
  ])('refuses %j', (question, message) => {
    expect(() => estimateCoverage({ plan: plans.enterprise, ...question })).toThrow(message);
  });
});

describe('usd', () => {
  it('is what docs/costs.md computes, within a tenth, a month within a third', () => {
    const { prices } = readJson('docs/costs.prices.json') as PriceFile;
    const measured = readJson('docs/costs.measurements.json') as Measurements;
    const lines = computeCosts(prices, measured, { eventsPerRequest: 10, kind: 'mixed', format: 'ocsf' });
    const events = sumOf(lines.filter(({ what }) => what !== 'enrich' && what !== 'session ledger and line'));
    const month = sumOf(computeFixedCosts(prices, countStack()));
    const priceOf = (name: string) => prices.find(({ id }) => id === name)?.usd;

    expect(Math.abs(usd.events / events - 1)).toBeLessThanOrEqual(0.1);
    expect(Math.abs(usd.month / month - 1)).toBeLessThanOrEqual(1 / 3);
    expect([usd.gbSecond, usd.invocation, usd.tableCall]).toEqual(
      ['lambdaGbSecond', 'lambdaInvocation', 'dynamoDbWrite'].map(priceOf),
    );
  });
});
