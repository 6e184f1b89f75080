import { execFile } from 'node:child_process';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { loopbackCertificate } from './loopback-certificate.ts';

export interface UntrustedVisit {
  /** What the script wrote to stdout, as JSON. */
  readonly printed: unknown;
  /** How many requests the host got: none, unless somebody trusts it. */
  readonly requests: number;
}

/**
 * Runs a script of TypeScript with the URL of a host whose certificate nobody vouches for as its argument. In a
 * process of its own, because Node reads NODE_TLS_REJECT_UNAUTHORIZED from the environment; `flag` is its value.
 */
export async function visitUntrustedHost(script: URL, flag: string | undefined): Promise<UntrustedVisit> {
  let requests = 0;
  const server = createServer(loopbackCertificate, (_request, response) => {
    requests += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const env = {
      PATH: process.env['PATH'],
      ...(flag === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: flag }),
    };
    const args = ['--import', 'tsx', script.pathname, url];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 20_000 });
    return { printed: JSON.parse(stdout) as unknown, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
