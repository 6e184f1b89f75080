import { createEnricher } from '../../enrich/create-enricher.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { readTimeMs } from '../../log-event/read-time.ts';
import { toProgramWords } from '../../record/explain/program-words.ts';
import { toAsText, toFactors } from '../../record/explain/session-words.ts';
import { type Story, tellStory } from '../../record/explain/story.ts';
import type { StoryEvent } from '../../record/explain/story-event.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import { createLookUpFailures, toFailureLines } from '../enrich/look-up-failures.ts';
import { plainSettings } from '../enrich/plain-settings.ts';
import { longestWaitMs, openSessionSource, type SessionSourceOptions } from '../enrich/session-source.ts';
import type { Terminal } from '../terminal/command.ts';
import { toUtc } from '../terminal/terminal-line.ts';
import { InputError } from '../terminal/user-error.ts';
import { blankEvent } from './blank-event.ts';

type Source = Pick<SessionSourceOptions, 'sessions' | 'auth0BaseUrl' | 'tokenSecret'>;

/** What Auth0 itself says of a session: how it began and how it was last used. Rejects with UsageError or InputError. */
export async function tellFromAuth0(
  sessionId: string,
  source: Source,
  terminal: Terminal,
): Promise<{ readonly source: string; readonly story: Story | undefined }> {
  const { now } = terminal;
  const lookUps = await openSessionSource({ ...source, requestsPerSecond: 1, lookUps: {} }, terminal);
  const asked = parseElement(JSON.stringify({ session_id: sessionId }), { receivedAtMs: now() });
  if (!asked.ok) throw new InputError(`the ID of the session cannot be used: ${asked.reason}`);
  const { pipeline } = createEnricher(
    { ...plainSettings, format: 'raw', ocsfVersion: '1.8.0' },
    { lookUps, destinations: [], reportFault: () => undefined },
  );
  const [enriched] = await pipeline.enrich([asked.event], { deadlineMs: now() + longestWaitMs });
  const outcome = enriched?.outcome ?? { status: 'unavailable' };
  if (outcome.status === 'not_found')
    return { source: 'Auth0 knows no session with this ID', story: undefined };
  if (outcome.session === undefined) {
    const failures = createLookUpFailures();
    failures.add(outcome);
    throw new InputError(toFailureLines(failures, source.auth0BaseUrl).join('; '));
  }
  const story = tellStory(toSessionEvents(sessionId, outcome.session), toFactors(outcome.session));
  return {
    source: `told by Auth0, which keeps the beginning and the last use${toEnd(outcome.session)}`,
    story,
  };
}

function toEnd({ expires_at: expiresAt, idle_expires_at: idleExpiresAt }: Auth0Session): string {
  const [endMs, idleEndMs] = [readTimeMs(expiresAt), readTimeMs(idleExpiresAt)];
  return [
    idleEndMs === undefined ? '' : `; ends ${toUtc(idleEndMs)} if it is not used`,
    endMs === undefined ? '' : `; ends ${toUtc(endMs)} at the latest`,
  ].join('');
}

/** Its beginning, each step of signing in and its last use, as far as Auth0 tells them; in order of time. */
export function toSessionEvents(sessionId: string, session: Auth0Session): readonly StoryEvent[] {
  const { device, user_id: userId, clients } = session;
  const user = typeof userId === 'string' ? userId : '';
  const blank = {
    ...blankEvent,
    sessionId,
    user,
    userId: user,
    coverage: 'api',
    status: 'enriched',
  } as const;
  const applications = Array.isArray(clients) ? clients.length : 0;
  const events: readonly (readonly [time: unknown, words: string, more?: Partial<StoryEvent>])[] = [
    [
      session.created_at,
      'Session began',
      toPlace(device?.initial_ip, device?.initial_asn, device?.initial_user_agent),
    ],
    ...toFactors(session).map(({ name, atMs }) => [atMs, `Signed in by ${name}`] as const),
    [
      session.last_interacted_at ?? session.updated_at,
      `Last use${applications > 0 ? `; ${applications} ${applications === 1 ? 'application' : 'applications'} so far` : ''}`,
      toPlace(device?.last_ip, device?.last_asn, device?.last_user_agent),
    ],
  ];
  return events
    .flatMap(([time, words, more]): StoryEvent[] => {
      const timeMs = readTimeMs(time);
      if (timeMs === undefined) return [];
      return [{ ...blank, ...more, timeMs, event: { ...blank.event, words } }];
    })
    .toSorted((one, other) => one.timeMs - other.timeMs);
}

function toPlace(ip: unknown, asn: unknown, userAgent: unknown): Partial<StoryEvent> {
  const address = typeof ip === 'string' ? ip : '';
  return { address, network: toAsText(asn) || address, program: toProgramWords(userAgent)?.label ?? '' };
}
