import { attributes, type LedgerItem } from '../../ledger/ledger-item.ts';
import { isAgent } from '../../ledger/item-limits.ts';

/** What the key of every item is called. */
const keyName = 'pk';

/** Bytes of an item of the ledger as DynamoDB counts them. Source: "DynamoDB item sizes and formats". */
export function toItemBytes(key: string, item: LedgerItem): number {
  const facts = [...item.facts].filter((fact) => !isAgent(fact));
  const agents = [...item.facts].filter(isAgent);
  return (
    toTextBytes(keyName + key) +
    toSetBytes(attributes.facts, facts) +
    toSetBytes(attributes.agents, agents) +
    toNumberBytes(attributes.expiresAt, item.expiresAt) +
    toNumberBytes(attributes.askedAtMs, item.askedAtMs) +
    toNumberBytes(attributes.foundAtMs, item.foundAtMs) +
    toNumberBytes(attributes.askingAtMs, item.askingAtMs) +
    (item.packed === undefined ? 0 : attributes.packed.length + item.packed.length) +
    [...item.creators].reduce(
      (sum, [signal, tag]) => sum + toTextBytes(attributes.creatorPrefix + signal + tag),
      0,
    )
  );
}

const toTextBytes = (text: string) => Buffer.byteLength(text);

function toSetBytes(name: string, members: readonly string[]): number {
  if (members.length === 0) return 0;
  return members.reduce((sum, one) => sum + toTextBytes(one), name.length);
}

/** One byte for two digits, and one more; zeros at the end do not count. */
function toNumberBytes(name: string, value: number | undefined): number {
  if (value === undefined) return 0;
  return name.length + Math.ceil(String(value).replace(/0+$/, '').length / 2) + 1;
}
