import { request } from 'node:http';
import type { HttpAnswer, HttpCall } from '../../support/aws/endpoint.ts';

/** MiniStack finds an HTTP API by a host name of its own, and by plain HTTP: calls of the output's URL are led there. */
export function forwardToHttpApi(port: number) {
  return function forward(call: HttpCall): Promise<HttpAnswer | undefined> {
    const [apiId = ''] = call.host.split('.');
    return new Promise((resolve, reject) => {
      const { host: _host, ...headers } = call.headers;
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          method: call.method,
          path: call.path,
          headers: { ...headers, host: `${apiId}.execute-api.localhost:${port}` },
          agent: false,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject);
          response.once('end', () => {
            resolve({
              status: response.statusCode ?? 0,
              headers: { 'content-type': response.headers['content-type'] ?? 'text/plain' },
              body: Buffer.concat(chunks),
            });
          });
        },
      );
      sent.once('error', reject).end(call.body);
    });
  };
}
