import { describe, expect, it } from '@jest/globals';
import { toTlsFingerprint } from '../../../functions/log-event/tls-fingerprint.ts';

describe('toTlsFingerprint', () => {
  it.each<[ja4: string | undefined, expected: string | undefined]>([
    ['t13d1516h2_8daaf6152771_e5627efa2ab1', '138daaf615'],
    ['q13d1517h3_8daaf6152771_000000000000', '138daaf615'],
    ['t12d1516h2_8daaf6152771_e5627efa2ab1', '128daaf615'],
    ['t13d1516h2', undefined],
    ['****', undefined],
    [undefined, undefined],
  ])('%s gives %s', (ja4, expected) => {
    expect(toTlsFingerprint(ja4)).toBe(expected);
  });
});
