import { request } from 'node:https';

export interface DeployedRequest {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** Sends to a deployed URL over TLS. Its name leads to this machine, whatever the resolver here says of `.localhost`. */
export function sendToDeployed(
  url: string,
  certificate: string,
  { method = 'POST', headers = {}, body = '' }: DeployedRequest,
): Promise<{ readonly status: number; readonly body: string }> {
  const { hostname, host, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        servername: hostname,
        ca: certificate,
        method,
        path: pathname + search,
        headers: { host, 'content-length': Buffer.byteLength(body), ...headers },
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    sent.once('error', reject).end(body);
  });
}
