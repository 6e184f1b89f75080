import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseHecReply } from '../../../functions/destination/hec-reply.ts';

const nothing = { code: undefined, isOk: false, ackId: undefined, invalidEventNumber: undefined };

describe('parseHecReply', () => {
  it.each<[text: string, reply: object]>([
    ['{"text":"Success","code":0,"ackId":17}', { code: 0, isOk: true, ackId: 17 }],
    ['{"text":"Invalid data format","code":6,"invalid-event-number":3}', { code: 6, invalidEventNumber: 3 }],
    ['"{\\"text\\":\\"Event field is required\\",\\"code\\":12}"', { code: 12 }],
    ['"OK"', { isOk: true }],
    ['OK', { isOk: true }],
    ['{"code":"0","ackId":"1","invalid-event-number":null}', {}],
    ['{"code":-1}', {}],
    ['[0]', {}],
    ['', {}],
  ])('reads %s', (text, reply) => {
    expect(parseHecReply(text)).toEqual({ ...nothing, ...reply });
  });

  it('takes no text for more than it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { code, ackId, invalidEventNumber } = parseHecReply(text);
        for (const number of [code, ackId, invalidEventNumber]) {
          expect(number === undefined || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
        }
      }),
    );
  });
});
