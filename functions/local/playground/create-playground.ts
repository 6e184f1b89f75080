import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import type { LookUpSession } from '../../session/session-outcome.ts';
import { toStory } from '../../record/explain/story.ts';
import type { FeedRow } from './feed-row.ts';
import { createLiveFeed, type FeedMessage } from './live-feed.ts';
import { type OriginOptions, toLoginDetail, toOrigins } from './login-detail.ts';
import { createLookUpAllowance } from './look-up-allowance.ts';
import { servePage } from './page-files.ts';
import { toPageSetup } from './page-setup.ts';
import type { ValidateRecord } from './record-validator.ts';
import type { Scenario } from './scenarios.ts';
import type { FindSeenEvents, StoryOf } from './seen-events.ts';
import { FormError, tryEvents } from './try-events.ts';
import { estimateVolume } from './volume-estimate.ts';
import type { EmittedEvent } from '../../enrich/pipeline.ts';

export interface PlaygroundOptions {
  /** Look-ups that the budget allows: a second, and at once. */
  readonly budget: { readonly ratePerSecond: number; readonly burst: number };
  /** How the live records are made, to tell where their values come from. */
  readonly records: OriginOptions;
  readonly now: () => number;
}

export interface PlaygroundParts {
  readonly scenarios: readonly Scenario[];
  /** Sessions for somebody's own events, where they paste none. */
  readonly lookUp: LookUpSession;
  /** Where a session's story comes from. @default the records that this page has seen */
  readonly findSeenEvents?: FindSeenEvents;
}

export interface Playground {
  /** Shows the page what left the pipeline; gives it back as rows. */
  readonly onEmitted: (emitted: readonly EmittedEvent[]) => readonly FeedRow[];
  readonly onLookUp: (event: LookUpEvent) => void;
  /** The page and what it asks for, once the system it plays with is there. */
  createRoutes(parts: PlaygroundParts): Hono;
  close(): void;
}

/** Results of somebody's own events that a page gets at once; the download has them all. */
const maxResults = 500;
/** Messages that wait for a page which does not read; then it is cut off and connects anew. */
const maxWaiting = 1_000;

/**
 * The page on the webhook's port: records as they leave, each explained; the story of a session; scenarios to play; a form
 * for somebody's own events. Everything stays on this machine.
 */
