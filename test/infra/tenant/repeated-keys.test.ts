import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findRepeatedKeys } from '../../../infra/tenant/repeated-keys.ts';

describe('findRepeatedKeys', () => {
  it.each<[json: string, paths: PropertyKey[][]]>([
    ['{"a":1,"a":2}', [['a']]],
    ['{"a":1,"b":{"a":1},"a":2,"a":3}', [['a'], ['a']]],
    ['{"a":[{"b":1},{"b":1,"c":[0,[]],"b":2}]}', [['a', 1, 'b']]],
    [String.raw`{"a":1,"\u0061":2}`, [['a']]],
    [String.raw`{"a\"":"{\"x\":1,\"x\":2}","a\\":[",","a"]}`, []],
    ['[[{}],{"a":["a","a"]},{"a":"a"}]', []],
    ['"a"', []],
    ['[1, true, null, -1.5e3]', []],
  ])('finds in %s', (json, paths) => {
    expect(findRepeatedKeys(json)).toEqual(paths);
  });

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 0, max: 4 }), (json, indent) => {
        expect(findRepeatedKeys(JSON.stringify(JSON.parse(json), undefined, indent))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
