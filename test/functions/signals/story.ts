import { createEnricher, type EnricherSettings } from '../../../functions/enrich/create-enricher.ts';
import { createPlainStage } from '../../../functions/enrich/look-up/plain-stage.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { createMemoryLedger, type OpenedLedger } from '../../../functions/enrich/memory-ledger.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import type {
  Auth0Session,
  AuthenticationMethod,
  SessionOutcome,
} from '../../../functions/session/session-outcome.ts';
import type { RiskLevel } from '../../../functions/signals/risk-level.ts';
import type { SignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';

const win = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const blink = 'AppleWebKit/537.36 (KHTML, like Gecko)';

/** Made-up user agents of real form. */
export const agent = {
  chrome: `${win} ${blink} Chrome/145.0.0.0 Safari/537.36`,
  chrome146: `${win} ${blink} Chrome/146.0.0.0 Safari/537.36`,
  chrome144: `${win} ${blink} Chrome/144.0.0.0 Safari/537.36`,
  chrome131: `${win} ${blink} Chrome/131.0.0.0 Safari/537.36`,
  managed: `${win} ${blink} Chrome/145.0.0.0 Safari/537.36 AcmeBrowser/7`,
  headless: `Mozilla/5.0 (X11; Linux x86_64) ${blink} HeadlessChrome/145.0.0.0 Safari/537.36`,
  android: `Mozilla/5.0 (Linux; Android 10; K) ${blink} Chrome/145.0.0.0 Mobile Safari/537.36`,
  androidDesktop: `Mozilla/5.0 (X11; Linux x86_64) ${blink} Chrome/145.0.0.0 Safari/537.36`,
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
  safari:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
  firefox: `${win.slice(0, -1)}; rv:147.0) Gecko/20100101 Firefox/147.0`,
  python: 'python-requests/2.32.3',
  node: 'node',
  nativeApp: 'MyApp/5.2 CFNetwork/1568.200.51 Darwin/24.1.0',
} as const;

export interface Place {
  readonly ip: string;
  readonly asn?: string;
  readonly location?: object;
}

const berlin = { city_name: 'Berlin', country_code: 'DE', latitude: 52.52, longitude: 13.4 };
const newYork = { city_name: 'New York', country_code: 'US', latitude: 40.71, longitude: -74 };

export const place = {
  home: { ip: '198.51.100.23', asn: '64496', location: berlin },
  homeOther: { ip: '198.51.100.99', asn: '64496', location: berlin },
  away: { ip: '203.0.113.77', asn: '64511' },
  mobile: { ip: '192.0.2.140', asn: '64500' },
  abroad: { ip: '203.0.113.77', asn: '64511', location: newYork },
  server: { ip: '203.0.113.201', asn: '65550', location: newYork },
  relay: { ip: '203.0.113.9', asn: '36183' },
  v6: { ip: '2001:db8:7:1::1', asn: '64496' },
} as const satisfies Readonly<Record<string, Place>>;

export const ja4 = {
  chrome: 't13d1516h2_8daaf6152771_d8a2da3f94cd',
  tool: 't13d190900_9dc949149365_97f8aa674fd9',
};

export interface StoryEvent {
  readonly data: { readonly [key: string]: unknown };
}

export interface EventGiven {
  readonly from?: Place;
  readonly with?: string | undefined;
  readonly user?: string;
  readonly session?: string | null;
  readonly client?: string;
  readonly ja4?: string;
  readonly details?: object;
  readonly more?: object;
}

const day = '2026-09-14';
let count = 0;

/** A time of the story's day, or a whole date. */
export const toDate = (time: string) => (time.length > 12 ? time : `${day}T${time.padEnd(8, ':00')}.000Z`);

export function told(type: string, time: string, given: EventGiven = {}): StoryEvent {
  const { from = place.home, user = 'auth0|u1', session = 'Sess', client = 'ClientA' } = given;
  const { location } = from;
  count += 1;
  return {
    data: {
      log_id: `story-${count.toString().padStart(6, '0')}`,
      date: toDate(time),
      type,
      client_id: client,
      ip: from.ip,
      ...('with' in given
        ? given.with !== undefined && { user_agent: given.with }
        : { user_agent: agent.chrome }),
      user_id: user,
      ...(location && { location_info: location }),
      ...(given.ja4 !== undefined && { security_context: { ja4: given.ja4 } }),
      details: { prompts: [], ...(session !== null && { session_id: session }), ...given.details },
      ...given.more,
    },
  };
}

/** A login at a prompt: the beginning of a session. */
export function login(time: string, given: EventGiven = {}): StoryEvent {
  const completedAt = Date.parse(toDate(time)) - 200;
  const prompts = [{ name: 'prompt-authenticate', completedAt, strategy: 'auth0' }];
  return told('s', time, {
    ...given,
    details: { prompts, initiatedAt: completedAt - 9_000, ...given.details },
  });
}

export interface SessionGiven {
  readonly id?: string;
  readonly began?: { readonly from?: Place; readonly with?: string | undefined };
  readonly used?: { readonly from?: Place; readonly with?: string };
  /** When it was last used. */
  readonly at: string;
  readonly created?: string;
  readonly methods?: readonly AuthenticationMethod[];
  readonly more?: object;
}

/** What Auth0 answers, long after the story. */
export function session(given: SessionGiven): Auth0Session {
  const { id = 'Sess', at, created = '10:00', began = {}, used } = given;
  const first = { from: began.from ?? place.home, with: 'with' in began ? began.with : agent.chrome };
  const last = { from: used?.from ?? first.from, with: used?.with ?? first.with };
  const createdAt = toDate(created);
  return {
    id,
    user_id: 'auth0|u1',
    created_at: createdAt,
    updated_at: toDate(at),
    authenticated_at: createdAt,
    last_interacted_at: toDate(at),
    idle_expires_at: '2026-09-30T10:00:00.000Z',
    expires_at: '2026-09-30T10:00:00.000Z',
    device: {
      initial_ip: first.from.ip,
      initial_asn: first.from.asn ?? null,
      initial_user_agent: first.with ?? null,
      last_ip: last.from.ip,
      last_asn: last.from.asn ?? null,
      last_user_agent: last.with ?? null,
    },
    clients: [{ client_id: 'ClientA' }],
    authentication: { methods: given.methods ?? [{ name: 'pwd', timestamp: createdAt }] },
    ...given.more,
  };
}

export interface Check {
  readonly on: 'last' | 'any' | 'all' | number;
  readonly min?: RiskLevel;
  readonly max?: RiskLevel;
  readonly raised?: readonly string[];
  readonly never?: readonly string[];
}

export interface Story {
  readonly events: readonly StoryEvent[];
  readonly sessions?: readonly Auth0Session[];
  readonly settings?: SignalSettings;
  readonly checks: readonly Check[];
  /** Why events in another order tell less: what one session's event says of another session cannot be told there. */
  readonly needsOrder?: string;
}

const plain: EnricherSettings = {
  format: 'ocsf',
  ocsfVersion: '1.8.0',
  rawData: false,
  textData: false,
  lookUps: {},
  signals: {},
  privacy: {},
};

/** What became of an event. */
export interface Told {
  readonly event: LogEvent;
  readonly signals: SignalBlock;
  readonly records: readonly { readonly [key: string]: unknown }[];
}

/** A worker of its own over a history that may be everybody's. */
export function createWorker(story: Story, opened: OpenedLedger, settings: Partial<EnricherSettings> = {}) {
  const now = () => Date.parse('2026-11-29T00:00:00.000Z');
  const sessions = new Map(story.sessions?.map((one) => [one.id, one]));
  const { pipeline } = createEnricher(
    { ...plain, signals: story.settings ?? {}, ...settings },
    {
      lookUps: createPlainStage({
        ...opened,
        lookUp: async (sessionId): Promise<SessionOutcome> => {
          const found = sessions.get(sessionId);
          return found
            ? { status: 'enriched', session: found, source: 'api', fetchedAtMs: now() }
            : { status: 'rate_limited' };
        },
        modeOf: () => 'fetch',
      }),
      destinations: [],
      clock: { ...systemClock, now },
      reportFault: (error) => {
        throw error;
      },
    },
  );
  return async (events: readonly StoryEvent[]): Promise<Told[]> => {
    const parsed = events.map(({ data }) => {
      const one = parseElement(JSON.stringify({ log_id: data['log_id'], data }), { receivedAtMs: now() });
      if (!one.ok) throw new Error(one.reason);
      return one.event;
    });
    const enriched = await pipeline.enrich(parsed, { deadlineMs: now() + 60_000 });
    return enriched.map(({ event, signals, records }) => {
      if (signals === undefined) throw new Error('an event became no record');
      return {
        event,
        signals,
        records: records.map(({ line }) => JSON.parse(line) as Told['records'][number]),
      };
    });
  };
}

/** One event after the other, as a quiet stream brings them. */
export async function tell(story: Story, settings?: Partial<EnricherSettings>): Promise<Told[]> {
  const work = createWorker(story, createMemoryLedger({ now: () => 0 }), settings);
  const all: Told[] = [];
  for (const event of story.events) all.push(...(await work([event])));
  return all;
}

/** Events dealt to workers at random, each with its own batches, over one history. */
export async function deal(
  story: Story,
  events: readonly StoryEvent[],
  workers: number,
  random: () => number,
): Promise<Told[]> {
  const opened = createMemoryLedger({ now: () => 0 });
  const hands = Array.from({ length: workers }, () => ({
    work: createWorker(story, opened),
    batches: [] as StoryEvent[][],
  }));
  for (const event of events) {
    const hand = hands[Math.floor(random() * workers)]!;
    const batch = hand.batches.at(-1);
    if (batch === undefined || random() < 0.5) hand.batches.push([event]);
    else batch.push(event);
  }
  const told = await Promise.all(
    hands.map(async ({ work, batches }) => {
      const all: Told[] = [];
      for (const batch of batches) all.push(...(await work(batch)));
      return all;
    }),
  );
  return told.flat();
}

/** Session and signal of every incident from Low on, with its highest severity. */
export function toIncidents(
  told: readonly {
    readonly event: LogEvent;
    readonly signals: Pick<SignalBlock, 'evidence' | 'incidents'>;
  }[],
): { readonly [incident: string]: number } {
  const highest = new Map<string, number>();
  const note = (sessionId: string | undefined, signal: string, severity: number) => {
    const incident = `${sessionId} ${signal}`;
    if (severity > 1) highest.set(incident, Math.max(highest.get(incident) ?? 0, severity));
  };
  for (const { event, signals } of told) {
    for (const { signal, severity_id } of signals.evidence) note(event.sessionId, signal, severity_id);
    for (const { signal, severity_id, session_id } of signals.incidents ?? [])
      note(session_id, signal, severity_id);
  }
  return Object.fromEntries([...highest].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
