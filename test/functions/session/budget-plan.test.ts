import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { plans, toWorkers } from '../../../functions/session/budget-plan.ts';
import type { PlanName } from '../../../functions/session/budget-plan.ts';

describe('toWorkers', () => {
  it.each<[PlanName, number, ReturnType<typeof toWorkers>]>([
    ['enterprise', 0.5, { workers: 2, perWorker: { ratePerSecond: 4, burst: 12, reserve: 25 } }],
    [
      'enterprise-non-production',
      0.5,
      { workers: 2, perWorker: { ratePerSecond: 0.5, burst: 2, reserve: 5 } },
    ],
    ['private-cloud-100', 0.5, { workers: 2, perWorker: { ratePerSecond: 12.5, burst: 12, reserve: 25 } }],
    ['private-cloud-100', 1, { workers: 2, perWorker: { ratePerSecond: 25, burst: 25, reserve: 0 } }],
    [
      'private-cloud-500',
      0.5,
      { workers: 3, perWorker: { ratePerSecond: 125 / 3, burst: 41, reserve: 125 } },
    ],
    [
      'private-cloud-10000',
      0.5,
      { workers: 50, perWorker: { ratePerSecond: 50, burst: 50, reserve: 2_500 } },
    ],
    ['private-cloud-10000', 1, { workers: 100, perWorker: { ratePerSecond: 50, burst: 50, reserve: 0 } }],
  ])('divides %s with a share of %d', (plan, share, expected) => {
    expect(toWorkers(plans[plan], share)).toEqual(expected);
  });

  it('takes half of the plan unless told otherwise', () => {
    expect(toWorkers(plans.enterprise)).toEqual(toWorkers(plans.enterprise, 0.5));
  });

  it.each([0, -1, 1.01, Number.NaN])('refuses a share of %d', (share) => {
    expect(() => toWorkers(plans.enterprise, share)).toThrow(RangeError);
  });

  it('never gives all workers together more than the share, on any plan that has a sessions API', () => {
    const names = Object.keys(plans) as PlanName[];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.double({ min: 0.01, max: 1, noNaN: true }), (name, share) => {
        const plan = plans[name];
        const { workers, perWorker } = toWorkers(plan, share);
        expect(workers * perWorker.ratePerSecond).toBeCloseTo(share * plan.ratePerSecond);
        expect(workers * perWorker.burst).toBeLessThanOrEqual(Math.max(workers, share * plan.burst + 1e-9));
        expect(perWorker.ratePerSecond).toBeLessThanOrEqual(50 + 1e-9);
        expect(workers).toBeGreaterThanOrEqual(2);
        expect(perWorker.reserve).toBeLessThanOrEqual(plan.burst);
      }),
    );
  });
});

describe('plans', () => {
  it('have the burst and the requests a second of the Management API that Auth0 documents', () => {
    const figures = Object.entries(plans).map(([name, { burst, ratePerSecond }]) => [
      name,
      burst,
      ratePerSecond,
    ]);

    expect(figures).toEqual([
      ['enterprise', 50, 16],
      ['enterprise-non-production', 10, 2],
      ['private-cloud-dev', 20, 20],
      ['private-cloud-100', 50, 50],
      ['private-cloud-500', 250, 250],
      ['private-cloud-1500', 750, 750],
      ['private-cloud-3000', 1_500, 1_500],
      ['private-cloud-6000', 3_000, 3_000],
      ['private-cloud-10000', 5_000, 5_000],
    ]);
  });
});
