import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from '@jest/globals';
import { openProxyTunnel } from '../../../../functions/cli/terminal/proxy-tunnel.ts';

it('gives a proxy up that never answers', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  const error = await new Promise((resolve) => openProxyTunnel(proxy, 'aws.example', 443, resolve, 50));
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));

  expect(error).toMatchObject({ code: 'EPROXY_ETIMEDOUT' });
});
