import { describe, expect, it } from '@jest/globals';
import { isAllowed, type Statement } from './policy.ts';

const allow = (Action: string, Resource: string, more: object = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const access = { action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:1:a' };

describe('isAllowed', () => {
  it.each<[what: string, statements: readonly Statement[], answer: boolean]>([
    ['no statement', [], false],
    ['the very action and resource', [allow('sqs:SendMessage', access.resource)], true],
    ['another resource', [allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:1:b')], false],
    ['another action', [allow('sqs:ReceiveMessage', access.resource)], false],
    ['wildcards', [allow('sqs:Send*', 'arn:aws:sqs:*:1:?')], true],
    ['a dot, which is no wildcard', [allow('sqs:SendMessage', 'arn.aws:sqs:us-east-1:1:a')], false],
    ['a list', [{ Effect: 'Allow', Action: ['sqs:A', 'sqs:SendMessage'], Resource: ['x', '*'] }], true],
    ['a denial beside it', [allow('*', '*'), { ...allow('sqs:*', '*'), Effect: 'Deny' }], false],
    ['a condition not met', [allow('*', '*', { Condition: { StringEquals: { 'a:b': 'c' } } })], false],
  ])('answers %s with %#: %j', (_what, statements, answer) => {
    expect(isAllowed(statements, access)).toBe(answer);
  });

  it('judges conditions by the context', () => {
    const statement = allow('*', '*', { Condition: { StringLike: { 'kms:ViaService': 'sqs.*' } } });

    const context = { 'kms:ViaService': 'sqs.us-east-1.amazonaws.com' };

    expect(isAllowed([statement], { ...access, context })).toBe(true);
  });

  it.each<[key: string | undefined, answer: boolean]>([
    ['1line', true],
    ['1s.AAAA', false],
    [undefined, true],
  ])('judges a condition for all values, which holds for none: %s, %j', (key, answer) => {
    const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['1line'] } };
    const context = key === undefined ? {} : { 'dynamodb:LeadingKeys': key };

    expect(isAllowed([allow('*', '*', { Condition })], { ...access, context })).toBe(answer);
  });

  it('throws for what it cannot judge', () => {
    const statement = allow('*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } });

    expect(() => isAllowed([statement], access)).toThrow('the condition IpAddress is not modelled here');
  });
});
