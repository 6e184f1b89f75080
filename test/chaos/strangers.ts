import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { loopbackCertificate } from '../support/loopback-certificate.ts';
import { startLoopback } from '../support/loopback.ts';

/** Hosts that are not ours: whatever leads there, none of them may ever see an Authorization header. */
export async function startStrangers() {
  let leaks = 0;
  const look = (headers: { readonly authorization?: string | undefined }) => {
    if (headers.authorization !== undefined) leaks += 1;
  };

  const plain = await startLoopback(({ headers }, response) => {
    look(headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":0}');
  });
  const tls = createServer(loopbackCertificate, ({ headers }, response) => {
    look(headers);
    response.end('{}');
  });
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
  tls.on('tlsClientError', () => undefined);

  return {
    /** Where redirects lead. */
    redirectUrl: plain.url,
    /** Its certificate is its own. */
    tlsUrl: `https://127.0.0.1:${(tls.address() as AddressInfo).port}`,
    /** Requests that came with an Authorization header. */
    get leaks() {
      return leaks;
    },
    async close() {
      await plain.close();
      tls.closeAllConnections();
      await new Promise<void>((resolve) => tls.close(() => resolve()));
    },
  };
}
