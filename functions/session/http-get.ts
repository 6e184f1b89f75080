import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** An answer that has come to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** The body; undefined when it was larger than allowed. */
  readonly text: string | undefined;
}

export interface HttpGetLimits {
  /** Ends the request and its answer, the body included. */
  readonly signal: AbortSignal;
  readonly maxBodyBytes: number;
}

/** Asks once. Rejects when there is no whole answer, for whatever reason; the error's `code` tells. */
export type HttpGet = (
  url: string,
  headers: Readonly<Record<string, string>>,
  limits: HttpGetLimits,
) => Promise<HttpAnswer>;

/**
 * GET over connections that are kept.
 *
 * Node's own client instead of `fetch`: it follows no redirect at all, an agent can insist on a valid certificate even
 * where NODE_TLS_REJECT_UNAUTHORIZED=0 is set, and it spares a cold start the loading of all that `fetch` is made of.
 * A connection that nobody used for `idleMs` is closed, before the other side does it under the next request.
 */
export function createHttpGet(idleMs = 4_000): HttpGet {
  const agents = {
    http: new HttpAgent({ keepAlive: true, timeout: idleMs }),
    https: new HttpsAgent({ keepAlive: true, timeout: idleMs, rejectUnauthorized: true }),
  };

  return (url, headers, { signal, maxBodyBytes }) =>
    new Promise((resolve, reject) => {
      const receive = (response: IncomingMessage) => {
        const { statusCode: status = 0 } = response;
        const get = (name: string) => [response.headers[name] ?? []].flat()[0] ?? null;
        readBody(response, maxBodyBytes).then((text) => resolve({ status, headers: { get }, text }), reject);
      };
      const request = url.startsWith('https:')
        ? httpsRequest(url, { agent: agents.https, headers, signal }, receive)
        : httpRequest(url, { agent: agents.http, headers, signal }, receive);
      request.on('error', reject);
      // An answer by another protocol is none, and Node tells of it in no other way.
      request.once('upgrade', (_answer, socket) => {
        socket.destroy();
        reject(Object.assign(new Error('the answer is of another protocol'), { code: 'EPROTO' }));
      });
      request.end();
    });
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  if (Number(response.headers['content-length']) > maxBytes) {
    response.destroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Leaving the loop destroys the response, and with it the connection.
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
