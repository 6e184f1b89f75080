import { describe, expect, it } from '@jest/globals';
import { toLookUpBudget, toTenantBudget } from '../../../../functions/cli/enrich/look-up-budget.ts';

describe('toTenantBudget', () => {
  it.each([
    ['a plan', { plan: 'enterprise', share: 0.5 }, { ratePerSecond: 8, burst: 25, reserve: 25 }],
    [
      'figures',
      { budget: { requestsPerSecond: 30, burst: 60 }, share: 0.25 },
      { ratePerSecond: 7.5, burst: 15, reserve: 45 },
    ],
  ] as const)('is the whole share of %s, and leaves the rest', (_what, auth0, budget) => {
    const config = { auth0: { domain: 'acme.eu.auth0.com', ...auth0 } };

    expect(toTenantBudget(config as Parameters<typeof toTenantBudget>[0])).toEqual(budget);
  });
});

describe('toLookUpBudget', () => {
  it.each([
    [0.2, { ratePerSecond: 0.2, burst: 1, reserve: 0 }],
    [50, { ratePerSecond: 50, burst: 50, reserve: 0 }],
  ])('lets %s a second go', (perSecond, budget) => {
    expect(toLookUpBudget(perSecond)).toEqual(budget);
  });
});
