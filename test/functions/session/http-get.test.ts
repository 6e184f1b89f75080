import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createHttpGet } from '../../../functions/session/http-get.ts';
import { loopbackCertificate } from '../../support/loopback-certificate.ts';

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

  it.each([undefined, '0'])(
    'shows no token to a host without a valid certificate, NODE_TLS_REJECT_UNAUTHORIZED=%p',
    async (flag) => {
      let requests = 0;
      const server = createTlsServer(loopbackCertificate, (_request, response) => {
        requests += 1;
        response.writeHead(404).end();
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const script = fileURLToPath(new URL('ask-untrusted.ts', import.meta.url));
      const env = { PATH: process.env['PATH'], ...(flag && { NODE_TLS_REJECT_UNAUTHORIZED: flag }) };

      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, url], {
        env,
      });
      server.close();

      expect(JSON.parse(stdout)).toEqual({
        status: 'unavailable',
        reason: expect.stringMatching(/cert/),
      });
      expect(requests).toBe(0);
    },
  );
});
