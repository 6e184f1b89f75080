import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackAuth0 {
  readonly baseUrl: string;
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[];
  /** TCP connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A real HTTP server on 127.0.0.1 that answers as told. */
export async function startLoopbackAuth0(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackAuth0> {
  const requests: { url: string; authorization: string | undefined }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
