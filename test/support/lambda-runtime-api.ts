import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one invocation came to. */
export interface InvocationResult {
  readonly ok: boolean;
  /** What the handler returned, or `{ errorType, errorMessage, … }`. */
  readonly body: unknown;
  readonly errorType?: string;
  /** From handing the event out to getting the result. */
  readonly ms: number;
}

export interface RuntimeApi {
  /** `127.0.0.1:port`, as `AWS_LAMBDA_RUNTIME_API` wants it. */
  readonly address: string;
  /** Resolves at the first request for work; rejects with why the function did not start. */
  readonly started: Promise<void>;
  invoke(event: unknown): Promise<InvocationResult>;
  /** Ends the running and the waiting invocations: the sandbox is gone. */
  fail(errorType: string, errorMessage: string): void;
  close(): void;
}

interface Failure {
  readonly errorType?: string;
  readonly errorMessage?: string;
}

interface Invocation {
  readonly id: string;
  readonly payload: string;
  readonly resolve: (result: InvocationResult) => void;
  startedMs: number;
}

const prefix = '/2018-06-01/runtime';
const resultPath = new RegExp(`^${prefix}/invocation/([^/]+)/(response|error)$`);

/** A buffered response may not be larger: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxResponseBytes = 6_291_556;

/** The function did not start; the message says why, in the runtime's words. */
export class InitError extends Error {
  override readonly name = 'InitError';
}

/**
 * Lambda's Runtime API on loopback for one sandbox: one invocation at a time, the others wait.
 *
 * `onTimeout` is called when an invocation takes longer than `timeoutMs`; its result is then already an error.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(options: {
  readonly timeoutMs: number;
  readonly onTimeout: () => void;
}): Promise<RuntimeApi> {
  const { timeoutMs, onTimeout } = options;
  const queue: Invocation[] = [];
  let current: Invocation | undefined;
  let idle: ServerResponse | undefined;
  let timer: NodeJS.Timeout | undefined;
  let settleStart: { resolve: () => void; reject: (error: Error) => void };
  const started = new Promise<void>((resolve, reject) => {
    settleStart = { resolve, reject };
  });
  // Whoever starts a sandbox awaits this; until then a rejection must not count as unhandled.
  started.catch(() => {});

  function dispatch(): void {
    if (!idle || current) return;
    current = queue.shift();
    if (!current) return;
    const response = idle;
    idle = undefined;
    current.startedMs = performance.now();
    timer = setTimeout(() => {
      fail('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`);
      onTimeout();
    }, timeoutMs);
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': current.id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:local',
    });
    response.end(current.payload);
  }

  function settle(result: Omit<InvocationResult, 'ms'>): void {
    if (!current) return;
    clearTimeout(timer);
    const { resolve, startedMs } = current;
    current = undefined;
    resolve({ ...result, ms: performance.now() - startedMs });
    dispatch();
  }

  function fail(errorType: string, errorMessage: string): void {
    const failure = { ok: false, errorType, body: { errorType, errorMessage } };
    const waiting = queue.splice(0);
    settle(failure);
    for (const { resolve } of waiting) resolve({ ...failure, ms: 0 });
    settleStart.reject(new InitError(`${errorType}: ${errorMessage}`));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url === `${prefix}/invocation/next`) {
      settleStart.resolve();
      idle = response;
      dispatch();
      return;
    }
    const body = await readBody(request);
    const [, id, kind] = resultPath.exec(url) ?? [];
    if (url === `${prefix}/init/error`) {
      response.writeHead(202).end('{"status":"OK"}');
      const { errorType, errorMessage } = parseFailure(body);
      settleStart.reject(new InitError(`${errorType}: ${errorMessage}`));
    } else if (current && id === current.id) {
      response.writeHead(202).end('{"status":"OK"}');
      settle(kind === 'response' ? toResult(body) : toFailure(parseFailure(body)));
    } else {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // A sandbox waits for work as long as it likes.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    fail,
    invoke(event) {
      return new Promise((resolve) => {
        queue.push({ id: randomUUID(), payload: JSON.stringify(event), resolve, startedMs: 0 });
        dispatch();
      });
    },
    close() {
      clearTimeout(timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

function toResult(body: Buffer): Omit<InvocationResult, 'ms'> {
  if (body.length <= maxResponseBytes) return { ok: true, body: parse(body) };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
  return toFailure({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
}

function toFailure(failure: Failure): Omit<InvocationResult, 'ms'> {
  return { ok: false, errorType: failure.errorType ?? 'Unhandled', body: failure };
}

function parseFailure(body: Buffer): Failure {
  return parse(body) as Failure;
}

function parse(body: Buffer): unknown {
  const text = body.toString();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
