import { describe, expect, it } from '@jest/globals';
import { packingVersion, packSession, unpackSession } from '../../../functions/session/packed-session.ts';

const session = {
  user_id: 'auth0|u1',
  device: { initial_ip: '198.51.100.23', last_asn: '64496' },
  cookie: { mode: 'persistent' },
  authentication: { methods: [{ name: 'federated', timestamp: '2026-03-02T11:15:04.000Z' }] },
};

/** As an item of the session ledger may hold it: with another dictionary it reads as something else, or not at all. */
const packedByVersion: { readonly [version: number]: string } = {
  1: 'q8ZI2aWGWCMWHCSGlhZ6poZ6oKxoZIwaPmYmJpZmSoTsIzKY4CUfVp8a6xoYhRgaWhmaWhmYwH1aCwA=',
};

describe('unpackSession', () => {
  it('reads what this version has packed before; after a change to the dictionary, raise packingVersion', () => {
    const packed = Buffer.from(packedByVersion[packingVersion] ?? '', 'base64');

    expect(JSON.parse(unpackSession(packed))).toEqual(session);
  });

  it('reads what packSession packs, in less than half of its size', () => {
    const json = JSON.stringify(session);

    expect(unpackSession(packSession(json))).toBe(json);
    expect(packSession(json).length).toBeLessThan(json.length / 2);
  });
});
