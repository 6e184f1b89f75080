import { parseArgs } from 'node:util';
import { UsageError } from '../../cli/terminal/user-error.ts';
import { allPlans, defaultShare } from '../../session/budget-plan.ts';
import { type QueueSettings, toEventFeed } from '../../session/queue-settings.ts';

const defaultPlan = 'enterprise';
/** What a stack of that plan has that sets nothing. */
const usualFeed = toEventFeed(allPlans[defaultPlan]);

export const usage = `npm run simulate -- [options]

What a tenant's look-up budget gives, in virtual time: the product's own ledger, line and look-ups against a simulated
Auth0, with traffic in which some sessions are stolen.

Tenant
  --plan NAME               ${Object.keys(allPlans).join(', ')}
                            (default ${defaultPlan})
  --share N                 part of the plan for the enricher, above 0 and at most 1 (default ${defaultShare})
  --workers N               invocations at once, at most (default: as the stack has it, ${defaultPlan} ${usualFeed.workers})
  --all-pollers             Lambda polls with all workers from the start, and not with five and more as they are needed:
                            the dearer case, and each batch waits for its window
  --cold-starts N           every worker begins anew after so many seconds (default: never)
  --look-up-wait N          seconds that what looks like a hijack may wait for its turn (default 60)
  --cache-ttl N             seconds an answer serves later events (default 30)
  --batch-size N            messages a batch, at most (default: as the stack has it, ${usualFeed.batchSize})

Traffic
  --logins-per-second N     sessions that begin every second (default 100; with --backlog: 0)
  --seconds N               for how long sessions begin (default 600)
  --hijacked N              part of the sessions that somebody steals: from another network, by another program (default 0.001)
  --victim-program          thieves use the program of their victim
  --moves N                 part of single sign-ons from another network, which mean nothing (default 0.1)
  --program-changes N       part of single sign-ons by another program, which mean nothing (default 0.02)
  --unseen-beginnings N     part of the sessions that began before the stack was there (default 0.1)
  --backlog N               old events that wait at the start (default 0)
  --sessions N              sessions that the backlog is about (default: one for every 20 events)

Auth0 and AWS
  --neighbour N             part of the plan that somebody else uses, 0 to 2 (default 0)
  --neighbour-burst N       how many requests the neighbour sends at once (default 1)
  --outage FROM-TO[:KIND]   seconds in which Auth0 fails, KIND 503 (default), timeout or reset; may be repeated
  --table-outage FROM-TO    seconds in which the ledger's table is out of reach; may be repeated

Runs
  --seed N                  whole number; the same seed gives the same run (default 1)
  --seeds N                 so many runs, of this seed and the next ones, counted together (default 1)
  --help
`;

export type OutageKind = '503' | 'timeout' | 'reset';

export interface Outage<Kind extends string = OutageKind> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: Kind;
}

export interface TrafficOptions {
  /** Epoch milliseconds at which sessions begin to begin. */
  readonly startMs: number;
  readonly loginsPerSecond: number;
  readonly seconds: number;
  /** Parts of 1, like the next three. */
  readonly hijacked: number;
  readonly moves: number;
  readonly programChanges: number;
  readonly unseenBeginnings: number;
  readonly victimProgram: boolean;
  readonly backlog: number;
  readonly backlogSessions: number;
  readonly seed: number;
}

export interface SimulationOptions extends TrafficOptions {
  readonly plan: keyof typeof allPlans;
  readonly share: number;
  readonly workers: number;
  /** Lambda polls with all of them from the start. */
  readonly allPollers: boolean;
  /** How long a worker lives. */
  readonly workerLifeMs: number;
  readonly queue: QueueSettings;
  readonly neighbour: number;
  readonly neighbourBurst: number;
  readonly outages: readonly Outage[];
  readonly tableOutages: readonly Outage<'table'>[];
  readonly lookUpWaitMs: number;
  readonly cacheTtlMs: number;
  /** Runs: this seed and the next ones. */
  readonly seeds: number;
}

/** An arbitrary morning: Auth0's dates are of our days. */
const startMs = Date.parse('2026-09-14T08:00:00.000Z');

