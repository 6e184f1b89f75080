import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findJsonFault } from '../../../../functions/local/playground/json-fault.ts';

describe('findJsonFault', () => {
  it.each<[text: string, at: number, problem: string]>([
    ['{"a":1', 6, 'expected “,” or “}”, found the end'],
    ['{"a":"b,"c":1}', 9, 'expected “,” or “}”, found “c”'],
    ['{"a" 1}', 5, 'expected “:”, found “1”'],
    ['{a:1}', 1, 'expected a key in quotes or “}”, found “a”'],
    ['{"a":1,}', 7, 'expected a key in quotes, found “}”'],
    ['[1,]', 3, 'expected a value, found “]”'],
    ['[1 2]', 3, 'expected “,” or “]”, found “2”'],
    ['{"a":1}}', 7, 'expected the end, found “}”'],
    ['', 0, 'expected a value, found the end'],
    ['{"a":"b', 7, 'a text that begins before has no closing quote'],
    ['{"a":"\\x"}', 6, 'this escape is not known'],
    ['{"a":"b\nc"}', 7, 'a text that begins before has no closing quote'],
    ['{"a":undefined}', 5, 'expected a value, found “u”'],
    ['{"a":01}', 6, 'expected “,” or “}”, found “1”'],
  ])('finds where %j is wrong', (text, at, problem) => {
    expect(findJsonFault(text)).toEqual({ at, problem });
  });

  it('agrees with JSON.parse on what is JSON, whole or broken', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.nat(), fc.string({ maxLength: 2 }), (json, place, piece) => {
        const at = place % (json.length + 1);
        for (const text of [json, json.slice(0, at), `${json.slice(0, at)}${piece}${json.slice(at)}`]) {
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect([text, findJsonFault(text) === undefined]).toEqual([text, isJson]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
