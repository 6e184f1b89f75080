import { createEnricher } from '../../enrich/create-enricher.ts';
import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import { systemClock } from '../../session/clock.ts';
import { type SessionStatus, sessionStatuses } from '../../session/session-status.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { mapInOrder } from './map-in-order.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { openOutputFile } from '../terminal/output-file.ts';
import { parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatCount, formatMany } from '../terminal/progress-line.ts';
import type { InputElement } from '../input/read-elements.ts';
import { readInputs } from '../input/read-inputs.ts';
import { createLookUpFailures, toFailureLines } from './look-up-failures.ts';
import { loadReadableLines } from './readable-lines.ts';
import { loadRecordSettings, recordOptionSpecs, recordOptionsHelp } from './record-settings.ts';
import { createSeenLogIds } from './seen-log-ids.ts';
import { longestWaitMs, openSessionSource } from './session-source.ts';
import { OutputClosedError, createLineWriter } from '../terminal/write-lines.ts';

const help = `Turns Auth0 log events into finished security records.

Usage: npm run --silent cli -- enrich [FILE|FOLDER…] [options]

Reads files, folders with all below them, or standard input without any (or with -), in any shape that Auth0 sends or
stores: JSON lines, an array, {"logs": […]}, EventBridge envelopes, events of the pull API; gzipped or not. Writes one
record per line to standard output, in the order of the events; a repeated log_id only once. Everything for people goes
to standard error.

Records
${recordOptionsHelp}  --output FILE                 into FILE in place of standard output: whole, or not at all
  --pretty                      a line for people in place of each record: time, risk, user, what happened, what changed
  --json                        the outcome as one JSON object on standard error:
                                { records, repeats, unusable, statuses: { enriched: …, … },
                                failures: [{ status, reason?, events }] }

Sessions (without any of these, records say that the look-up was skipped)
  --sessions FILE               a JSON array of sessions; an ID that is not in it counts as not found
  --auth0-base-url URL          ask the Management API, for example https://acme.eu.auth0.com,
                                with the token in AUTH0_TOKEN (scope read:sessions)
  --token-secret ID             take the token from this secret of AWS Secrets Manager instead
  --requests-per-second N       at most so many look-ups; default: 8, half of an Enterprise tenant's limit

The last line counts records by the status of their look-up; docs/records.md says what each means. Lines after it say
why look-ups failed.

Exit code: 0 every event became a record, whatever its status; 1 some input was unusable, each piece named on standard
error, or none of the look-ups that were wanted worked; 2 wrong options, or a file that cannot be read or written.

Examples
  npm run --silent cli -- enrich events.ndjson --sessions sessions.json > records.ndjson
  AUTH0_TOKEN=… npm run --silent cli -- enrich events.ndjson --auth0-base-url https://acme.eu.auth0.com
  npm run --silent cli -- enrich events.ndjson.gz --tenant-file infra/tenants/acme.json > records.ndjson
  npm run --silent cli -- enrich exports/2026/ --sessions sessions.json --output records.ndjson
  cat events.json | npm run --silent cli -- enrich --format ecs | head -1
`;

