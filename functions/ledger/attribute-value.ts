import type { Attribute, TableItem } from './ledger-table.ts';

/** An attribute in DynamoDB's JSON, of the kinds that the ledger writes; bytes are base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly SS: readonly string[] };

export type StoredItem = { readonly [name: string]: AttributeValue };

export function toStoredItem(values: { readonly [name: string]: Attribute }): StoredItem {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttributeValue(value)]));
}

function toAttributeValue(value: Attribute): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Uint8Array ? { B: Buffer.from(value).toString('base64') } : { SS: [...value] };
}

/** What of an item the ledger may have written; what is of another kind is left out, as if it were not there. */
export function toTableItem(item: StoredItem): TableItem {
  const attributes: { [name: string]: Attribute } = {};
  for (const [name, value] of Object.entries(item)) {
    const attribute = toAttribute(value);
    if (attribute !== undefined) attributes[name] = attribute;
  }
  return attributes;
}

function toAttribute(value: AttributeValue): Attribute | undefined {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('SS' in value) return new Set(value.SS);
  return 'B' in value ? Buffer.from(value.B, 'base64') : undefined;
}
