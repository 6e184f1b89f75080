import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { UsageError } from '../../../../functions/cli/terminal/user-error.ts';
import { toEventFeed } from '../../../../functions/session/queue-settings.ts';
import { plans } from '../../../../functions/session/budget-plan.ts';

describe('parseSimulationOptions', () => {
  it('takes what a stack has that sets nothing, and traffic as it usually is', () => {
    expect(parseSimulationOptions([])).toMatchObject({
      plan: 'enterprise',
      share: 0.5,
      workerLifeMs: Infinity,
      loginsPerSecond: 100,
      seconds: 600,
      hijacked: 0.001,
      moves: 0.1,
      programChanges: 0.02,
      unseenBeginnings: 0.1,
      victimProgram: false,
      backlog: 0,
      lookUpWaitMs: 60_000,
      cacheTtlMs: 30_000,
      seeds: 1,
    });
  });

  it.each(['enterprise', 'private-cloud-3000'] as const)('reads the queue as a stack of %s does', (plan) => {
    const { workers, ...queue } = toEventFeed(plans[plan]);

    expect(parseSimulationOptions(['--plan', plan])).toMatchObject({ workers, queue });
  });

  it('reads outages, in seconds from the start', () => {
    const args = '--outage 60-90.5 --outage 100-110:timeout --table-outage 5-6';
    const options = parseSimulationOptions(args.split(' '))!;
    const at = (seconds: number) => options.startMs + seconds * 1_000;

    expect(options.outages).toEqual([
      { fromMs: at(60), toMs: at(90.5), kind: '503' },
      { fromMs: at(100), toMs: at(110), kind: 'timeout' },
    ]);
    expect(options.tableOutages).toEqual([{ fromMs: at(5), toMs: at(6), kind: 'table' }]);
  });

  it('plays a backlog alone, unless logins are asked for', () => {
    expect(parseSimulationOptions(['--backlog', '1000'])).toMatchObject({
      loginsPerSecond: 0,
      backlogSessions: 50,
    });
    expect(parseSimulationOptions(['--backlog', '1000', '--logins-per-second', '5'])).toMatchObject({
      loginsPerSecond: 5,
    });
  });

  it('gives way to help', () => {
    expect(parseSimulationOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--plan', 'gold'], /^--plan: expected one of enterprise, .*, got gold$/],
    [['--plan', 'toString'], /^--plan: expected one of/],
    [['--share', '0'], '--share: expected a number above 0 to 1, got 0'],
    [['--share', '1.5'], '--share: expected a number above 0 to 1, got 1.5'],
    [['--workers', '2.5'], '--workers: expected a whole number from 1 to 1000, got 2.5'],
    [['--seconds', 'ten'], '--seconds: expected a number above 0 to 86400, got ten'],
    [['--seconds', ''], '--seconds: expected a number above 0 to 86400, got nothing'],
    [['--seed', '1e3'], '--seed: expected a whole number from 0 to 4294967295, got 1e3'],
    [['--outage', '90-60'], /^--outage: expected FROM-TO/],
    [['--outage', '1-2:fire'], /^--outage: expected FROM-TO/],
    [['--table-outage', '1-2:timeout'], /^--table-outage: expected FROM-TO in seconds/],
    [['--hijacked', '5'], '--hijacked: expected a number from 0 to 1, got 5'],
    [['--moves=-0.1'], '--moves: expected a number from 0 to 1, got -0.1'],
    [['--cold-starts', '0'], '--cold-starts: expected a number from 1 to 86400, got 0'],
    [['--seeds', '0'], '--seeds: expected a whole number from 1 to 1000, got 0'],
    [['--colour', 'blue'], /colour/],
    [['stray'], /stray/],
  ])('refuses %j', (args, message) => {
    expect(() => parseSimulationOptions(args)).toThrow(UsageError);
    expect(() => parseSimulationOptions(args)).toThrow(message);
  });
});
