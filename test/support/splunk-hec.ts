import type { ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { splitConcatenated } from '../../functions/log-event/split-elements.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';

export interface SplunkHecOptions {
  readonly token: string;
  readonly isDisabled?: boolean;
  /** Indexes that the token may write to. @default all */
  readonly indexes?: readonly string[];
  /** Whether the token has indexer acknowledgement, and how long indexing takes. @default off */
  readonly acknowledgement?: { readonly indexingMs: number } | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Asked before each event is queued, `place` counting from 0 over all requests: whether the queue is full. */
  readonly isBusy?: (place: number) => boolean;
  /** Asked once a request has been worked, counting from 0: whether its answer gets lost. */
  readonly losesAnswer?: (request: number) => boolean;
}

export interface SplunkHec extends Loopback {
  /** `http://127.0.0.1:<port>/services/collector/event` */
  readonly eventUrl: string;
  /** How often each event was indexed, by its `uid`. */
  copies(): Readonly<Record<string, number>>;
  /** Requests with events, and questions for acknowledgements. */
  counts(): { readonly events: number; readonly acknowledgements: number };
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Splunk's HTTP Event Collector as its documentation describes it: token, channel, event format, codes with
 * `invalid-event-number`, and acknowledgements that are told once.
 *
 * https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector
 */
export async function startSplunkHec(options: SplunkHecOptions): Promise<SplunkHec> {
  const { token, acknowledgement, indexes, now = Date.now } = options;
  const indexed = new Map<string, number>();
  /** By channel and ackId: when it is indexed. */
  const pending = new Map<string, number>();
  const seen = { events: 0, acknowledgements: 0 };
  let place = 0;

  function authorize({ headers, path }: LoopbackRequest): HecAnswer | undefined {
    const { authorization } = headers;
    if (authorization === undefined) {
      return path.includes('token=') ? queryString : [401, 2, 'Token is required'];
    }
    const given = /^Splunk (.+)$/.exec(authorization)?.[1];
    if (given === undefined) return [401, 3, 'Invalid authorization'];
    if (given !== token) return [403, 4, 'Invalid token'];
    if (options.isDisabled === true) return [403, 1, 'Token disabled'];
    return path.includes('token=') ? queryString : undefined;
  }

  function findChannel({ headers, path }: LoopbackRequest): string | undefined {
    const header = headers['x-splunk-request-channel'];
    const parameter = new URL(path, 'http://localhost').searchParams.get('channel');
    return typeof header === 'string' ? header : (parameter ?? undefined);
  }

  function checkChannel(channel: string | undefined): HecAnswer | undefined {
    if (channel === undefined) return acknowledgement && [400, 10, 'Data channel is missing'];
    return guid.test(channel) ? undefined : [400, 11, 'Invalid data channel'];
  }

  function take(request: LoopbackRequest): HecAnswer {
    const text = readText(request);
    if (text.trim() === '') return [400, 5, 'No data'];
    for (const [number, piece] of splitConcatenated(text.trim()).entries()) {
      const fault = findFault(piece, indexes);
      if (fault !== undefined) return [...fault, { 'invalid-event-number': number }];
      if (options.isBusy?.(place++) === true) {
        return [503, 9, 'Server is busy', { 'invalid-event-number': number }];
      }
      const { event } = JSON.parse(piece) as { readonly event: { readonly uid: string } };
      indexed.set(event.uid, (indexed.get(event.uid) ?? 0) + 1);
    }
    const channel = findChannel(request);
    if (acknowledgement === undefined || channel === undefined) return success;
    const ackId = [...pending.keys()].filter((key) => key.startsWith(channel)).length;
    pending.set(`${channel} ${ackId}`, now() + acknowledgement.indexingMs);
    return [...success, { ackId }];
  }

  function answerAcknowledgements(request: LoopbackRequest): HecAnswer | object {
    if (acknowledgement === undefined) return [400, 14, 'ACK is disabled'];
    const { acks } = JSON.parse(readText(request)) as { readonly acks: readonly number[] };
    const channel = findChannel(request);
    const isIndexed = (id: number): boolean => {
      const key = `${channel} ${id}`;
      const isDone = (pending.get(key) ?? Number.POSITIVE_INFINITY) <= now();
      // Told once: then the status is removed.
      if (isDone) pending.set(key, Number.POSITIVE_INFINITY);
      return isDone;
    };
    return { acks: Object.fromEntries(acks.map((id) => [id, isIndexed(id)])) };
  }

  const loopback = await startLoopback((request, response) => {
    const isAck = request.path.startsWith('/services/collector/ack');
    const isEvent = /^\/services\/collector(?:\/event(?:\/1\.0)?)?(?:\?|$)/.test(request.path);
    if (!isAck && !isEvent) return answer(response, [404, 404, 'The requested URL was not found']);
    const refusal = authorize(request) ?? checkChannel(findChannel(request));
    if (refusal !== undefined) return answer(response, refusal);
    if (isAck) {
      seen.acknowledgements += 1;
      return answer(response, answerAcknowledgements(request));
    }
    const number = seen.events++;
    const taken = take(request);
    if (options.losesAnswer?.(number) === true) return void response.destroy();
    return answer(response, taken);
  });
  return {
    ...loopback,
    eventUrl: `${loopback.url}/services/collector/event`,
    copies: () => Object.fromEntries(indexed),
    counts: () => ({ ...seen }),
  };
}

type HecAnswer = readonly [status: number, code: number, text: string, more?: object];

const success: readonly [number, number, string] = [200, 0, 'Success'];
const queryString: HecAnswer = [400, 16, 'Query string authorization is not enabled'];

function isHecAnswer(content: HecAnswer | object): content is HecAnswer {
  return Array.isArray(content);
}

function answer(response: ServerResponse, content: HecAnswer | object): void {
  const [status, body] = isHecAnswer(content)
    ? [content[0], { text: content[2], code: content[1], ...content[3] }]
    : [200, content];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function readText({ headers, body }: LoopbackRequest): string {
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
}

/** Why an event is refused; undefined when it is not. */
function findFault(
  piece: string,
  indexes: readonly string[] | undefined,
): readonly [number, number, string] | undefined {
  const envelope = parseObject(piece);
  if (envelope === undefined) return [400, 6, 'Invalid data format'];
  const { event, fields, index } = envelope;
  if (event === undefined || event === null) return [400, 12, 'Event field is required'];
  if (event === '') return [400, 13, 'Event field cannot be blank'];
  const values = typeof fields === 'object' && fields !== null ? Object.values(fields) : [];
  if (values.some((value) => typeof value === 'object' && value !== null && !Array.isArray(value))) {
    return [400, 15, 'Error in handling indexed fields'];
  }
  if (indexes !== undefined && typeof index === 'string' && !indexes.includes(index)) {
    return [400, 7, 'Incorrect index'];
  }
  return undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
