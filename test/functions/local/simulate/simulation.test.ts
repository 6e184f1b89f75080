import { execFile } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { parseSimulationOptions } from '../../../../functions/local/simulate/options.ts';
import { toFigures, toTable } from '../../../../functions/local/simulate/report.ts';
import { simulate } from '../../../../functions/local/simulate/simulation.ts';

async function run(args: string) {
  const options = parseSimulationOptions(args.split(' '))!;
  const result = await simulate(options);
  const figures = toFigures(options, result);
  return { figures, table: toTable(options, result, figures) };
}

/** What always holds, whatever happens to Auth0. */
function expectNothingLost({ figures }: Awaited<ReturnType<typeof run>>, maxDelaySeconds = 120): void {
  expect(figures.emitted).toBe(figures.offered);
  expect(Object.values(figures.by_status).reduce((sum, count) => sum + count, 0)).toBe(figures.offered);
  expect(figures.needless_requests).toBe(0);
  expect(figures.delay_max_s).toBeLessThan(maxDelaySeconds + 5);
}

describe('simulate', () => {
  it('gives the same figures for the same seed', async () => {
    const [first, second, other] = await Promise.all([
      run('--logins-per-second 10 --seconds 20'),
      run('--logins-per-second 10 --seconds 20'),
      run('--logins-per-second 10 --seconds 20 --seed 2'),
    ]);

    expect(second).toEqual(first);
    expect(other?.figures).not.toEqual(first?.figures);
  });

  it('uses the whole share and not more when ten times as much is wanted', async () => {
    const outcome = await run('--logins-per-second 100 --seconds 60');

    expectNothingLost(outcome);
    expect(outcome.figures.budget_used).toBeGreaterThan(0.98);
    expect(outcome.figures.budget_used).toBeLessThanOrEqual(1);
    expect(outcome.figures.throttled_429).toBe(0);
    expect(outcome.figures.requests_per_distinct_lookup).toBe(1);
  });

  it('enriches everything that is asked for when there is enough', async () => {
    const outcome = await run('--logins-per-second 2 --seconds 60');

    expectNothingLost(outcome);
    expect(['enriched', 'not_found', 'skipped']).toEqual(
      expect.arrayContaining(Object.keys(outcome.figures.by_status)),
    );
    expect(outcome.figures.delay_p99_s).toBeLessThan(5);
    expect(outcome.figures.budget_used).toBeNull();
  });

  it('leaves a neighbour what is its own', async () => {
    const outcome = await run('--logins-per-second 100 --seconds 60 --neighbour 0.5');

    expectNothingLost(outcome);
    expect(outcome.figures.neighbour_requests).toBeGreaterThan(500);
    expect(outcome.figures.neighbour_429_ratio).toBeLessThanOrEqual(0.01);
    expect(outcome.figures.throttled_429_ratio).toBeLessThanOrEqual(0.005);
    expect(outcome.figures.budget_used).toBeGreaterThan(0.8);
  });

  it('asks once for every session of a backlog, in whatever order its events come', async () => {
    const outcome = await run('--backlog 20000 --sessions 1000');

    expectNothingLost(outcome, 1_000_000);
    expect(outcome.figures.requests).toBe(1_000);
    expect(outcome.figures.enriched).toBe(20_000);
  });

  it('lets a backlog that is too old go at full speed', async () => {
    const outcome = await run('--backlog 20000 --sessions 10000 --workers 2 --max-delay 1');

    expect(outcome.figures.emitted).toBe(20_000);
    expect(outcome.figures.drained_after_s).toBeLessThan(60);
  });

  it.each(['503', 'timeout', 'reset'])(
    'loses nothing in an outage (%s), and recovers by itself',
    async (kind) => {
      const outcome = await run(`--logins-per-second 5 --seconds 90 --outage 20-40:${kind}`);

      expectNothingLost(outcome);
      const { by_status: statuses, offered } = outcome.figures;
      const unanswered = (statuses.unavailable ?? 0) + (statuses.timeout ?? 0);
      expect(unanswered).toBeGreaterThan(20);
      // The outage, and what it takes to notice that it is over.
      expect(unanswered).toBeLessThan(offered * (35 / 90));
    },
  );

  it('says all of it in a table', async () => {
    const { table } = await run('--logins-per-second 20 --seconds 20 --neighbour 0.2');

    for (const word of ['offered', 'enriched', 'priority 0', 'neighbour', 'p99', 'budget used']) {
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

  it('ends with one line of JSON', async () => {
    const { code, stdout } = await start(['--logins-per-second', '5', '--seconds', '5']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ plan: 'enterprise' });
  });

  it('says what is wrong with an option and ends with 2', async () => {
    await expect(start(['--share', '7'])).resolves.toEqual({
      code: 2,
      stdout: '',
      stderr: 'simulate: --share: expected a number above 0 to 1, got 7\nTry --help.\n',
    });
  });
});
