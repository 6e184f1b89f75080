import { parseBody } from '../../log-event/parse-body.ts';
import { readLogIdTime } from '../../log-event/read-time.ts';
import {
  type BackfillState,
  checkBackfillState,
  loadBackfillState,
  saveBackfillState,
} from './backfill-state.ts';
import { type BackfillSource, openBackfillTarget } from './backfill-target.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { toFirstLogId } from './first-log-id.ts';
import { createLogPages } from './log-pages.ts';
import { parseMoment, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatCount, formatMany } from '../terminal/progress-line.ts';
import { toFailureLines } from '../enrich/look-up-failures.ts';
import { recordOptionSpecs, recordOptionsHelp } from '../enrich/record-settings.ts';
import { openToken, parseBaseUrl } from '../enrich/session-source.ts';
import { loadTenantFile, tenantFolder, toBaseUrl } from '../tenant/tenant-file.ts';
import { UsageError } from '../terminal/user-error.ts';

const help = `Fetches past log events from Auth0's pull API and has them enriched.

Usage: npm run --silent cli -- backfill TENANT --from TIME [options]

Events go into the tenant's queue, as if they had just arrived; with --to-records they are enriched here and written
to standard output. The token, in AUTH0_TOKEN or --token-secret, needs read:logs (and read:sessions for
--to-records). Where it has come to is kept in a state file after each page of 100 events: the same command goes on
from there, whatever stopped it, and repeats at most the page that was under way. A state file serves one range and one
target: another queue, or records in another format, need a --state of their own.

  --from TIME                   for example 2026-09-14T08:00:00Z: when Auth0 indexed the event, soon after it happened
  --to TIME                     default: now
  --auth0-base-url URL          in place of TENANT's, for example https://acme.eu.auth0.com
  --queue-url URL               in place of TENANT's queue
  --to-records                  enriched here, to standard output
  --token-secret ID             a secret of AWS Secrets Manager with the token
  --requests-per-second N       at most so many pages of events; look-ups count apart; default: 1
  --tenants FOLDER              default: infra/tenants
  --state FILE                  default: backfill-<TENANT or host>.state.json
  --json                        the outcome as one JSON object on standard error

With --to-records
${recordOptionsHelp}  --look-ups-per-second N       at most so many sessions; default: the share of the request budget that TENANT's file
                                gives to look-ups, as much again as its stack may spend; 8 with --auth0-base-url

Exit code: 0 all fetched; 1 some events were unusable, or with --to-records no look-up worked; 2 wrong options, a state
file that cannot be written, or Auth0 or the queue out of reach.

Examples
  AUTH0_TOKEN=… npm run --silent cli -- backfill acme --from 2026-09-14 --to 2026-09-15
  AUTH0_TOKEN=… npm run --silent cli -- backfill --auth0-base-url https://acme.eu.auth0.com \\
    --from 2026-09-14 --to-records >> records.ndjson
`;

