import { type FindingLevel, findingLevels } from '../../signals/risk-level.ts';
import { parseSignalSettings, type SignalSettings } from '../../signals/settings/signal-settings.ts';
import { createSeenLogIds } from '../enrich/seen-log-ids.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { readInputs } from '../input/read-inputs.ts';
import { loadTenant } from '../tenant/tenant-file.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { parseChoice, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatCount, formatMany } from '../terminal/progress-line.ts';
import { UsageError } from '../terminal/user-error.ts';
import { createLineWriter } from '../terminal/write-lines.ts';
import { createAlertTally } from './alert-tally.ts';
import { compareAlerts } from './compare-alerts.ts';
import { toComparisonText } from './comparison-text.ts';
import { createJudge } from './judge-events.ts';
import { readStored, type StoredEvent } from './stored-event.ts';

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
  json: { type: 'boolean', default: false },
} as const;

/** As the queue of an Enterprise tenant hands them to the enricher. */
const batchSize = 40;

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

  const judge = createJudge([sides[0].settings, sides[1].settings]);
  const tally = createAlertTally([sides[0].level, sides[1].level]);
  const seen = createSeenLogIds();
  const progress = createProgress(stderr, now);
  const counts = { findings: 0, repeats: 0, unusable: 0 };
  const startedAtMs = now();
  let batch: StoredEvent[] = [];

  async function judgeBatch(): Promise<void> {
    for (const judged of await judge(batch)) tally.add(judged);
    batch = [];
    progress.update(() => {
      const perSecond = (tally.events * 1_000) / Math.max(1, now() - startedAtMs);
      return `${formatMany(tally.events, 'event')} · ${formatCount(perSecond)}/s · ${formatCount(counts.unusable)} unusable`;
    });
  }

  try {
    for await (const { place, parsed } of readInputs(files, terminal)) {
      const stored = readStored(parsed);
      if ('reason' in stored) {
        counts.unusable += 1;
        progress.clear();
        stderr.write(`unusable: ${place}: ${stored.reason}\n`);
      } else if ('isFinding' in stored) counts.findings += 1;
      else if (!seen.add(stored.event.logId)) counts.repeats += 1;
      else if (batch.push(stored) === batchSize) await judgeBatch();
    }
    await judgeBatch();
  } finally {
    progress.clear();
  }

  const comparison = compareAlerts(tally, listed);
  const writer = createLineWriter(terminal.stdout);
  await writer.write(
    json
      ? JSON.stringify({ ...comparison, ...counts })
      : toComparisonText(comparison, [toSideText(sides[0]), toSideText(sides[1])]),
  );
  await writer.flush();
  stderr.write(`${describe(tally.events, counts)}\n`);
  return counts.unusable > 0 ? exitCodes.unusable : exitCodes.done;
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
