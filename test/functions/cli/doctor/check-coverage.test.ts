import { describe, expect, it } from '@jest/globals';
import { checkCoverage } from '../../../../functions/cli/doctor/check-coverage.ts';
import { plans } from '../../../../functions/session/budget-plan.ts';

const check = (itemCount: number, days: number, share = 0.5) =>
  checkCoverage({ itemCount, days, plan: plans.enterprise, share });

describe('checkCoverage', () => {
  it('says what the budget gives at the tenant’s own traffic', () => {
    expect(check(30 * 86_400, 30)).toEqual({
      check: 'coverage',
      status: 'ok',
      detail:
        "at most 1 logins a second on average (2,592,000 items of 30 days): 80 % of records with Auth0's answer, " +
        "20 % with the session's beginning, 0 % with neither",
    });
  });

  it('warns where look-ups do not reach, and says what to turn', () => {
    const { status, detail, fix } = check(20 * 86_400 * 7, 7);

    expect(status).toBe('warn');
    expect(detail).toContain('at most 20 logins a second');
    expect(detail).toContain('7 % with neither');
    expect(fix).toContain('auth0.share, now 0.5');
    expect(fix).toContain('plan --logins-per-second 20');
  });

  it('goes by the share', () => {
    expect(check(16 * 86_400, 1, 0.2).status).toBe('warn');
    expect(check(16 * 86_400, 1, 1).status).toBe('ok');
  });

  it.each([
    ['younger than a day', 5_000, 0.9],
    ['not yet counted', 0, 30],
  ])('says nothing of a ledger that is %s', (_what, itemCount, days) => {
    const { status, detail } = check(itemCount, days);

    expect(status).toBe('ok');
    expect(detail).toMatch(/says nothing/);
  });
});