/** Throws `UsageError`; undefined when help was asked for. */
export function parseSimulationOptions(args: readonly string[]): SimulationOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;

  const plan = values.plan ?? defaultPlan;
  if (!isPlan(plan)) {
    throw new UsageError(`--plan: expected one of ${Object.keys(allPlans).join(', ')}, got ${plan}`);
  }
  const count = (name: NumberOption, byDefault: number, least: number, most: number) =>
    toNumber(name, values[name], byDefault, { least, most, whole: true });
  const part = (name: NumberOption, byDefault: number) =>
    toNumber(name, values[name], byDefault, { least: 0, most: 1 });
  const backlog = count('backlog', 0, 0, 10_000_000);
  const byDefaultLogins = backlog > 0 ? 0 : 100;
  const share = toNumber('share', values.share, defaultShare, { above: 0, most: 1 });
  const { workers, ...queue } = toEventFeed(allPlans[plan], share);
  return {
    plan,
    share,
    workers: count('workers', workers, 1, 1_000),
    allPollers: values['all-pollers'] ?? false,
    workerLifeMs:
      1_000 * toNumber('cold-starts', values['cold-starts'], Infinity, { least: 1, most: 86_400 }),
    queue: { ...queue, batchSize: count('batch-size', queue.batchSize, 1, 10_000) },
    startMs,
    loginsPerSecond: toNumber('logins-per-second', values['logins-per-second'], byDefaultLogins, {
      least: 0,
      most: 100_000,
    }),
    seconds: toNumber('seconds', values.seconds, 600, { above: 0, most: 86_400 }),
    hijacked: part('hijacked', 0.001),
    moves: part('moves', 0.1),
    programChanges: part('program-changes', 0.02),
    unseenBeginnings: part('unseen-beginnings', 0.1),
    victimProgram: values['victim-program'] ?? false,
    backlog,
    backlogSessions:
      backlog === 0 ? 0 : count('sessions', Math.max(1, Math.round(backlog / 20)), 1, 10_000_000),
    neighbour: toNumber('neighbour', values.neighbour, 0, { least: 0, most: 2 }),
    neighbourBurst: count('neighbour-burst', 1, 1, 10_000),
    outages: (values.outage ?? []).map((text) => toOutage('outage', text, ['503', 'timeout', 'reset'])),
    tableOutages: (values['table-outage'] ?? []).map((text) => toOutage('table-outage', text, ['table'])),
    lookUpWaitMs: 1_000 * toNumber('look-up-wait', values['look-up-wait'], 60, { least: 0, most: 900 }),
    cacheTtlMs: 1_000 * toNumber('cache-ttl', values['cache-ttl'], 30, { least: 0, most: 86_400 }),
    seed: count('seed', 1, 0, 4_294_967_295),
    seeds: count('seeds', 1, 1, 1_000),
  };
}

const text = { type: 'string' } as const;
const numberOptions = {
  share: text,
  workers: text,
  'cold-starts': text,
  'look-up-wait': text,
  'cache-ttl': text,
  'batch-size': text,
  'logins-per-second': text,
  seconds: text,
  hijacked: text,
  moves: text,
  'program-changes': text,
  'unseen-beginnings': text,
  backlog: text,
  sessions: text,
  neighbour: text,
  'neighbour-burst': text,
  seed: text,
  seeds: text,
};
type NumberOption = keyof typeof numberOptions;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...numberOptions,
        plan: text,
        'all-pollers': { type: 'boolean' },
        'victim-program': { type: 'boolean' },
        outage: { type: 'string', multiple: true },
        'table-outage': { type: 'string', multiple: true },
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

/** The first of the kinds is that of an outage that names none. */
function toOutage<Kind extends string>(
  name: string,
  given: string,
  kinds: readonly [Kind, ...Kind[]],
): Outage<Kind> {
  const parts = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?::(\w+))?$/.exec(given);
  const fromMs = startMs + Number(parts?.[1]) * 1_000;
  const toMs = startMs + Number(parts?.[2]) * 1_000;
  const kind = parts?.[3] === undefined ? kinds[0] : kinds.find((one) => one === parts[3]);
  if (!parts || fromMs >= toMs || kind === undefined) {
    const choice = kinds.length > 1 ? `[:${kinds.join('|')}]` : '';
    throw new UsageError(
      `--${name}: expected FROM-TO${choice} in seconds, for example 60-90, got ${given || 'nothing'}`,
    );
  }
  return { fromMs, toMs, kind };
}
