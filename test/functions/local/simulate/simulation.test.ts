import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { createProductLookUps } from '../../../../functions/local/simulate/product-look-ups.ts';
import { toFigures, toTable } from '../../../../functions/local/simulate/report.ts';
import { simulate } from '../../../../functions/local/simulate/simulation.ts';
import { isThorough } from '../../../support/thorough.ts';

async function run(args: string) {
  const options = parseSimulationOptions(args.split(' '))!;
  const figures = toFigures(options, [await simulate(options, createProductLookUps)]);
  return { figures, table: toTable(figures) };
}

/** What always holds, whatever happens to Auth0. */
function expectNothingLost({ figures }: Awaited<ReturnType<typeof run>>): void {
  expect(figures.emitted).toBe(figures.offered);
  expect(Object.values(figures.by_status).reduce((sum, count) => sum + count, 0)).toBe(figures.offered);
  expect(Object.values(figures.none_by_cause).reduce((sum, count) => sum + count, 0)).toBe(
    Math.round((figures.none_share ?? 0) * figures.emitted),
  );
  expect(figures.line_peak).toBeLessThanOrEqual(1);
}

describe('simulate', () => {
  it('gives the same figures for the same seed', async () => {
    const [first, second, other] = await Promise.all([
      run('--logins-per-second 5 --seconds 10'),
      run('--logins-per-second 5 --seconds 10'),
      run('--logins-per-second 5 --seconds 10 --seed 2'),
    ]);

    expect(second).toEqual(first);
    expect(other?.figures).not.toEqual(first?.figures);
  });

  it.each(isThorough ? [2, 10] : [10])(
    'lets no record wait for the budget when ten times as much is wanted (%d workers)',
    async (workers) => {
      const outcome = await run(`--logins-per-second 80 --seconds 20 --workers ${workers}`);

      expectNothingLost(outcome);
      const { figures } = outcome;
      expect(figures.delay_p50_s).toBeLessThanOrEqual(1);
      expect(figures.delay_p99_s).toBeLessThanOrEqual(3);
      expect(figures.budget_used).toBeGreaterThan(0.9);
      expect(figures.throttled_429).toBe(0);
      expect((figures.api_share ?? 0) + (figures.observed_share ?? 0)).toBeGreaterThan(0.75);
    },
  );

  it('asks for everything when there is enough', async () => {
    const outcome = await run('--logins-per-second 2 --seconds 60');

    expectNothingLost(outcome);
    expect(outcome.figures.api_share).toBeGreaterThan(0.9);
    expect(outcome.figures.budget_used).toBeNull();
    expect(outcome.figures.needless_requests).toBe(0);
  });

  it.each(isThorough ? ['', ' --victim-program'] : [''])(
    'looks at stolen sessions before all others%s',
    async (program) => {
      const outcome = await run(`--logins-per-second 40 --seconds 40 --hijacked 0.1${program}`);

      expectNothingLost(outcome);
      expect(outcome.figures.hijacked_sessions).toBeGreaterThan(15);
      expect(outcome.figures.hijacked_seen_share).toBeGreaterThanOrEqual(0.95);
    },
  );

  it('keeps to the budget when every worker begins anew every few seconds', async () => {
    const outcome = await run('--logins-per-second 40 --seconds 40 --workers 10 --cold-starts 5');

    expectNothingLost(outcome);
    expect(outcome.figures.cold_starts).toBeGreaterThan(50);
    expect(outcome.figures.throttled_429).toBe(0);
  });

  it('leaves a neighbour what is its own', async () => {
    const outcome = await run('--logins-per-second 20 --seconds 60 --neighbour 0.5');

    expectNothingLost(outcome);
    expect(outcome.figures.neighbour_requests).toBeGreaterThan(400);
    expect(outcome.figures.neighbour_429_ratio).toBeLessThanOrEqual(0.01);
    expect(outcome.figures.throttled_429).toBeLessThanOrEqual(0.005 * outcome.figures.requests);
  });

  it('asks on while the table is out of reach, each worker by its share', async () => {
    const outcome = await run('--logins-per-second 20 --seconds 40 --workers 4 --table-outage 15-30');

    expectNothingLost(outcome);
    expect(outcome.figures.throttled_429).toBe(0);
    expect(outcome.figures.delay_p99_s).toBeLessThanOrEqual(4);
  });

  it('takes up a backlog without holding anybody up', async () => {
    const outcome = await run('--backlog 5000 --sessions 1000 --logins-per-second 2 --seconds 30');

    expectNothingLost(outcome);
    expect(outcome.figures.requests).toBeLessThanOrEqual(1_200);
    expect(outcome.figures.drained_after_s).toBeLessThan(60);
  });

  it.each(isThorough ? ['503', 'timeout', 'reset'] : ['timeout'])(
    'loses nothing in an outage (%s), and recovers by itself',
    async (kind) => {
      const outcome = await run(`--logins-per-second 5 --seconds 90 --outage 20-40:${kind}`);

      expectNothingLost(outcome);
      expect(outcome.figures.delay_p99_s).toBeLessThanOrEqual(5);
      // The outage is a quarter of the time, and single sign-on and logins before it have their answers.
      expect(outcome.figures.api_share).toBeGreaterThan(0.5);
    },
  );

  it('says all of it in a table', async () => {
    const { table } = await run('--logins-per-second 40 --seconds 20 --neighbour 0.2 --hijacked 0.05');

    for (const word of ['offered', 'beginning seen', 'hijacked', 'class one', 'neighbour', 'p99', 'billed']) {
      expect(table).toContain(word);
    }
  });
});

describe('npm run simulate', () => {
  const main = new URL('../../../../functions/local/simulate/main.ts', import.meta.url).pathname;
  const start = (args: readonly string[]) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', main, ...args], (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      });
    });

  it('ends with one line of JSON, over all seeds', async () => {
    const { code, stdout } = await start(['--logins-per-second', '5', '--seconds', '5', '--seeds', '2']);
    const figures = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;

    expect(code).toBe(0);
    expect(figures).toMatchObject({ plan: 'enterprise', seeds: 2 });
    // The contract of others that read it.
    const contract = `offered emitted api_share observed_share none_share delay_p50_s delay_p99_s requests throttled_429
      budget_used hijacked_sessions hijacked_sessions_seen_30s billed_ms_per_event`;
    for (const key of contract.split(/\s+/)) {
      expect(Object.keys(figures)).toContain(key);
    }
  });

  it('says what is wrong with an option and ends with 2', async () => {
    await expect(start(['--share', '7'])).resolves.toEqual({
      code: 2,
      stdout: '',
      stderr: 'simulate: --share: expected a number above 0 to 1, got 7\nTry --help.\n',
    });
  });
});