const optionSpecs = {
  ...recordOptionSpecs,
  'finding-from': { type: 'string' },
  sessions: { type: 'string' },
  'auth0-base-url': { type: 'string' },
  'token-secret': { type: 'string' },
  'requests-per-second': { type: 'string', default: '8' },
  output: { type: 'string' },
  pretty: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Enough look-ups under way to fill any budget, few enough to keep memory flat. */
const concurrency = 64;

export const enrichCommand: Command = { help, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const { settings, hashKey, lookUpNetwork } = await loadRecordSettings(values, terminal);
  const requestsPerSecond = parseNumber('--requests-per-second', values['requests-per-second'], {
    min: 0.1,
    max: 5_000,
  });
  const auth0BaseUrl = values['auth0-base-url'];
  const lookUps = await openSessionSource(
    {
      sessions: values.sessions,
      auth0BaseUrl,
      tokenSecret: values['token-secret'],
      requestsPerSecond,
      lookUps: settings.lookUps,
    },
    terminal,
  );
  const files = await findInputFiles(positionals);
  const file = values.output === undefined ? undefined : openOutputFile(values.output, files);
  const toLines = values.pretty ? await loadReadableLines(terminal, file === undefined) : toRecordLines;

  const { stderr, now } = terminal;
  const writer = createLineWriter(file?.stream ?? terminal.stdout);
  const progress = createProgress(stderr, now);
  const seen = createSeenLogIds();
  const statuses = new Map<SessionStatus, number>();
  const failures = createLookUpFailures();
  const counts = { records: 0, repeats: 0, unusable: 0 };
  const startedAtMs = now();
  const { pipeline } = createEnricher(settings, {
    lookUps,
    destinations: [],
    clock: { ...systemClock, now },
    reportFault: () => undefined,
    ...(hashKey !== undefined && { hashKey }),
    lookUpNetwork,
  });

  function reject(place: string, reason: string): void {
    counts.unusable += 1;
    progress.clear();
    stderr.write(`unusable: ${place}: ${reason}\n`);
  }

  async function* readNewEvents(): AsyncGenerator<InputElement> {
    for await (const element of readInputs(files, terminal)) {
      if (element.parsed.ok && !seen.add(element.parsed.event.logId)) counts.repeats += 1;
      else yield element;
    }
  }

  const enriched = mapInOrder(readNewEvents(), concurrency, async ({ place, parsed }) => {
    if (!parsed.ok) return { place, reason: parsed.reason };
    const [result] = await pipeline.enrich([parsed.event], { deadlineMs: now() + longestWaitMs });
    return result && !result.isFaulty ? result : { place, reason: 'no record could be made of it' };
  });

  try {
    for await (const result of enriched) {
      if ('reason' in result) {
        reject(result.place, result.reason);
        continue;
      }
      for (const line of toLines(result)) await writer.write(line);
      counts.records += 1;
      const { status } = result.outcome;
      failures.add(result.outcome);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      progress.update(() => {
        const perSecond = (counts.records * 1_000) / Math.max(1, now() - startedAtMs);
        return `${formatMany(counts.records, 'event')} · ${formatCount(perSecond)}/s · ${formatCount(counts.unusable)} unusable`;
      });
    }
    await writer.flush();
    await file?.commit();
  } catch (error) {
    if (error instanceof OutputClosedError) return exitCodes.done;
    throw error;
  } finally {
    file?.discard();
    progress.clear();
  }

  const outcome = { ...counts, statuses: inOrder(statuses), failures: failures.list() };
  if (values.json) stderr.write(`${JSON.stringify(outcome)}\n`);
  else stderr.write(`${[describe(outcome), ...toFailureLines(failures, auth0BaseUrl)].join('\n')}\n`);
  return counts.unusable > 0 || failures.hasNoneWorked ? exitCodes.unusable : exitCodes.done;
}

function toRecordLines({ records }: EnrichedRecords): readonly string[] {
  return records.map(({ line }) => line);
}

interface Outcome {
  /** Events that became a record. */
  readonly records: number;
  readonly repeats: number;
  readonly unusable: number;
  /** Those records by the status of their look-up: a record alone does not mean that a session is in it. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** The same for the same input, whichever look-up ended first. */
function inOrder(statuses: ReadonlyMap<SessionStatus, number>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    sessionStatuses.flatMap((status) => {
      const count = statuses.get(status);
      return count === undefined ? [] : [[status, count]];
    }),
  );
}

function describe({ records, repeats, unusable, statuses }: Outcome): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${formatCount(count)} ${status}`);
  const became = `${formatMany(records, 'event')} became ${records === 1 ? 'a record' : 'records'}`;
  const parts = [
    counts.length > 0 ? `${became}: ${counts.join(', ')}` : became,
    ...(repeats > 0 ? [`${formatMany(repeats, 'repeat')} dropped`] : []),
    ...(unusable > 0 ? [`${formatCount(unusable)} unusable`] : []),
  ];
  return parts.join('; ');
}
