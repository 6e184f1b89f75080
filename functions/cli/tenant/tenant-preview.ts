import { createEnricher } from '../../enrich/create-enricher.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import {
  type PrivacyPreview,
  previewPrivacy,
  type RulePreview,
} from '../../record/privacy/preview-privacy.ts';
import type { PrivacyRules } from '../../record/privacy/privacy-rules.ts';
import { plainSettings } from '../enrich/plain-settings.ts';
import { createSeenLogIds } from '../enrich/seen-log-ids.ts';
import { openSessionSource } from '../enrich/session-source.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { readInputs } from '../input/read-inputs.ts';
import type { Terminal } from '../terminal/command.ts';
import { escapeLine } from '../terminal/escape-controls.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { InputError } from '../terminal/user-error.ts';
import type { TenantConfig } from './tenant-file.ts';

/** Enough to see what a rule does; all of them are held at once. */
const mostEvents = 10_000;
/** A deployment reads the key from its secret; what a hash looks like is no news. */
const hashKey = 'the key of a preview';

/** Reads log events, and shows by them what the privacy rules of a tenant hide. Rejects with InputError. */
export async function createTenantPreview(
  file: string,
  sessions: string | undefined,
  terminal: Terminal,
): Promise<(config: TenantConfig) => Promise<PrivacyPreview>> {
  const events = await readEvents(file, terminal);
  if (events.length === 0) throw new InputError(`cannot read --events ${file}: there is no log event in it`);
  const lookUps = await openSessionSource({ sessions, requestsPerSecond: 1, lookUps: {} }, terminal);
  const { now } = terminal;

  return async function preview(config) {
    const privacy = config.privacy as PrivacyRules;
    const { pipeline } = createEnricher(
      { ...plainSettings, format: 'raw', ocsfVersion: '1.8.0', privacy },
      { lookUps, destinations: [], hashKey, reportFault: () => undefined },
    );
    const enriched = await pipeline.enrich(events, { deadlineMs: now() + 60_000 });
    return previewPrivacy({ ...privacy, hashKey }, enriched);
  };
}

async function readEvents(file: string, terminal: Terminal): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  const seen = createSeenLogIds();
  for await (const { place, parsed } of readInputs(await findInputFiles([file]), terminal)) {
    if (!parsed.ok) terminal.stderr.write(`unusable: ${place}: ${parsed.reason}\n`);
    else if (seen.add(parsed.event.logId)) events.push(parsed.event);
    if (events.length < mostEvents) continue;
    terminal.stderr.write(`only the first ${formatMany(mostEvents, 'event')} are looked at\n`);
    break;
  }
  return events;
}

/** A line a rule, then what is left in clear. */
export function toPreviewText(
  file: string,
  { of, rules, clear }: PrivacyPreview,
  hasSessions: boolean,
): string {
  const what = rules.length === 0 ? 'no privacy rule' : formatMany(rules.length, 'privacy rule');
  const width = Math.max(0, ...[...rules, ...clear].map(({ path }) => path.length));
  return [
    `${file}: ${what} on ${formatMany(of, 'event')}`,
    ...rules.map(
      (rule) =>
        `  ${rule.path.padEnd(width)}  ${rule.rule.padEnd('truncate_ip'.length)}  ${describe(rule, hasSessions)}`,
    ),
    ...clear.map(
      ({ path, events, example, rule }) =>
        `  ${path.padEnd(width)}  in clear     ${formatMany(events, 'event')}: ${escapeLine(example)}; ${rule} would hide it`,
    ),
    '',
  ].join('\n');
}

const mostTypes = 4;

function describe(
  { path, events, types, rule, before = '', after, nearest }: RulePreview,
  hasSessions: boolean,
): string {
  if (events === 0) {
    const instead = nearest === undefined ? '' : `; they have ${nearest}`;
    if (!hasSessions && path.startsWith('session.'))
      return 'of the session, which is not here: give --sessions FILE';
    return `hides nothing here: none of these events has it${instead}`;
  }
  const counts = Object.entries(types).map(([type, count]) => `${type} ${count}`);
  const more = counts.length > mostTypes ? [`${counts.length - mostTypes} more types`] : [];
  const shown = rule === 'hash' ? 'a hash' : after === undefined ? 'gone' : escapeLine(after);
  return `${formatMany(events, 'event')} (${[...counts.slice(0, mostTypes), ...more].join(', ')}): ${escapeLine(before)} → ${shown}`;
}
