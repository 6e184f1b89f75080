import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '../log-event/log-event.ts';

export const bodyFormats = ['JSONLINES', 'JSONARRAY', 'JSONOBJECT'] as const;
/** `httpContentFormat` of an Auth0 log stream. */
export type BodyFormat = (typeof bodyFormats)[number];

export interface LogStreamSenderOptions {
  readonly url: string;
  /** The literal header value: Auth0 adds no `Bearer`. */
  readonly authorization: string;
  /** @default 'JSONLINES' */
  readonly format?: BodyFormat;
  /** Elements per POST. @default 100 */
  readonly batchSize?: number;
  /** `httpCustomHeaders`, and `httpContentType`, which is the customer's free text. */
  readonly headers?: { readonly [name: string]: string };
  /** Between the three attempts of a round. @default 500 */
  readonly retryPauseMs?: number;
  /** Before a failed batch starts again from the beginning. @default 5000 */
  readonly restartPauseMs?: number;
  /** For one attempt. @default 30000 */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of every attempt; `status` is undefined when there was no answer. */
  readonly onAttempt?: (attempt: { readonly status: number | undefined; readonly elements: number }) => void;
}

export interface LogStreamSender {
  /**
   * Resolves when every element was accepted, however long that takes; rejects with the reason of `stop` after it.
   * An element is `{log_id, data}`; its text is sent as it stands when it is given as text.
   */
  send(elements: readonly (JsonObject | string)[]): Promise<void>;
  /** Gives up what is not delivered yet. */
  stop(): void;
}

const attemptsPerRound = 3;

/**
 * Auth0's side of a custom webhook log stream: three attempts, an entry in the Health view, and again until the batch
 * is accepted. So elements arrive at least once, and not in order.
 *
 * Source: https://auth0.com/docs/customize/log-streams/custom-log-streams
 */
export function createLogStreamSender(options: LogStreamSenderOptions): LogStreamSender {
  const { url, authorization, format = 'JSONLINES', batchSize = 100, headers = {}, onAttempt } = options;
  const { retryPauseMs = 500, restartPauseMs = 5_000, timeoutMs = 30_000 } = options;
  const { fetch = globalThis.fetch, sleep = sleepUntilStopped } = options;
  const stopping = new AbortController();
  const contentType = format === 'JSONLINES' ? 'application/x-ndjson' : 'application/json';

  async function attempt(body: string, elements: number): Promise<boolean> {
    const status = await post(body);
    onAttempt?.({ status, elements });
    return status !== undefined && status >= 200 && status < 300;
  }

  async function post(body: string): Promise<number | undefined> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': contentType, ...headers, authorization },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    }
  }

  async function deliver(batch: readonly (JsonObject | string)[]): Promise<void> {
    const body = toBody(batch, format);
    for (let attempts = 1; ; attempts += 1) {
      stopping.signal.throwIfAborted();
      if (await attempt(body, batch.length)) return;
      await sleep(attempts % attemptsPerRound === 0 ? restartPauseMs : retryPauseMs, stopping.signal);
    }
  }

  return {
    async send(elements) {
      for (let start = 0; start < elements.length; start += batchSize) {
        await deliver(elements.slice(start, start + batchSize));
      }
    },
    stop() {
      stopping.abort();
    },
  };
}

/** One webhook body in the form that the stream is configured for. */
export function toBody(elements: readonly (JsonObject | string)[], format: BodyFormat): string {
  const texts = elements.map((element) => (typeof element === 'string' ? element : JSON.stringify(element)));
  switch (format) {
    case 'JSONLINES':
      return texts.join('\n');
    case 'JSONARRAY':
      return `[${texts.join(',')}]`;
    case 'JSONOBJECT':
      return `{"logs":[${texts.join(',')}]}`;
  }
}

async function sleepUntilStopped(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
