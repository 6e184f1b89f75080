import { describe, expect, it } from '@jest/globals';
import { type FieldRow, toFields } from '../../../../functions/record/reference/field.ts';
import { toColumns } from '../../../../functions/record/reference/to-columns.ts';

describe('toColumns', () => {
  it.each<[what: string, rows: readonly FieldRow[], columns: object]>([
    ['a text', [['message', 'string', '']], { message: 'string' }],
    ['a whole number', [['severity_id', 'integer', '']], { severity_id: 'int' }],
    ['epoch milliseconds', [['time', 'integer', '']], { time: 'bigint' }],
    ['a number', [['long', 'number', '']], { long: 'double' }],
    ['yes or no', [['is_mfa', 'boolean', '']], { is_mfa: 'boolean' }],
    ['a list of texts', [['labels', 'texts', '']], { labels: 'array<string>' }],
    ['a list of numbers', [['coordinates', 'numbers', '']], { coordinates: 'array<double>' }],
    ['what has no attribute', [['unmapped', 'object', '']], { unmapped: 'map<string,string>' }],
    [
      'an object',
      [
        ['user.name', 'string', ''],
        ['user.org.uid', 'string', ''],
        ['user.created_time', 'integer', ''],
      ],
      { user: 'struct<name:string,org:struct<uid:string>,created_time:bigint>' },
    ],
    [
      'a list of objects',
      [
        ['evidences[].actor.idp.uid', 'string', ''],
        ['evidences[].name', 'string', ''],
      ],
      { evidences: 'array<struct<actor:struct<idp:struct<uid:string>>,name:string>>' },
    ],
    [
      'free-form JSON, which is text',
      [['enrichments[].data', 'any', '']],
      { enrichments: 'array<struct<data:string>>' },
    ],
  ])('gives a column for %s', (_what, rows, columns) => {
    expect(toColumns(toFields(rows))).toEqual(columns);
  });

  it('keeps the order of the fields', () => {
    const fields = toFields([
      ['b', 'string', ''],
      ['a.b', 'string', ''],
      ['c', 'string', ''],
      ['a.a', 'string', ''],
    ]);

    expect(Object.entries(toColumns(fields))).toEqual([
      ['b', 'string'],
      ['a', 'struct<b:string,a:string>'],
      ['c', 'string'],
    ]);
  });
});
