import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as session from '../../functions/session/budget-plan.ts';
import { plans, toBatchSize, toWorkers } from '../../infra/request-budget.ts';

describe('plans', () => {
  it('are those of functions/ that have sessions', () => {
    const { professional, essentials, free, ...enterprise } = session.plans;

    expect(plans).toEqual(enterprise);
    expect([professional, essentials, free]).toHaveLength(3);
  });
});

describe('toWorkers', () => {
  it('shares a budget by the formula of functions/', () => {
    const plan = fc.record({
      ratePerSecond: fc.double({ min: 0.1, max: 10_000, noNaN: true }),
      burst: fc.integer({ min: 1, max: 10_000 }),
    });
    const share = fc.double({ min: 0.01, max: 1, noNaN: true });

    fc.assert(
      fc.property(
        plan,
        share,
        fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
        (one, part, workers) => {
          expect(toWorkers(one, part, workers)).toEqual(session.toWorkers(one, part, workers));
        },
      ),
    );
  });

  it.each([
    ['enterprise', 2, { ratePerSecond: 4, burst: 12, reserve: 25 }],
    ['enterprise-non-production', 2, { ratePerSecond: 0.5, burst: 2, reserve: 5 }],
    ['private-cloud-100', 2, { ratePerSecond: 12.5, burst: 12, reserve: 25 }],
    ['private-cloud-500', 3, { ratePerSecond: 125 / 3, burst: 41, reserve: 125 }],
    ['private-cloud-10000', 50, { ratePerSecond: 50, burst: 50, reserve: 2_500 }],
  ] as const)('gives half of %s to %d workers', (plan, workers, perWorker) => {
    expect(toWorkers(plans[plan], 0.5)).toEqual({ workers, perWorker });
  });
});

describe('toBatchSize', () => {
  it('is that of functions/', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 10_000, noNaN: true }), (ratePerSecond) => {
        expect(toBatchSize({ ratePerSecond })).toBe(session.toQueueSettings({ ratePerSecond }).batchSize);
      }),
    );
  });
});
