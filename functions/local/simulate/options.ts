import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/terminal/user-error.ts';
import { allPlans, defaultShare, toQueueSettings, toWorkers } from '../../session/budget-plan.ts';
import type { QueueSettings, Workers } from '../../session/budget-plan.ts';

export const usage = `npm run simulate -- [options]

The look-up budget under load, in virtual time: real budget, cache and look-up code against a simulated Auth0.

  --plan NAME               ${Object.keys(allPlans).join(', ')}
                            (default enterprise)
  --share N                 part of the plan for the enricher, above 0 and at most 1 (default ${defaultShare})
  --workers N               workers of the queue (default: the stack's formula; with --backlog alone 1)
  --logins-per-second N     sessions that begin every second (default 100; with --backlog: 0)
  --seconds N               for how long sessions begin (default 600)
  --backlog N               events that wait at the start (default 0); alone it is played as a backfill is: by one
                            process, and without a limit to how long an event may wait
  --sessions N              sessions that the backlog is about (default: one for every 20 events)
  --neighbour N             part of the plan that somebody else uses, 0 to 2 (default 0)
  --neighbour-burst N       how many requests the neighbour sends at once (default 1)
  --outage FROM-TO[:KIND]   seconds in which Auth0 fails, KIND 503 (default), timeout or reset; may be repeated
  --max-delay N             seconds an event may wait for its session (default 120; with --backlog alone 1000000)
  --cache-ttl N             seconds an answer serves later events (default 30)
  --batch-size N            messages a batch (default: the stack's formula)
  --seed N                  whole number; the same seed gives the same run (default 1)
  --help
`;

export type OutageKind = '503' | 'timeout' | 'reset';

export interface Outage {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: OutageKind;
}

export interface SimulationOptions {
  readonly plan: keyof typeof allPlans;
  readonly share: number;
  readonly workers: Workers;
  readonly queue: QueueSettings;
  readonly loginsPerSecond: number;
  readonly seconds: number;
  readonly backlog: number;
  readonly backlogSessions: number;
  readonly neighbour: number;
  readonly neighbourBurst: number;
  readonly outages: readonly Outage[];
  readonly maxDelayMs: number;
  readonly cacheTtlMs: number;
  readonly seed: number;
}

/** Throws `UsageError`; undefined when help was asked for. */
export function parseSimulationOptions(args: readonly string[]): SimulationOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;

  const plan = values.plan ?? 'enterprise';
  if (!isPlan(plan)) {
    throw new UsageError(`--plan: expected one of ${Object.keys(allPlans).join(', ')}, got ${plan}`);
  }
  const share = toNumber('share', values.share, defaultShare, { above: 0, most: 1 });
  const backlog = toNumber('backlog', values.backlog, 0, { least: 0, most: 10_000_000, whole: true });
  const isBackfill = backlog > 0 && values['logins-per-second'] === undefined;
  const workerBounds = { least: 1, most: 1_000, whole: true };
  const workerCount = toNumber('workers', values.workers, isBackfill ? 1 : 0, workerBounds);
  const workers = toWorkers(allPlans[plan], share, workerCount || undefined);
  const queue = toQueueSettings(workers.perWorker);
  const sessions = Math.max(1, Math.round(backlog / 20));
  return {
    plan,
    share,
    workers,
    queue: {
      ...queue,
      batchSize: toNumber('batch-size', values['batch-size'], queue.batchSize, {
        least: 1,
        most: 10_000,
        whole: true,
      }),
    },
    loginsPerSecond: toNumber('logins-per-second', values['logins-per-second'], isBackfill ? 0 : 100, {
      least: 0,
      most: 100_000,
    }),
    seconds: toNumber('seconds', values.seconds, 600, { above: 0, most: 86_400 }),
    backlog,
    backlogSessions: toNumber('sessions', values.sessions, sessions, {
      least: 1,
      most: 10_000_000,
      whole: true,
    }),
    neighbour: toNumber('neighbour', values.neighbour, 0, { least: 0, most: 2 }),
    neighbourBurst: toNumber('neighbour-burst', values['neighbour-burst'], 1, {
      least: 1,
      most: 10_000,
      whole: true,
    }),
    outages: (values.outage ?? []).map(toOutage),
    maxDelayMs:
      1_000 *
      toNumber('max-delay', values['max-delay'], isBackfill ? 1_000_000 : 120, { least: 1, most: 1_000_000 }),
    cacheTtlMs: 1_000 * toNumber('cache-ttl', values['cache-ttl'], 30, { least: 0, most: 86_400 }),
    seed: toNumber('seed', values.seed, 1, { least: 0, most: 4_294_967_295, whole: true }),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        plan: text,
        share: text,
        workers: text,
        'logins-per-second': text,
        seconds: text,
        backlog: text,
        sessions: text,
        neighbour: text,
        'neighbour-burst': text,
        outage: { type: 'string', multiple: true },
        'max-delay': text,
        'cache-ttl': text,
        'batch-size': text,
        seed: text,
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function isPlan(name: string): name is keyof typeof allPlans {
  return Object.hasOwn(allPlans, name);
}

interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most: number;
  readonly whole?: boolean;
}

function toNumber(name: string, text: string | undefined, byDefault: number, bounds: Bounds): number {
  if (text === undefined) return byDefault;
  const { least = -Infinity, above = -Infinity, most, whole = false } = bounds;
  const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value > above && value <= most && (!whole || Number.isInteger(value))) return value;
  const from = bounds.above === undefined ? `from ${least}` : `above ${above}`;
  throw new UsageError(
    `--${name}: expected a ${whole ? 'whole number' : 'number'} ${from} to ${most}, got ${text || 'nothing'}`,
  );
}

function toOutage(text: string): Outage {
  const parts = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?::(503|timeout|reset))?$/.exec(text);
  const fromMs = Number(parts?.[1]) * 1_000;
  const toMs = Number(parts?.[2]) * 1_000;
  if (!parts || fromMs >= toMs) {
    throw new UsageError(
      `--outage: expected FROM-TO[:503|timeout|reset] in seconds, for example 60-90:timeout, got ${text || 'nothing'}`,
    );
  }
  return { fromMs, toMs, kind: (parts[3] ?? '503') as OutageKind };
}
