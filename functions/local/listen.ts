import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';

/** Another process has the port: choose another one. */
export class PortBusyError extends Error {
  override readonly name = 'PortBusyError';

  constructor(port: number, options?: ErrorOptions) {
    super(`port ${port} is in use on 127.0.0.1`, options);
  }
}

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests and cuts those under way. */
  close(): Promise<void>;
}

/** What answers HTTP: every Hono app does. */
export interface HttpApp {
  fetch(request: Request, env?: unknown): Response | Promise<Response>;
}

/**
 * Serves an app on 127.0.0.1 only; port 0 takes a free one.
 *
 * Rejects with PortBusyError when the port is taken.
 */
export function listen(app: HttpApp, port = 0): Promise<LoopbackServer> {
  const server = createAdaptorServer({ fetch: (request, env) => app.fetch(request, env) }) as Server;
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortBusyError(port, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const boundPort = typeof address === 'object' && address ? address.port : port;
      resolve({ url: `http://127.0.0.1:${boundPort}`, port: boundPort, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