const optionSpecs = {
  from: { type: 'string' },
  to: { type: 'string' },
  'auth0-base-url': { type: 'string' },
  'queue-url': { type: 'string' },
  'to-records': { type: 'boolean', default: false },
  ...recordOptionSpecs,
  'look-ups-per-second': { type: 'string' },
  tenants: { type: 'string', default: tenantFolder },
  'token-secret': { type: 'string' },
  'requests-per-second': { type: 'string', default: '1' },
  state: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const backfillCommand: Command = { help, run };

type Values = ReturnType<typeof parseOptions<typeof optionSpecs>>['values'];

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { now, stderr } = terminal;
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [tenant] = positionals;
  if (positionals.length > 1) throw new UsageError(`expected one TENANT, got ${positionals.length}`);
  const { from, to } = parseRange(values);
  const requestsPerSecond = parseNumber('--requests-per-second', values['requests-per-second'], {
    min: 0.01,
    max: 50,
  });
  const source = await findSource(tenant, values);
  const { baseUrl } = source;
  const token = await openToken(values['token-secret'], terminal.env);
  const target = await openBackfillTarget(values, source, terminal);

  const statePath = values.state ?? `backfill-${tenant ?? new URL(baseUrl).hostname}.state.json`;
  const before = await loadBackfillState(statePath, { baseUrl, from, to, target: target.name });
  if (!before?.isDone) await checkBackfillState(statePath);
  let state: BackfillState = before ?? {
    version: 2,
    baseUrl,
    from,
    to: to ?? toFirstLogId(now()),
    target: target.name,
    next: from,
    events: 0,
    isDone: false,
  };
  if (before?.isDone) stderr.write(`done already, ${formatMany(state.events, 'event')}; see ${statePath}\n`);

  const progress = createProgress(stderr, now);
  const readPage = createLogPages({
    baseUrl,
    token,
    requestsPerSecond,
    now,
    onWait({ reason, waitMs }) {
      progress.clear();
      stderr.write(`${new URL(baseUrl).host}: ${reason}, trying again in ${Math.ceil(waitMs / 1_000)} s\n`);
    },
  });
  const startedAtMs = now();
  const [startEvents, startNext] = [state.events, state.next];
  let unusable = 0;

  function reject(what: string, reason: string): void {
    unusable += 1;
    progress.clear();
    stderr.write(`unusable: ${what}: ${reason}\n`);
  }

  try {
    if (before?.isWriting) await target.endBrokenLine?.();
    while (!state.isDone) {
      const page = await readPage(state.next);
      const elements = parseBody(page.body, { receivedAtMs: now() });
      const wanted = elements.filter((element) => !element.ok || !isAfter(element.event.logId, state.to));
      for (const element of wanted) {
        if (!element.ok) reject(`an event after ${state.next}`, element.reason);
      }
      const events = wanted.filter((element) => element.ok);
      if (target.endBrokenLine) await saveBackfillState(statePath, { ...state, isWriting: true });
      for (const { logId, reason } of await target.store(events)) reject(`event ${logId}`, reason);
      const isDone = elements.length === 0 || wanted.length < elements.length || page.next === state.next;
      state = { ...state, next: page.next, events: state.events + wanted.length, isDone, isWriting: false };
      await saveBackfillState(statePath, state);
      progress.update(() => describeProgress(state, startNext, startEvents, now() - startedAtMs));
    }
  } finally {
    progress.clear();
  }

  const outcome = { events: state.events, fetched: state.events - startEvents, unusable, next: state.next };
  if (values.json) stderr.write(`${JSON.stringify(outcome)}\n`);
  else if (!before?.isDone) stderr.write(`${formatMany(outcome.fetched, 'event')} fetched, all there are\n`);
  const failures = target.failures;
  if (failures) for (const line of toFailureLines(failures, baseUrl)) stderr.write(`${line}\n`);
  return unusable > 0 || failures?.hasNoneWorked ? exitCodes.unusable : exitCodes.done;
}

/** As log IDs; an end that is not named is the time of the first run. */
function parseRange({ from, to }: Pick<Values, 'from' | 'to'>): { from: string; to: string | undefined } {
  if (from === undefined) throw new UsageError('--from is missing: since when?');
  const start = toFirstLogId(parseMoment('--from', from));
  const end = to === undefined ? undefined : toFirstLogId(parseMoment('--to', to));
  if (end !== undefined && end <= start) throw new UsageError('--to must be later than --from');
  return { from: start, to: end };
}

async function findSource(
  tenant: string | undefined,
  { tenants, 'auth0-base-url': given }: Pick<Values, 'tenants' | 'auth0-base-url'>,
): Promise<BackfillSource> {
  if (given !== undefined) {
    return { tenant, baseUrl: parseBaseUrl('--auth0-base-url', given), config: undefined };
  }
  if (tenant === undefined) throw new UsageError('name the TENANT, or give --auth0-base-url');
  const config = await loadTenantFile(tenant, tenants);
  return { tenant, baseUrl: toBaseUrl(config), config };
}

function isAfter(logId: string, to: string): boolean {
  return readLogIdTime(logId) !== undefined && logId >= to;
}

/** Rate, share and time left, by the times inside the log IDs. */
function describeProgress(
  state: BackfillState,
  startNext: string,
  startEvents: number,
  tookMs: number,
): string {
  const [start, at, end] = [startNext, state.next, state.to].map((logId) => readLogIdTime(logId) ?? 0);
  const share = Math.min(1, ((at ?? 0) - (start ?? 0)) / Math.max(1, (end ?? 0) - (start ?? 0)));
  const perSecond = ((state.events - startEvents) * 1_000) / Math.max(1, tookMs);
  const leftSeconds = share > 0 ? ((1 - share) * tookMs) / share / 1_000 : undefined;
  const bar = '█'.repeat(Math.round(share * 20)).padEnd(20, '░');
  const left = leftSeconds === undefined ? '' : ` · ${formatCount(Math.ceil(leftSeconds))} s left`;
  return `${bar} ${Math.floor(share * 100)} % · ${formatMany(state.events, 'event')} · ${formatCount(perSecond)}/s${left}`;
}
