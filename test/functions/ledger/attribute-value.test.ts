import { describe, expect, it } from '@jest/globals';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type StoredItem, toStoredItem, toTableItem } from '../../../functions/ledger/attribute-value.ts';
import type { Attribute } from '../../../functions/ledger/ledger-table.ts';

const item: { readonly [name: string]: Attribute } = {
  pk: '1s.ключ',
  empty: '',
  facts: new Set(['Ua|b|c', 'Cdddd']),
  until: 1_795_000_000,
  below: -0.5,
  packed: new Uint8Array([1, 0, 255, 128]),
};

/** Bytes as DynamoDB's JSON has them. */
const toJson = (stored: { readonly [name: string]: { readonly B?: Uint8Array | undefined } }) =>
  Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      name,
      value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
    ]),
  );

describe('toStoredItem', () => {
  it('writes what the AWS SDK would', () => {
    expect(toStoredItem(item)).toEqual(toJson(marshall(item)));
  });
});

describe('toTableItem', () => {
  it('reads what was written, as the AWS SDK would', () => {
    const { packed, ...others } = toTableItem(toStoredItem(item));
    const { packed: sdks, ...theirs } = unmarshall(marshall(item));

    expect(others).toEqual(theirs);
    expect([...(packed as Uint8Array)]).toEqual([...(sdks as Uint8Array)]);
  });

  it('leaves out what the ledger never writes', () => {
    const stored = { a: { S: 'x' }, b: { M: {} }, c: { NULL: true }, d: { L: [] } } as unknown as StoredItem;

    expect(toTableItem(stored)).toEqual({ a: 'x' });
  });
});
