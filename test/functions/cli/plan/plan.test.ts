import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import { plans } from '../../../../functions/session/budget-plan.ts';
import { estimateCoverage } from '../../../../functions/session/coverage-estimate.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const plan = (...args: readonly string[]) => runCommand(commands, ['plan', ...args]);

describe('cli plan', () => {
  it('says what to expect, by the one estimate', async () => {
    const estimate = estimateCoverage({ loginsPerSecond: 40, plan: plans.enterprise });

    const { exitCode, stdout } = await plan('--logins-per-second', '40', '--plan', 'enterprise');

    expect(exitCode).toBe(0);
    expect(stdout).toContain('enterprise, share 0.5: 8 look-ups a second');
    expect(stdout).toContain(`${Math.round(100 * estimate.apiShare)} %  of records with the session`);
    expect(stdout).toContain(`$${Math.round(estimate.usdPerMonth).toLocaleString('en-US')} a month`);
  });

  it('is what README says of each volume in its table', () => {
    const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| (\d+) \| \d+ % .*$/gm)];

    expect(rows.map(([, logins]) => Number(logins))).toEqual([1, 4, 10, 20, 40, 100]);
    for (const [row, logins] of rows) {
      const { apiShare, observedShare, noneShare, delayP50Seconds, delayP99Seconds, usdPerMonth } =
        estimateCoverage({ loginsPerSecond: Number(logins), plan: plans.enterprise });
      const shares = [apiShare, observedShare, noneShare].map((share) => `${Math.round(100 * share)} %`);
      const delays = [delayP50Seconds, delayP99Seconds].map((seconds) => `${seconds.toFixed(1)} s`);
      const cost = `$${Math.round(usdPerMonth).toLocaleString('en-US')}`;
      expect(row).toBe(`| ${[logins, ...shares, ...delays, cost].join(' | ')} |`);
    }
  });

  it('gives the same as JSON', async () => {
    const args = ['--logins-per-second', '3', '--plan', 'private-cloud-100', '--share', '0.8'];
    const { stdout } = await plan(...args, '--events-per-login', '5', '--json');

    expect(JSON.parse(stdout)).toEqual({
      plan: 'private-cloud-100',
      share: 0.8,
      loginsPerSecond: 3,
      ...estimateCoverage({
        loginsPerSecond: 3,
        plan: plans['private-cloud-100'],
        share: 0.8,
        eventsPerLogin: 5,
      }),
    });
  });

  it.each([
    [[], '--logins-per-second is missing'],
    [
      ['--logins-per-second', 'many'],
      '--logins-per-second must be a number from 0.001 to 100000, got "many"',
    ],
    [['--logins-per-second', '0'], '--logins-per-second must be a number from 0.001 to 100000, got "0"'],
    [['--logins-per-second', '4', '--plan', 'gold'], '--plan must be one of enterprise, '],
    [['--logins-per-second', '4', '--share', '2'], '--share must be a number from 0.001 to 1, got "2"'],
    [['--logins-per-second', '4', 'acme'], 'expected options alone, got acme'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await plan(...args);

    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});
