import { describe, expect, it } from '@jest/globals';
import { applyUpdate, checkExpression, isMet } from './dynamodb-expression.ts';

const expression = {
  ExpressionAttributeNames: { '#state': 'state', '#end': 'end', '#set': 'set', '#none': 'none' },
  ExpressionAttributeValues: {
    ':done': { S: 'done' },
    ':now': { N: '10' },
    ':two': { N: '2' },
    ':more': { SS: ['b', 'c'] },
    ':all': { SS: ['a', 'b'] },
  },
};
const item = { state: { S: 'done' }, end: { N: '9' }, set: { SS: ['a', 'b'] } };

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
    ['#end > :now', false],
    [':now > #end', true],
    ['#end >= :now OR #end <= :now', true],
    ['#state <> :done', false],
    ['size(#set) = :two', true],
    ['size(#set) < :two', false],
    ['size(#none) <= :two', false],
    ['attribute_not_exists(#none) OR size(#none) <= :two', true],
  ])('reads %s', (condition, expected) => {
    expect(isMet(condition, item, expression)).toBe(expected);
  });

  it('compares numbers as numbers, and what is missing with nothing', () => {
    expect(isMet('#end < :now', { end: { N: '10.5' } }, expression)).toBe(false);
    expect(isMet('#end < :now', {}, expression)).toBe(false);
  });

  it.each([
    'size(#set',
    'NOT #end < :now',
    '#end < :now,',
    '#end < :other',
    '#end BETWEEN :now AND :now',
    '(',
  ])('refuses %s instead of guessing', (condition) => {
    expect(() => isMet(condition, item, expression)).toThrow('not understood here');
  });
});

describe('applyUpdate', () => {
  it.each<[update: string, changes: object]>([
    ['SET #state = :now, #end = :done', { state: { N: '10' }, end: { S: 'done' } }],
    ['SET #end = #end + :now', { end: { N: '19' } }],
    ['SET #end = :now - #end', { end: { N: '1' } }],
    ['SET #none = if_not_exists(#none, :two) + :now', { none: { N: '12' } }],
    ['SET #end = if_not_exists(#end, :now)', {}],
    ['ADD #set :more', { set: { SS: ['a', 'b', 'c'] } }],
    ['ADD #none :more SET #end = :two', { none: { SS: ['b', 'c'] }, end: { N: '2' } }],
    ['ADD #end :two, #none :two', { end: { N: '11' }, none: { N: '2' } }],
    ['DELETE #set :more', { set: { SS: ['a'] } }],
    ['DELETE #set :all', { set: undefined }],
    ['DELETE #none :all', {}],
    ['REMOVE #end', { end: undefined }],
  ])('does %s', (update, changes) => {
    const expected = Object.fromEntries(
      Object.entries({ ...item, ...changes }).filter(([, value]) => value !== undefined),
    );

    expect(applyUpdate(update, item, expression)).toEqual(expected);
  });

  it.each<[update: string, message: string]>([
    ['ADD #set :more DELETE #set :all', 'Two document paths overlap'],
    ['ADD #state :more', 'incorrect data type'],
    ['SET #end = #none + :two', 'does not exist'],
    ['SET #end = #set + :two', 'incorrect data type'],
    ['PUT #end :two', 'not understood here'],
    ['SET #end', 'not understood here'],
  ])('refuses %s', (update, message) => {
    expect(() => applyUpdate(update, item, expression)).toThrow(message);
  });
});

describe('checkExpression', () => {
  it('refuses what is of no use, and sets that DynamoDB refuses', () => {
    const names = { ExpressionAttributeNames: { '#a': 'a' } };
    const values = (SS: string[]) => ({ ...names, ExpressionAttributeValues: { ':b': { SS } } });

    expect(() => checkExpression(['ADD #a :b'], values(['x']))).not.toThrow();
    expect(() => checkExpression(['ADD #a :b'], values(['x', 'x']))).toThrow('Input collection');
    expect(() => checkExpression(['ADD #a :b'], values([]))).toThrow('Input collection');
    expect(() => checkExpression(['REMOVE #a'], values(['x']))).toThrow('unused');
  });
});
