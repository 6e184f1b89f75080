import type { MiddlewareHandler } from 'hono';
// The routers of plain `hono` are made for more than two routes, and weigh 6 kB.
import { Hono } from 'hono/tiny';
import { parseParts } from '../log-event/parse-body.ts';
import { splitBody } from '../log-event/split-body.ts';
import type { LoadAuthorizations } from '../secret/webhook-authorizations.ts';
import { type AllowSourcesOptions, allowSources } from './allow-sources.ts';
import { authorizeSender } from './authorize-sender.ts';
import type { EventQueue } from '../queue/event-queue.ts';
import { readBody } from './read-body.ts';
import { toRefusedElements } from './refused-elements.ts';
import { sortElements } from './sort-elements.ts';

/** One delivery that was stored, in numbers. */
export interface DeliveryCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly repeats: number;
  readonly bytes: number;
}

export interface ReceiveAppDependencies {
  readonly loadAuthorizations: LoadAuthorizations;
  readonly queue: EventQueue;
  /** Told why a request was answered 503. */
  readonly reportFault: (error: unknown) => void;
  readonly reportDelivery?: (counts: DeliveryCounts) => void;
  /** @default from everywhere, with the right header */
  readonly sources?: AllowSourcesOptions;
  /** @default 6 MiB, about what Lambda takes */
  readonly maxBodyBytes?: number;
  /**
   * Elements of one body: many more than a stream sends at once, and no more than can be stored before the sender gives
   * up, in the time of 25 calls of the queue one after the other. @default 10_000
   */
  readonly maxElements?: number;
}

/**
 * The webhook: authorise, split, store, and only then answer 202 `{ accepted, rejected: [{ position, reason }] }`, and
 * `repeats` where the body held events twice.
 *
 * What is no event is kept among the dead letters and named in `rejected`, never refused: Auth0 sends a refused
 * delivery again for days and then pauses the stream. Refused are only 401 an unknown sender (403 an unknown network),
 * 400 an empty body, 413 one that is longer, or has more elements, than any stream sends, and 503 when the secret or
 * the queue is out of reach, so that Auth0 delivers again. What the queue will never take is kept and named like what is
 * no event: answered 503, it would come again for ever, and its neighbours with it.
 */
export function createReceiveApp(dependencies: ReceiveAppDependencies): Hono {
  const { loadAuthorizations, queue, reportFault, reportDelivery, sources } = dependencies;
  const { maxBodyBytes = 6_291_456, maxElements = 10_000 } = dependencies;
  const app = new Hono();
  app.onError((error, c) => {
    reportFault(error);
    return c.body(null, 503);
  });

  app.notFound((c) => c.body(null, 404));

  app.get('/health', (c) => c.json({ status: 'ok' }));

  const allowSender = sources ? allowSources(sources) : allowAnySource;
  app.post('/log-events', allowSender, authorizeSender(loadAuthorizations), async (c) => {
    const body = await readBody(c.req.raw, maxBodyBytes);
    if (body === undefined) return c.json({ error: `body: expected at most ${maxBodyBytes} bytes` }, 413);
    if (body.text.trim() === '') return c.json({ error: 'body: expected log events, got nothing' }, 400);
    const parts = splitBody(body.text, { maxElements });
    // The time of arrival is the queue's to tell: the elements are read again behind it.
    const elements = parts.length > maxElements ? [] : parseParts(parts, { receivedAtMs: 0, maxElements });
    if (Math.max(parts.length, elements.length) > maxElements) {
      return c.json({ error: `body: expected at most ${maxElements} elements, got more` }, 413);
    }

    const sorted = sortElements(elements, body);
    const { bodies, items, repeats } = sorted;
    // What we acknowledge is not sent again, and nothing may be under way once we answer: wait for both, then look.
    const [added, setAside] = await Promise.allSettled([queue.add(bodies), queue.setAside(items)]);
    if (added.status === 'rejected') throw added.reason;
    if (setAside.status === 'rejected') throw setAside.reason;
    const refused = toRefusedElements(sorted, added.value);
    if (refused.items.length > 0) await queue.setAside(refused.items);

    const accepted = bodies.length - refused.items.length;
    const rejected = [...sorted.rejected, ...refused.rejected].toSorted((a, b) => a.position - b.position);
    reportDelivery?.({ accepted, rejected: rejected.length, repeats, bytes: body.bytes });
    return c.json({ accepted, rejected, ...(repeats > 0 && { repeats }) }, 202);
  });

  return app;
}

const allowAnySource: MiddlewareHandler = (_c, next) => next();
