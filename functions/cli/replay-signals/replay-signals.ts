import { type FindingLevel, findingLevels } from '../../signals/risk-level.ts';
import { parseSignalSettings, type SignalSettings } from '../../signals/settings/signal-settings.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { loadTenant } from '../tenant/tenant-file.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { parseChoice, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatCount, formatMany } from '../terminal/progress-line.ts';
import { UsageError } from '../terminal/user-error.ts';
import { createLineWriter } from '../terminal/write-lines.ts';
import { mergeTallied } from './alert-tally.ts';
import { compareAlerts } from './compare-alerts.ts';
import { toComparisonText } from './comparison-text.ts';
import { replayInWorkers } from './replay-in-workers.ts';
import { type ReplayCounts, type ReplayListener, type ReplayPlan, replayShard } from './replay-shard.ts';
import { toWorkerCount } from './to-worker-count.ts';

const help = `Compares two settings of signals on your own history: what would have been an alert.

Usage: npm run --silent cli -- replay-signals [FILE|FOLDER…] --against B [--tenant-file A] [options]

Reads files, folders with all below them, or standard input without any (or with -): log events in any shape that
enrich reads, and the records that it made, from the bucket (raw, OCSF, ECS; gzipped or not), in the order in which
they are stored. Each goes through the session ledger, in memory, and through the signals of both settings. Nothing is
sent anywhere.

  --tenant-file TENANT|FILE     settings A, those of today; default: signals as they come
  --against TENANT|FILE         settings B, those to try
  --finding-from low|medium|high
                                an alert from this level on; default: each file's records.findingFrom, else medium
  --list N                      at most so many alerts of each list; default: 20
  --workers N                   judge in so many processes, each with a part of the users and sessions; default: one for
                                each core up to 4, for files of 64 MB and more in all, else 1
  --json                        the comparison as one JSON object

An alert is a session and a signal, once, as its finding is. Of a tenant file, "signals" and "records.findingFrom"
count. Sessions are known from records that have them; a log event alone tells what log events tell. What a privacy
rule has hidden in a record is not known. Findings in the bucket are passed over, and a repeated log_id counts once.

Exit code: 0 all was read; 1 some input was unusable, each piece named on standard error; 2 wrong options, or a file
that cannot be read.

Examples
  npm run --silent cli -- replay-signals events.ndjson --tenant-file acme --against acme-quiet.json
  npm run --silent cli -- replay-signals september/ --tenant-file acme --against acme-quiet.json
`;

const optionSpecs = {
  'tenant-file': { type: 'string' },
  against: { type: 'string' },
  'finding-from': { type: 'string' },
  list: { type: 'string', default: '20' },
  workers: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const replaySignalsCommand: Command = { help, run };

interface Side {
  readonly name: string;
  readonly level: FindingLevel;
  readonly settings: SignalSettings;
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { stderr, now } = terminal;
  const { values, positionals } = parseOptions(args, optionSpecs);
  const { against, list, json, 'tenant-file': tenantFile, 'finding-from': findingFrom } = values;
  if (against === undefined) throw new UsageError('expected --against: the settings to compare with');
  const level =
    findingFrom === undefined ? undefined : parseChoice('--finding-from', findingFrom, findingLevels);
  const listed = parseNumber('--list', list, { min: 0, max: 1_000_000 });
  const sides = [await loadSide(tenantFile, level), await loadSide(against, level)] as const;
  const files = await findInputFiles(positionals);
  const workers = await toWorkerCount(values.workers, files);

  const plan: ReplayPlan = {
    files,
    settings: [sides[0].settings, sides[1].settings],
    levels: [sides[0].level, sides[1].level],
  };
  const progress = createProgress(stderr, now);
  const startedAtMs = now();
  const listener: ReplayListener = {
    onUnusable(place, reason) {
      progress.clear();
      stderr.write(`unusable: ${place}: ${reason}\n`);
    },
    onProgress(done, unusable) {
      progress.update(() => {
        const perSecond = (done * 1_000) / Math.max(1, now() - startedAtMs);
        return `${formatMany(done, 'event')} · ${formatCount(perSecond)}/s · ${formatCount(unusable)} unusable`;
      });
    },
  };
  const results = await (workers === 1
    ? replayShard(plan, { index: 0, of: 1 }, terminal, listener).then((one) => [one])
    : replayInWorkers(plan, workers, listener)
  ).finally(() => progress.clear());

  const tallied = mergeTallied(results.map((one) => one.tallied));
  const counts = sumCounts(results.map((one) => one.counts));
  const comparison = compareAlerts(tallied, listed);
  const writer = createLineWriter(terminal.stdout);
  await writer.write(
    json
      ? JSON.stringify({ ...comparison, ...counts })
      : toComparisonText(comparison, [toSideText(sides[0]), toSideText(sides[1])]),
  );
  await writer.flush();
  stderr.write(`${describe(tallied.events, counts)}\n`);
  return counts.unusable > 0 ? exitCodes.unusable : exitCodes.done;
}

function sumCounts(all: readonly ReplayCounts[]): ReplayCounts {
  const sum = (name: keyof ReplayCounts) => all.reduce((total, counts) => total + counts[name], 0);
  return { findings: sum('findings'), repeats: sum('repeats'), unusable: sum('unusable') };
}

async function loadSide(given: string | undefined, level: FindingLevel | undefined): Promise<Side> {
  if (given === undefined) return { name: 'signals as they come', level: level ?? 'medium', settings: {} };
  const { signals, records } = await loadTenant(given);
  return {
    name: given,
    level: level ?? records.findingFrom ?? 'medium',
    settings: parseSignalSettings(signals),
  };
}

function toSideText({ name, level }: Side): string {
  return `${name}, alerts from ${level}`;
}

function describe(
  events: number,
  { findings, repeats, unusable }: { findings: number; repeats: number; unusable: number },
): string {
  return [
    `${formatMany(events, 'event')} judged twice`,
    ...(repeats > 0 ? [`${formatMany(repeats, 'repeat')} dropped`] : []),
    ...(findings > 0 ? [`${formatMany(findings, 'finding')} passed over`] : []),
    ...(unusable > 0 ? [`${formatCount(unusable)} unusable`] : []),
  ].join('; ');
}
