import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createHttpGet } from '../../../functions/session/http-get.ts';
import { startLoopback } from '../../support/loopback.ts';
import { visitUntrustedHost } from '../../support/untrusted-host.ts';

const script = new URL('get-from-untrusted.ts', import.meta.url);

describe('createHttpGet', () => {
  it('closes a connection that nobody uses, before the other side does', async () => {
    let closed = 0;
    // The answer takes longer than a connection may be idle.
    const answer = (response: ServerResponse) => setTimeout(() => response.end('{}'), 150);
    const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => void answer(response));
    server.on('connection', (socket) => socket.once('close', () => (closed += 1)));
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const get = createHttpGet(50);

    const limits = { signal: AbortSignal.timeout(2_000), maxBodyBytes: 100 };
    const { status } = await get(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {}, limits);
    const closedAtOnce = closed;
    await new Promise((resolve) => setTimeout(resolve, 500));
    server.closeAllConnections();
    server.close();

    expect({ status, closedAtOnce, closed }).toEqual({ status: 200, closedAtOnce: 0, closed: 1 });
  });

  it.each([
    [100, 'announced', 100],
    [101, 'announced', undefined],
    [100, 'not announced', 100],
    [101, 'not announced', undefined],
  ])('of a body of %d bytes, %s, with 100 allowed, gives %p', async (bytes, how, expected) => {
    const { url, ...server } = await startLoopback((_request, response) => {
      if (how === 'announced') response.setHeader('content-length', bytes);
      else response.write('x');
      response.end('x'.repeat(how === 'announced' ? bytes : bytes - 1));
    });
    try {
      const limits = { signal: AbortSignal.timeout(60_000), maxBodyBytes: 100 };
      const { text } = await createHttpGet()(url, { connection: 'close' }, limits);

      expect(text?.length).toBe(expected);
    } finally {
      await server.close();
    }
  });

  it.each([undefined, '0'])(
    'shows no token to a host without a valid certificate, NODE_TLS_REJECT_UNAUTHORIZED=%p',
    async (flag) => {
      await expect(visitUntrustedHost(script, flag)).resolves.toEqual({
        printed: { code: expect.stringMatching(/CERT/) },
        requests: 0,
      });
    },
  );
});
