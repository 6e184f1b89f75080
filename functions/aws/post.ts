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

/** POST over connections that are kept, with Node's own client: docs/decisions/0095 says why. */
export function createPost({ timeoutMs, connectionTimeoutMs, maxSockets }: PostLimits): Post {
  const agents = {
    http: new HttpAgent({ keepAlive: true, maxSockets }),
    https: new HttpsAgent({ keepAlive: true, maxSockets, rejectUnauthorized: true }),
  };

  function post(...[url, { headers, body }, signal]: Parameters<Post>): Promise<AwsAnswer> {
    return new Promise((resolve, reject) => {
      const isHttps = url.protocol === 'https:';
      const request = (isHttps ? httpsRequest : httpRequest)({
        agent: isHttps ? agents.https : agents.http,
        method: 'POST',
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port,
        path: url.pathname,
        headers,
        ...(signal && { signal }),
      });
      const timer = setTimeout(() => request.destroy(new AwsTimeoutError('no answer in time')), timeoutMs);
      let connecting: NodeJS.Timeout | undefined;
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = setTimeout(
          () => request.destroy(new AwsTimeoutError('no connection in time')),
          connectionTimeoutMs,
        );
        socket.once('connect', () => clearTimeout(connecting));
      });

      function fail(error: Error): void {
        end();
        reject(signal?.aborted ? signal.reason : error);
      }
      function end(): void {
        clearTimeout(timer);
        clearTimeout(connecting);
      }
      request.on('error', fail);
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('error', fail);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          end();
          const text = (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
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
