import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './dynamodb-expression.ts';

/**
 * Bytes of an item as DynamoDB counts them: names and values in UTF-8, numbers by their digits, and some for each list
 * and map. Source: "DynamoDB item sizes and formats".
 */
export function toItemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + toBytes(value),
    0,
  );
}

/** What a write of an item costs: one unit for each kilobyte that is begun, of what was there or is there now. */
export function toWriteUnits(before: Item | undefined, after: Item | undefined): number {
  const bytes = Math.max(before ? toItemBytes(before) : 0, after ? toItemBytes(after) : 0);
  return Math.max(1, Math.ceil(bytes / 1_024));
}

function toBytes(value: AttributeValue): number {
  const { S, N, B, SS, NS, BOOL, NULL, L, M } = value;
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return toNumberBytes(N);
  // On the wire, bytes are base64.
  if (B !== undefined) return Buffer.from(B as unknown as string, 'base64').length;
  if (SS !== undefined) return SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  if (NS !== undefined) return NS.reduce((sum, one) => sum + toNumberBytes(one), 0);
  if (BOOL !== undefined || NULL !== undefined) return 1;
  if (L !== undefined) return 3 + L.reduce((sum, one) => sum + 1 + toBytes(one), 0);
  return (
    3 +
    Object.entries(M ?? {}).reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + toBytes(one), 0)
  );
}

/** One byte for two significant digits, and one more; zeros at either end do not count. */
function toNumberBytes(text: string): number {
  const digits = text.replace(/e.*$/i, '').replaceAll(/[^\d]/g, '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}
