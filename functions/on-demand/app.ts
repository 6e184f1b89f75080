import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { dropRepeats } from '../log-event/drop-repeats.ts';
import { parseBody } from '../log-event/parse-body.ts';
import { parseElement } from '../log-event/parse-element.ts';
import type { SessionStatus } from '../session/session-status.ts';
import type { Deliver } from '../enrich/hand-over.ts';
import type { EnrichedEvent, Pipeline } from '../enrich/pipeline.ts';

/** What the caller's infrastructure says about who is asking. */
export interface OnDemandAppDependencies {
  readonly pipeline: Pick<Pipeline, 'enrich'>;
  readonly deliver: Deliver;
  /** The session and its signals, after the privacy rules. */
  readonly toView: (input: EnrichedEvent) => unknown;
  /** Whether AWS has authorised this request by IAM. Never decided on a header, which anybody can send. */
  readonly isAuthorized: (context: Context) => boolean;
  /** Milliseconds a request may spend on look-ups. @default 20_000 */
  readonly lookUpLimitMs?: number;
  readonly now: () => number;
  readonly reportFault: (error: unknown) => void;
}

/**
 * Lambda answers with at most 6,291,556 bytes of JSON, in which the quotes of a body are escaped once more; a record is
 * some five times the size of its event.
 */
const maxRequestBytes = 1024 * 1024;
const maxResponseBytes = 4_500_000;

const httpStatus = {
  enriched: 200,
  observed: 200,
  not_found: 404,
  no_session_id: 404,
  skipped: 404,
  rate_limited: 503,
  timeout: 504,
  forbidden: 502,
  unauthorized: 502,
  unavailable: 502,
  invalid_response: 502,
} as const satisfies Record<SessionStatus, number>;

/**
 * The same pipeline on demand, for analysts and playbooks.
 *
 * - `POST /enrich`: log events in any shape → `{ records, rejected: [{ position, reason }], repeats }`. Nothing is
 *   emitted unless `?emit=true`; then `handedOver` lists what waits in the retry queue of a destination, and `failures`
 *   what not even that took, with status 502 if there is any.
 * - `GET /sessions/{id}`: `{ status, source, fetched_at, session, signals }`. The HTTP status follows the look-up's.
 * - `GET /health`: 200, for anybody.
 *
 * 403 without an IAM authorisation, 400 for an empty body, 413 above 1 MiB or when the answer would not fit.
 */
export function createOnDemandApp(dependencies: OnDemandAppDependencies): Hono {
  const { pipeline, deliver, toView, isAuthorized, lookUpLimitMs = 20_000, now } = dependencies;
  const app = new Hono();
  const toLimits = () => ({ deadlineMs: now() + lookUpLimitMs });

  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    dependencies.reportFault(error);
    return c.json({ error: 'internal error' }, 500);
  });
  app.notFound((c) =>
    c.json({ error: 'no such route: there are POST /enrich, GET /sessions/{id}, GET /health' }, 404),
  );

  app.get('/health', (c) => c.json({ status: 'ok' }));

  app.use(async (c, next) => {
    if (!isAuthorized(c))
      throw new HTTPException(403, { message: 'this route answers to IAM-authorised callers only' });
    await next();
  });

  app.post('/enrich', async (c) => {
    const isEmitting = toFlag(c.req.query('emit'));
    const body = await readBody(c);
    const elements = parseBody(body, { receivedAtMs: now() });
    const rejected = elements.flatMap((element) =>
      element.ok ? [] : [{ position: element.position, reason: element.reason }],
    );
    const { kept, repeats } = dropRepeats(elements.flatMap((element) => (element.ok ? [element.event] : [])));
    const enriched = await pipeline.enrich(kept, toLimits());
    if (enriched.some(({ isFaulty }) => isFaulty)) throw new Error('an event could not be made a record');

    const records = enriched.flatMap((one) => one.records);
    if (records.reduce((sum, { line }) => sum + Buffer.byteLength(line), 0) > maxResponseBytes) {
      throw new HTTPException(413, {
        message: 'the records would be larger than an answer may be: send fewer events',
      });
    }
    const { failures = [], handedOver = [] } = isEmitting ? await deliver(records) : {};
    const rest = JSON.stringify({ rejected, repeats, ...(isEmitting ? { failures, handedOver } : {}) });
    // Records are serialised already: they are put in as they stand.
    const answer = `{"records":[${records.map(({ line }) => line).join(',')}],${rest.slice(1)}`;
    return c.body(answer, failures.length > 0 ? 502 : 200, { 'content-type': 'application/json' });
  });

  app.get('/sessions/:id', async (c) => {
    const element = parseElement(JSON.stringify({ session_id: c.req.param('id') }), { receivedAtMs: now() });
    if (!element.ok) throw new HTTPException(400, { message: element.reason });
    const [enriched] = await pipeline.enrich([element.event], toLimits());
    if (!enriched?.signals) throw new Error('a session could not be described');
    const { event, outcome, signals } = enriched;
    return c.json(toView({ event, outcome, signals }) as object, httpStatus[outcome.status]);
  });

  return app;
}

async function readBody(c: Context): Promise<string> {
  const tooLarge = () =>
    new HTTPException(413, { message: `the body may have ${maxRequestBytes} bytes at most` });
  if (Number(c.req.header('content-length') ?? 0) > maxRequestBytes) throw tooLarge();
  const body = await c.req.text();
  if (Buffer.byteLength(body) > maxRequestBytes) throw tooLarge();
  if (body.trim() === '') throw new HTTPException(400, { message: 'the body is empty: expected log events' });
  return body;
}

function toFlag(value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new HTTPException(400, { message: 'emit: expected true or false' });
}
