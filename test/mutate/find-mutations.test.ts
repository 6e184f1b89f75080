import { describe, expect, it } from '@jest/globals';
import { findMutations, mutate } from './find-mutations.ts';

const mutants = (text: string) => findMutations(text).map((mutation) => mutate(text, mutation));

describe('findMutations', () => {
  it.each<[what: string, text: string, mutants: string[]]>([
    ['a comparison', 'a <= b;', ['a < b;']],
    ['an equality', 'a === b;', ['a !== b;']],
    ['both sides of "and"', 'a(b) && c;', ['a(b) || c;']],
    ['a negation', 'x = !a;', ['x =  a;']],
    ['a truth', 'const a = true;', ['const a = false;']],
    ['a small number', 'const a = 20;', ['const a = 21;', 'const a = 19;']],
    ['a large number', 'const a = 5_000;', ['const a = 50000;', 'const a = 500;']],
    ['a sum', 'a + b;', ['a - b;']],
    ['no text that is joined', "'a' + b;", []],
    ['a list of the module', "const a = new Set(['x']);", ["const a = new Set(['mutated']);"]],
    ['a value of a table, and not its key', "const a = { 'k': 'v' };", ["const a = { 'k': 'mutated' };"]],
    ['no text inside a function', "function f() { return ['x']; }", []],
    ['the name of a field that is read', "f(a['b']);", [';', "f(a['mutated']);"]],
    ['a call', 'async () => { await f(); };', ['async () => { ; };']],
    ['a branch', 'if (a) b;', ['if (false) b;', 'if (true) b;']],
    ['a choice', 'x = a ? b : c;', ['x = false ? b : c;', 'x = true ? b : c;']],
    ['no type', "type A = 'x' | 2; let a: 3;", []],
    ['no import', "import a from './a.ts';", []],
    [
      'what stands behind other alphabets',
      "/* é漢😀 */ const a = 'é' as const; a < b;",
      ["/* é漢😀 */ const a = 'mutated' as const; a < b;", "/* é漢😀 */ const a = 'é' as const; a <= b;"],
    ],
  ])('changes %s', (_what, text, changed) => {
    expect(mutants(text)).toEqual(changed);
  });

  it('tells the line', () => {
    expect(findMutations('\n\na > b;')).toMatchObject([{ line: 3, kind: 'comparison', replacement: '>=' }]);
  });
});
