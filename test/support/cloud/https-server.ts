import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer, HttpCall } from '../aws/endpoint.ts';
import type { Certificate } from './self-signed-certificate.ts';

/** Stands for a host on the internet that deployed functions call. */
export type Host = (request: Request) => Response | Promise<Response>;

export interface HttpsServerOptions {
  readonly certificate: Certificate;
  /** 0 takes a free one. */
  readonly port: number;
  readonly hosts: { readonly [host: string]: Host };
  /** Answers for every other host; undefined for one that it does not know. */
  readonly answer: (call: HttpCall) => Promise<HttpAnswer | undefined>;
}

/** One TLS listener on 127.0.0.1 for every name there is: deployed URLs, and the hosts that functions call. */
export async function startHttpsServer({ certificate, port, hosts, answer }: HttpsServerOptions) {
  const server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = 'GET', url = '/', headers } = request;
      const [path = '/', rawQuery = ''] = url.split(/\?(.*)/s);
      const host = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
      const body = Buffer.concat(chunks);
      const call = { method, host, path, query: new URLSearchParams(rawQuery), rawQuery, headers, body };
      void toAnswer(call).then(
        (one) => response.writeHead(one.status, one.headers).end(one.body),
        () => response.destroy(),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });

  async function toAnswer(call: HttpCall): Promise<HttpAnswer> {
    const host = hosts[call.host];
    if (host) return fromResponse(await host(toRequest(call)));
    return (await answer(call)) ?? { status: 404, body: 'no such host' };
  }

  return {
    port: (server.address() as AddressInfo).port,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function toRequest({ method, host, path, rawQuery, headers, body }: HttpCall): Request {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')] as const);
  return new Request(`https://${host}${path}${rawQuery && `?${rawQuery}`}`, {
    method,
    headers: entries.map(([name, value]) => [name, value] as [string, string]),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
}

async function fromResponse(response: Response): Promise<HttpAnswer> {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}
