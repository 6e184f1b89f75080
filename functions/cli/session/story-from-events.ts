import { createEnricher } from '../../enrich/create-enricher.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { type Story, toStory } from '../../record/explain/story.ts';
import { plainSettings } from '../enrich/plain-settings.ts';
import { createSeenLogIds } from '../enrich/seen-log-ids.ts';
import { longestWaitMs, openSessionSource } from '../enrich/session-source.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { readInputs } from '../input/read-inputs.ts';
import type { Terminal } from '../terminal/command.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { InputError } from '../terminal/user-error.ts';

export interface EventsOptions {
  readonly id: string;
  readonly isUser: boolean;
  readonly files: readonly string[];
  readonly sessions?: string | undefined;
  readonly auth0BaseUrl?: string | undefined;
  readonly tokenSecret?: string | undefined;
}

/** Of all that is in the files only this session's events are held. */
const mostEvents = 10_000;
const requestsPerSecond = 8;

/** The story of a session, or of a user's sessions, by log events. Rejects with UsageError or InputError. */
export async function tellFromEvents(
  options: EventsOptions,
  terminal: Terminal,
): Promise<{ readonly source: string; readonly story: Story | undefined }> {
  const lookUps = await openSessionSource({ ...options, requestsPerSecond, lookUps: {} }, terminal);
  const { events, read } = await readEvents(options, terminal);
  if (events.length === 0)
    return { source: `none of ${formatMany(read, 'log event')} is of it`, story: undefined };
  const { pipeline } = createEnricher(
    { ...plainSettings, format: 'raw', ocsfVersion: '1.8.0' },
    { lookUps, destinations: [], reportFault: () => undefined },
  );
  const enriched = await pipeline.enrich(events, { deadlineMs: terminal.now() + longestWaitMs });
  return {
    source: `told by ${formatMany(events.length, 'log event')} of ${formatMany(read, 'log event')}`,
    story: toStory(enriched),
  };
}

async function readEvents({ id, isUser, files }: EventsOptions, terminal: Terminal) {
  const events: LogEvent[] = [];
  const seen = createSeenLogIds();
  let read = 0;
  for await (const { place, parsed } of readInputs(await findInputFiles(files), terminal)) {
    if (!parsed.ok) {
      terminal.stderr.write(`unusable: ${place}: ${parsed.reason}\n`);
      continue;
    }
    const { event } = parsed;
    if (!seen.add(event.logId)) continue;
    read += 1;
    if ((isUser ? event.data['user_id'] : event.sessionId) !== id) continue;
    events.push(event);
    if (events.length > mostEvents) {
      throw new InputError(`more than ${formatMany(mostEvents, 'log event')} are of it: give fewer files`);
    }
  }
  return { events, read };
}