export function createPlayground({ budget, records, now }: PlaygroundOptions): Playground {
  /** Tells a page that what it shows is of an earlier run. */
  const runId = `${now()}`;
  const feed = createLiveFeed({ now, endSecond: createLookUpAllowance(budget, now) });
  const ticking = setInterval(() => feed.tick(), 1_000);
  ticking.unref();
  let validating: Promise<ValidateRecord> | undefined;
  /** What compiles schemas is read when somebody tries events: nobody waits for it at the start. */
  const loadValidator = () =>
    (validating ??= import('./record-validator.ts').then((module) => module.createRecordValidator()));

  function createRoutes({ scenarios, lookUp, findSeenEvents }: PlaygroundParts): Hono {
    const findSeen = findSeenEvents ?? (async (of: StoryOf) => feed.seen(of));
    const app = new Hono();
    const page = servePage();
    app.use('/', securePage);
    app.use('/playground/*', securePage);
    app.get('/', page);
    app.get('/playground/page/:file', page);

    app.get('/playground/setup', compress(), (c) =>
      c.json({ runId, budget, ...toPageSetup(scenarios), ...feed.recent() }),
    );
    app.get('/playground/rows', compress(), (c) => {
      const { before, after } = c.req.query();
      const rows = feed.rows({
        ...(before !== undefined && { beforeId: Number(before) }),
        ...(after !== undefined && { afterId: Number(after) }),
      });
      return c.json({ rows });
    });
    app.get('/playground/live', (c) => streamFeed(c));

    app.get('/playground/records/:logId', compress(), (c) => {
      const found = feed.findByLogId(c.req.param('logId'));
      if (!found) return c.json(forgotten, 404);
      const { emitted, row } = found;
      return c.json({ ...toLoginDetail(emitted, earlierThan(emitted)), row });
    });
    app.get('/playground/records/:logId/origins', compress(), async (c) => {
      const found = feed.findByLogId(c.req.param('logId'));
      if (!found) return c.json(forgotten, 404);
      const { emitted } = found;
      return c.json({ origins: await toOrigins(emitted, before(emitted), records) });
    });
    for (const [path, toOf] of [
      ['sessions', (id: string): StoryOf => ({ sessionId: id })],
      ['users', (id: string): StoryOf => ({ userId: id })],
    ] as const) {
      app.get(`/playground/${path}/:id`, compress(), async (c) => {
        const seen = await findSeen(toOf(c.req.param('id')));
        if (seen.length === 0) return c.json({ error: 'nothing is known of it, or no longer' }, 404);
        return c.json(toStory(seen));
      });
    }
    app.post('/playground/export', async (c) => {
      const { ids } = await c.req.json<{ ids?: unknown }>();
      const lines = (Array.isArray(ids) ? ids : []).flatMap((id) => feed.find(Number(id))?.records ?? []);
      return toNdjson(c, lines);
    });

    app.get('/playground/estimate', (c) => {
      const estimate = estimateVolume(c.req.query());
      return typeof estimate === 'string' ? c.json({ error: estimate }, 400) : c.json(estimate);
    });

    app.get('/playground/samples/:name', (c) => {
      const sample = scenarios.find(({ name }) => name === c.req.param('name'))?.sample;
      return sample ? c.json(sample) : c.json({ error: 'no such sample' }, 404);
    });
    app.post('/playground/scenarios/:name', async (c) => {
      const scenario = scenarios.find(({ name }) => name === c.req.param('name'));
      if (!scenario) return c.json({ error: 'no such scenario' }, 404);
      return c.json({ played: await scenario.play() });
    });
    app.post('/playground/try', (c) => answerTrial(c, lookUp));
    return app;
  }

  function streamFeed(c: Context): Response {
    return streamSSE(c, async (stream) => {
      const waiting: FeedMessage[] = [];
      let wake: (() => void) | undefined;
      const unsubscribe = feed.subscribe((message) => {
        waiting.push(message);
        wake?.();
      });
      stream.onAbort(() => {
        unsubscribe();
        wake?.();
      });
      // Subscribed first: whoever then asks for what they missed, misses nothing.
      await stream.writeSSE({ data: JSON.stringify({ type: 'hello', runId }) });
      while (!stream.aborted && waiting.length <= maxWaiting) {
        const [next] = waiting.splice(0, 1);
        if (next) await stream.writeSSE({ data: JSON.stringify(next) });
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      unsubscribe();
    });
  }

  async function answerTrial(c: Context, lookUp: LookUpSession): Promise<Response> {
    try {
      const tried = await tryEvents(await c.req.json<unknown>(), { lookUp, now });
      const { enriched, format, ocsfVersion, ...rest } = tried;
      if (c.req.query('download') !== undefined) {
        return toNdjson(
          c,
          enriched.flatMap((one) => one.records),
        );
      }
      const validate = await loadValidator();
      const results = enriched.slice(0, maxResults).map((one, index) => ({
        ...toLoginDetail(
          one,
          enriched
            .slice(0, index)
            .map(({ event }) => event)
            .filter(({ sessionId }) => sessionId === one.event.sessionId),
        ),
        problems: one.records.map(({ line }) => validate(JSON.parse(line), format, ocsfVersion)),
      }));
      return c.json({ ...rest, format, ocsfVersion, count: enriched.length, results });
    } catch (error) {
      if (error instanceof FormError) return c.json({ error: error.message }, 400);
      if (error instanceof SyntaxError) return c.json({ error: 'expected a form as JSON' }, 400);
      throw error;
    }
  }

  /** What was seen of the same session, and happened before. */
  function before({ event }: EmittedEvent): readonly EmittedEvent[] {
    const { sessionId, occurredAtMs, logId } = event;
    if (sessionId === undefined) return [];
    return feed
      .seen({ sessionId })
      .filter((one) => one.event.logId !== logId && one.event.occurredAtMs <= occurredAtMs);
  }

  const earlierThan = (emitted: EmittedEvent) => before(emitted).map(({ event }) => event);

  return {
    onEmitted: (emitted) => feed.add(emitted),
    onLookUp(event) {
      if (event.type === 'request') feed.countRequest(event.answer === 'rate_limited');
      else if (event.type === 'look_up' && (event.source === 'cache' || event.source === 'shared')) {
        feed.countCacheHit();
      }
    },
    createRoutes,
    close: () => clearInterval(ticking),
  };
}

const forgotten = { error: 'This record is no longer at hand: the page keeps the latest 10,000.' };

function toNdjson(c: Context, records: readonly { readonly line: string }[]): Response {
  return c.body(records.map(({ line }) => `${line}\n`).join(''), 200, {
    'content-type': 'application/x-ndjson',
  });
}

/** Nothing but our own files runs or loads, and no other page may frame this one. */
const securePage = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
});
