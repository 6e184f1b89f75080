import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const source = readFileSync(new URL('../../functions/receive/authorize-sender.ts', import.meta.url), 'utf8');

/** Times are too small to be measured reliably, so this looks at the text: whoever changes it has to think again. */
describe('the comparison of Authorization values', () => {
  it('takes the same time for every value: hashes of one length, compared by timingSafeEqual alone', () => {
    expect(source).toContain('timingSafeEqual(given, digest(value))');
    expect(source).not.toMatch(/given(?:\.equals|\.compare| ===)/);
  });

  it('goes through every accepted value, also after a match', () => {
    const [, loop = ''] = /function isOneOf.*?\{(.*?)\n\}/s.exec(source) ?? [];

    expect(loop).toContain('for (const value of accepted)');
    expect(loop.match(/return/g)).toHaveLength(1);
    expect(loop).toMatch(/return isFound;\s*$/);
    expect(loop).not.toContain('break');
  });
});
