import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { UsageError } from '../../../../functions/cli/terminal/user-error.ts';
import { plans, toQueueSettings, toWorkers } from '../../../../functions/session/budget-plan.ts';

describe('parseSimulationOptions', () => {
  it("takes the stack's own formula for what is not said", () => {
    const workers = toWorkers(plans.enterprise, 0.5);

    expect(parseSimulationOptions([])).toMatchObject({
      plan: 'enterprise',
      share: 0.5,
      workers,
      queue: toQueueSettings(workers.perWorker),
      loginsPerSecond: 100,
      seconds: 600,
      backlog: 0,
      maxDelayMs: 120_000,
      cacheTtlMs: 30_000,
    });
  });

  it('divides the budget among as many workers as it is told', () => {
    expect(parseSimulationOptions(['--workers', '4', '--share', '1'])?.workers).toEqual({
      workers: 4,
      perWorker: { ratePerSecond: 4, burst: 12, reserve: 0 },
    });
  });

  it('reads outages', () => {
    expect(parseSimulationOptions(['--outage', '60-90.5', '--outage', '100-110:timeout'])?.outages).toEqual([
      { fromMs: 60_000, toMs: 90_500, kind: '503' },
      { fromMs: 100_000, toMs: 110_000, kind: 'timeout' },
    ]);
  });

  it('plays a backlog alone as a backfill', () => {
    expect(parseSimulationOptions(['--backlog', '1000'])).toMatchObject({
      loginsPerSecond: 0,
      backlogSessions: 50,
      workers: { workers: 1 },
      maxDelayMs: 1_000_000_000,
    });
    expect(parseSimulationOptions(['--backlog', '1000', '--logins-per-second', '5'])).toMatchObject({
      workers: { workers: 2 },
      maxDelayMs: 120_000,
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
    [['--colour', 'blue'], /colour/],
    [['stray'], /stray/],
  ])('refuses %j', (args, message) => {
    expect(() => parseSimulationOptions(args)).toThrow(UsageError);
    expect(() => parseSimulationOptions(args)).toThrow(message);
  });
});
