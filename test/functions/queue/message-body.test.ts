import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isAllowedInMessage, toMessageBody } from '../../../functions/queue/message-body.ts';

describe('toMessageBody', () => {
  it.each([
    ['U+FFFE', '\ufffe', '\\ufffe'],
    ['U+FFFF', '\uffff', '\\uffff'],
    ['a lone high surrogate', '\ud800', '\\ud800'],
    ['a lone low surrogate', '\udfff', '\\udfff'],
    ['a control character', '\u0001', '\\u0001'],
    [
      'the edges of what is allowed',
      '\u0020\ud7ff\ue000\ufffd\u{10000}\u{10ffff}\t\r\n',
      '\u0020\ud7ff\ue000\ufffd\u{10000}\u{10ffff}\t\r\n',
    ],
  ])('writes %s so that SQS takes it', (_what, character, written) => {
    const body = toMessageBody(`{"user_agent":"${character}"}`);

    expect(body).toBe(`{"user_agent":"${written}"}`);
    expect(isAllowedInMessage(body)).toBe(true);
  });

  it('says the same as before', () => {
    const odd = fc.string({
      unit: fc.constantFrom('\ufffe', '\uffff', '\u{1fffe}', '\\', '"', 'a', '\u007f'),
    });
    fc.assert(
      // As values: Node 24 reads keys with an escape wrongly at times, https://github.com/nodejs/node/issues/63785.
      fc.property(fc.array(odd), (value) => {
        const body = toMessageBody(JSON.stringify(value));

        expect(isAllowedInMessage(body)).toBe(true);
        expect(JSON.stringify(JSON.parse(body))).toBe(JSON.stringify(value));
      }),
      { numRuns: 200 },
    );
  });
});
