import { parseArgs } from 'node:util';

export interface ChaosOptions {
  readonly events: number;
  readonly seed: number;
  /** Processes that are killed. */
  readonly kills: number;
  /** Rounds under several faults at once, beside one round for each fault. */
  readonly combinations: number;
  /** Rounds at the same time, in all processes together. */
  readonly parallel: number;
  readonly processes: number;
  /** Only faults whose name holds this. */
  readonly only: string;
  readonly isLoad: boolean;
  readonly isKillsOnly: boolean;
  /** So many rotations of the token, and nothing else; undefined for a run of faults. */
  readonly rotations: number | undefined;
  readonly rate: number;
  readonly seconds: number;
}

export const chaosHelp = `Breaks the local system in every way it can think of, and counts what comes out.

Usage: npm run chaos -- [options]

  --events N        events in all (default 100000)
  --kills N         kill the real enricher process N times in the middle of a batch (default 26); given alone, does nothing else
  --seed N          repeat a run's combinations (default: from the clock)
  --combinations N  rounds under 2 to 5 faults at once (default 40)
  --parallel N      rounds at the same time (default 4), in --processes N (default 2)
  --only TEXT       only faults whose name holds TEXT
  --rotations N     instead: rotate the Management API token N times under load
  --load            instead: --rate events a second (2000) through the local webhook for --seconds (60)

The last line of standard output is JSON. Exit 1 when an event is lost, a record breaks its contract, a repeat has
another uid, a token reached a stranger, or an event waited longer than promised; with --rotations also when a look-up fails.
`;

export function parseChaosOptions(args: readonly string[], nowMs: number): ChaosOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string' },
      kills: { type: 'string' },
      rotations: { type: 'string' },
      seed: { type: 'string' },
      combinations: { type: 'string', default: '40' },
      parallel: { type: 'string', default: '4' },
      processes: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
      load: { type: 'boolean', default: false },
      rate: { type: 'string', default: '2000' },
      seconds: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    events: toCount('--events', values.events ?? '100000'),
    kills: toCount('--kills', values.kills ?? '26'),
    seed: values.seed === undefined ? nowMs % 2 ** 32 : toCount('--seed', values.seed),
    combinations: toCount('--combinations', values.combinations),
    parallel: Math.max(1, toCount('--parallel', values.parallel)),
    processes: Math.max(1, toCount('--processes', values.processes)),
    only: values.only,
    isLoad: values.load,
    isKillsOnly: values.kills !== undefined && values.events === undefined && values.only === '',
    rotations: values.rotations === undefined ? undefined : toCount('--rotations', values.rotations),
    rate: toCount('--rate', values.rate),
    seconds: toCount('--seconds', values.seconds),
  };
}

function toCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new RangeError(`${name}: expected a whole number, got ${JSON.stringify(text)}`);
}
