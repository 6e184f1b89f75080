import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createSha256 } from '../../../functions/aws/sha256.ts';

const data = Buffer.from('what is signed, é');
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('createSha256', () => {
  it('is the hash of what was added, from the beginning again after a reset', async () => {
    const hash = new (createSha256())();
    hash.update(Buffer.from('something else'));
    hash.reset();
    hash.update(data.subarray(0, 5));
    hash.update(data.subarray(5));

    expect(toHex(await hash.digest())).toBe(createHash('sha256').update(data).digest('hex'));
  });

  it('is the HMAC by each secret, whatever secrets were used before it', async () => {
    const Sha256 = createSha256();
    const bytes = new Uint8Array(40).fill(7);
    const secrets = ['one', 'other', 'one', '', bytes, bytes.subarray(4, 36), bytes, bytes.slice().buffer];

    for (const secret of secrets) {
      const hash = new Sha256(secret);
      hash.update(data);
      const key = typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array);
      expect(toHex(await hash.digest())).toBe(createHmac('sha256', key).update(data).digest('hex'));
    }
  });
});
