import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AwsTimeoutError } from './service-error.ts';

export interface AwsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface PostLimits {
  /** From the beginning until the whole answer is there. */
  readonly timeoutMs: number;
  /** Of that, for a connection that is being made. */
  readonly connectionTimeoutMs: number;
  /** Further requests wait until a connection is free. */
  readonly maxSockets: number;
}

export interface Post {
  /** Asks once. Rejects with AwsTimeoutError, with the signal's reason, and with what Node says of a connection. */
  (
    url: URL,
    request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
    signal?: AbortSignal,
  ): Promise<AwsAnswer>;
  /** Closes the connections that are kept. */
  readonly close: () => void;
}

/** Of connections that have ended: the SDK, and whoever reads codes, call them by the same name as silence. */
const timeoutCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** POST over connections that are kept, with Node's own client: docs/decisions/0095 says why. */
export function createPost({ timeoutMs, connectionTimeoutMs, maxSockets }: PostLimits): Post {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets }),
    https: new HttpsAgent({ keepAlive: true, maxSockets, rejectUnauthorized: true }),
  };

  function post(...[url, { headers, body }, signal]: Parameters<Post>): Promise<AwsAnswer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const isHttps = url.protocol === 'https:';
      const request = (isHttps ? httpsRequest : httpRequest)({
        agent: isHttps ? agents.https : agents.http,
        method: 'POST',
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port,
        path: url.pathname,
        headers,
      });
      let isSettled = false;
      let connecting: NodeJS.Timeout | undefined;
      const timer = setTimeout(() => fail(new AwsTimeoutError('no answer in time')), timeoutMs);
      const abort = () => fail(signal?.reason);
      signal?.addEventListener('abort', abort, { once: true });

      function settle(): void {
        isSettled = true;
        clearTimeout(timer);
        clearTimeout(connecting);
        signal?.removeEventListener('abort', abort);
      }
      // At once, and not by what a request emits when it is destroyed: some emit nothing then.
      function fail(error: unknown): void {
        if (isSettled) return;
        settle();
        reject(toNamed(error));
        request.destroy();
      }
      function succeed(answer: AwsAnswer): void {
        if (isSettled) return;
        settle();
        resolve(answer);
        // Answered before it was read: its connection is of no use to the next one.
        if (!request.writableFinished) request.destroy();
      }

      request.on('error', fail);
      // What ends without answer or error: one that is answered by another protocol, for one.
      request.on('close', () => fail(new AwsTimeoutError('the connection has ended')));
      request.on('socket', (socket) => {
        if (!socket.connecting || isSettled) return;
        connecting = setTimeout(
          () => fail(new AwsTimeoutError('no connection in time')),
          connectionTimeoutMs,
        );
        socket.once('connect', () => clearTimeout(connecting));
      });
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', fail);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
          succeed({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      request.end(body);
    });
  }

  return Object.assign(post, {
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  });
}

function toNamed(error: unknown): unknown {
  const { code } = Object(error) as { readonly code?: unknown };
  return timeoutCodes.has(code) ? Object.assign(Object(error) as Error, { name: 'TimeoutError' }) : error;
}
