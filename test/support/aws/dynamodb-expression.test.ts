import { describe, expect, it } from '@jest/globals';
import { isMet, toAssignments } from './dynamodb-expression.ts';

const expression = {
  ExpressionAttributeNames: { '#state': 'state', '#end': 'end' },
  ExpressionAttributeValues: { ':done': { S: 'done' }, ':now': { N: '10' } },
};
const item = { state: { S: 'done' }, end: { N: '9' } };

describe('isMet', () => {
  it.each<[condition: string, expected: boolean]>([
    ['attribute_exists(#state)', true],
    ['attribute_not_exists(#state)', false],
    ['#state = :done', true],
    ['#end < :now', true],
    ['#state = :now', false],
    ['attribute_not_exists(#state) OR #end < :now', true],
    ['#end < :now AND attribute_not_exists(#state) OR #state = :done', true],
    ['#end < :now AND (attribute_not_exists(#state) OR #end = :now)', false],
  ])('reads %s', (condition, expected) => {
    expect(isMet(condition, item, expression)).toBe(expected);
  });

  it('compares numbers as numbers, and what is missing with nothing', () => {
    expect(isMet('#end < :now', { end: { N: '10.5' } }, expression)).toBe(false);
    expect(isMet('#end < :now', {}, expression)).toBe(false);
  });

  it.each([
    '#end > :now',
    'NOT #end < :now',
    '#end < :now,',
    '#end < :other',
    '#end BETWEEN :now AND :now',
    '(',
  ])('refuses %s instead of guessing', (condition) => {
    expect(() => isMet(condition, item, expression)).toThrow('not understood here');
  });
});

describe('toAssignments', () => {
  it('reads what is set', () => {
    expect(toAssignments('SET #state = :done, #end = :now', expression)).toEqual({
      state: { S: 'done' },
      end: { N: '10' },
    });
  });

  it('refuses anything else', () => {
    expect(() => toAssignments('REMOVE #state', expression)).toThrow('not understood here');
  });
});
