import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createHttpsDestination } from '../../../functions/destination/https-destination.ts';
import { loopbackCertificate } from '../../support/loopback-certificate.ts';
import { createTiming, recordsOf } from './records.ts';

describe('createHttpsDestination', () => {
  it('does not try again after a fault of the certificate, which stays', async () => {
    let handshakes = 0;
    const server = createServer(loopbackCertificate, (_request, response) => response.end());
    server.on('connection', () => {
      handshakes += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const timing = createTiming();
    const secret = { read: async () => 'canary', reload: async () => 'canary' };
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const destination = createHttpsDestination({ url, kind: 'ndjson', secret, ...timing });

    const failures = await destination.deliver(recordsOf(2));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    expect(failures).toEqual(
      recordsOf(2).map(({ uid }) => ({ recordUid: uid, code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    );
    expect(handshakes).toBe(1);
    expect(timing.waits).toEqual([]);
  });
});
