import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { streamSSE } from 'hono/streaming';
import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import type { LookUpStage } from '../../enrich/look-up/look-up-stage.ts';
import { type FeedMessage, createLiveFeed } from './live-feed.ts';
import { servePage } from './page-files.ts';
import { createRecordValidator } from './record-validator.ts';
import type { Scenario } from './scenarios.ts';
import { FormError, tryEvents } from './try-events.ts';

export interface PlaygroundOptions {
  /** Look-ups a second that the budget allows: the line in the plot. */
  readonly budgetPerSecond: number;
  readonly now: () => number;
}

export interface PlaygroundParts {
  readonly scenarios: readonly Scenario[];
  /** Look-ups for events that are made up: nobody learns from them. */
  readonly openTrialStage: () => LookUpStage;
}

export interface Playground {
  /** Shows the page what left the pipeline. */
  readonly onEmitted: ReturnType<typeof createLiveFeed>['add'];
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
 * The page on the webhook's port: records as they leave, each with its event, session and evidence; scenarios to play;
 * a form for somebody's own events. Everything stays on this machine.
 */
export function createPlayground({ budgetPerSecond, now }: PlaygroundOptions): Playground {
  const feed = createLiveFeed(now);
  const ticking = setInterval(() => feed.tick(), 1_000);
  ticking.unref();
  const validate = createRecordValidator();

  function createRoutes({ scenarios, openTrialStage }: PlaygroundParts): Hono {
    const app = new Hono();
    const page = servePage();
    app.use('/', securePage);
    app.use('/playground/*', securePage);
    app.get('/', page);
    app.get('/playground/page/:file', page);

    app.get('/playground/setup', (c) =>
      c.json({
        budgetPerSecond,
        scenarios: scenarios.map(({ name, title, expectation }) => ({ name, title, expectation })),
        ...feed.recent(),
      }),
    );

    app.get('/playground/live', (c) =>
      streamSSE(c, async (stream) => {
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
        while (!stream.aborted && waiting.length <= maxWaiting) {
          const [next] = waiting.splice(0, 1);
          if (next) await stream.writeSSE({ data: JSON.stringify(next) });
          else await new Promise<void>((resolve) => (wake = resolve));
        }
        unsubscribe();
      }),
    );

    app.get('/playground/records/:id', (c) => {
      const found = feed.find(Number(c.req.param('id')));
      if (!found)
        return c.json({ error: 'this record is no longer at hand: the page keeps the latest only' }, 404);
      return c.json(toDetail(found));
    });

    app.post('/playground/scenarios/:name', async (c) => {
      const scenario = scenarios.find(({ name }) => name === c.req.param('name'));
      if (!scenario) return c.json({ error: 'no such scenario' }, 404);
      return c.json({ played: await scenario.play() });
    });

    app.post('/playground/try', async (c) => {
      try {
        const { enriched, format, ocsfVersion, ...rest } = await tryEvents(await c.req.json<unknown>(), {
          openTrialStage,
          now,
        });
        if (c.req.query('download') !== undefined) {
          return c.body(
            enriched.flatMap(({ records }) => records.map(({ line }) => `${line}\n`)).join(''),
            200,
            {
              'content-type': 'application/x-ndjson',
            },
          );
        }
        const shown = enriched.slice(0, maxResults);
        return c.json({
          ...rest,
          count: enriched.length,
          results: shown.map((one) => ({
            ...toDetail(one),
            problems: one.records.map(({ line }) => validate(JSON.parse(line), format, ocsfVersion)),
          })),
        });
      } catch (error) {
        if (error instanceof FormError) return c.json({ error: error.message }, 400);
        if (error instanceof SyntaxError) return c.json({ error: 'expected a form as JSON' }, 400);
        throw error;
      }
    });
    return app;
  }

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

function toDetail({ event, outcome, signals, records }: EnrichedRecords): object {
  const { session, ...look } = outcome;
  return {
    logId: event.logId,
    type: event.type ?? 'session',
    event: event.data,
    session: session ?? null,
    lookUp: look,
    signals: signals ?? null,
    records: records.map(({ line }) => line),
  };
}
