import { describe, expect, it } from '@jest/globals';
import { type Detection, fires, type Json } from './condition.ts';
import { parseEsql } from './esql.ts';
import { parseKql } from './kql.ts';
import { parseSigma } from './sigma.ts';
import { parseSpl } from './spl.ts';
import { parseYaml } from './yaml.ts';

const record: Json = { name: 'Ann', tags: ['a', 'b'], isKnown: false, inner: [{ id: 1 }, { id: 2 }] };

const spl = (search: string): Detection => {
  const fields = 'name tags{} inner{}.id none'.split(' ').map((path) => {
    return `| spath path=${path} output=${path.replace(/\{\}.*/, '')}`;
  });
  return parseSpl(`index=a ${fields.join(' ')} | search ${search}`, new Map());
};
const esql = (where: string): Detection =>
  parseEsql(`FROM logs-auth0.session-* METADATA _id | WHERE ${where}`);
const kql = (where: string): Detection =>
  parseKql(
    `let Names = dynamic(["Ann"]);\nSessionEnricher_CL | where ${where}`,
    new Set(['name', 'tags', 'isKnown', 'none', 'inner']),
  );
const sigma = (condition: string): Detection =>
  parseSigma(
    `detection:\n  ann:\n    name: ann\n    tags:\n      - 'b'\n      - 'c'\n  bob:\n    name: bob\n  condition: ${condition}\n`,
  );

describe('the languages of the detections, as the tests understand them', () => {
  it.each<[text: string, detection: Detection, isAlert: boolean]>([
    ['SPL: any value of a field is enough', spl('tags=b'), true],
    ['SPL: without regard to case', spl('name=ANN'), true],
    ['SPL: NOT holds where the field is missing', spl('NOT none=x'), true],
    ['SPL: side by side means AND', spl('name=Ann tags=c'), false],
    ['SPL: OR before AND', spl('name=Ann OR name=Bob tags=c'), false],
    ['SPL: values in lists of objects', spl('inner IN (2, 3)'), true],
    ['ES|QL: equal', esql('name == "Ann"'), true],
    ['ES|QL: with regard to case', esql('name == "ANN"'), false],
    ['ES|QL: several values compare to null', esql('tags == "b"'), false],
    ['ES|QL: NOT null is null', esql('NOT none IN ("x")'), false],
    ['ES|QL: COALESCE answers for null', esql('NOT COALESCE(none, "") IN ("x")'), true],
    ['ES|QL: MV_CONTAINS', esql('MV_CONTAINS(tags, "b") AND NOT MV_CONTAINS(tags, "c")'), true],
    ['ES|QL: AND before OR', esql('name == "Ann" OR name == "Bob" AND name == "Cat"'), true],
    ['KQL: false is false', kql('isKnown == false'), true],
    ['KQL: nothing is not false', kql('none == false'), false],
    ['KQL: nothing is unequal to everything', kql('none != 1'), true],
    ['KQL: tostring of nothing is empty', kql('tostring(none) !in (Names)'), true],
    ['KQL: in', kql('tostring(name) in (Names) and not(name == "Bob")'), true],
    ['KQL: set_has_element', kql('set_has_element(tags, "b") or name == "Bob"'), true],
    ['KQL: set_has_element of no list', kql('set_has_element(none, "b")'), false],
    ['KQL: !has', kql('tostring(tags) !has "b"'), false],
    ['Sigma: fields and values', sigma('ann'), true],
    ['Sigma: and not', sigma('ann and not bob'), true],
    ['Sigma: or', sigma('bob or (bob and ann)'), false],
  ])('%s', (_text, detection, isAlert) => {
    expect(fires(detection, record)).toBe(isAlert);
  });

  it.each<[what: string, parse: () => unknown]>([
    ['a field that no spath made', () => spl('other=1')],
    ['a macro that is not defined', () => parseSpl('`sessions` | search 1', new Map())],
    ['a command of SPL', () => parseSpl('index=a | where name="x"', new Map())],
    ['a command of ES|QL', () => parseEsql('FROM logs-auth0.session-* METADATA _id | STATS COUNT(*)')],
    ['an operator of ES|QL', () => esql('name LIKE "x"')],
    ['a column that the table does not have', () => kql('other == 1')],
    ['an operator of KQL', () => kql('name hasprefix "x"')],
    ['a list that was not defined', () => kql('name in (Others)')],
    ['what is left over', () => kql('name == "x" )')],
    ['a selection that was not defined', () => sigma('ann and eve')],
    ['a modifier of Sigma', () => parseSigma('detection:\n  a:\n    name|re: x\n  condition: a\n')],
    ['an anchor of YAML', () => parseYaml('a: &b c\n')],
    ['a key of YAML twice', () => parseYaml('a: 1\na: 2\n')],
    ['a wrong indent of YAML', () => parseYaml('a: 1\n  b: 2\n')],
  ])('refuses what it does not understand: %s', (_what, parse) => {
    expect(parse).toThrow(/cannot be read|unknown|nowhere|no column|expected/);
  });
});
