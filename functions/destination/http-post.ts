import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  Agent as HttpAgent,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning of the body, 64 KiB at most; empty unless it was asked for. */
  readonly text: string;
}

/** Rejects when there is no answer, for whatever reason; the error's `code` tells. */
export type HttpPost = (request: {
  /** Another address of the same origin, over the same connections. @default the URL that it was made for */
  readonly url?: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the request and its answer, the body included. */
  readonly signal: AbortSignal;
  readonly isBodyWanted: boolean;
}) => Promise<PostAnswer>;

const maxBodyBytes = 64 * 1024;

/**
 * POST to one origin over connections that are kept.
 *
 * Node's own client instead of `fetch`: it follows no redirect at all, and an agent can insist on a valid certificate
 * even where NODE_TLS_REJECT_UNAUTHORIZED=0 is set.
 */
export function createHttpPost(url: URL): HttpPost {
  const isTls = url.protocol === 'https:';
  const agent = isTls
    ? new HttpsAgent({ keepAlive: true, rejectUnauthorized: true })
    : new HttpAgent({ keepAlive: true });
  const startRequest = isTls ? httpsRequest : httpRequest;

  return ({ url: address = url, headers, body, signal, isBodyWanted }) =>
    new Promise((resolve, reject) => {
      const request = startRequest(
        address,
        { method: 'POST', agent, signal, headers: { ...headers, 'content-length': body.length } },
        (response) => {
          const { statusCode: status = 0, headers: answered } = response;
          const text = readBeginning(response);
          if (isBodyWanted) text.then((read) => resolve({ status, headers: answered, text: read }), reject);
          else {
            // The status is the answer. What follows is read only to keep the connection.
            text.catch(() => {});
            resolve({ status, headers: answered, text: '' });
          }
        },
      );
      request.on('error', reject);
      // An answer by another protocol is none, and Node tells of it in no other way.
      request.once('upgrade', (_answer, socket) => {
        socket.destroy();
        reject(Object.assign(new Error('the answer is of another protocol'), { code: 'EPROTO' }));
      });
      request.end(body);
    });
}

async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop destroys the response, and with it the connection.
    if (bytes >= maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes).toString();
}
