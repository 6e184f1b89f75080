import type { FactText } from './fact-text.ts';
import { isAgent } from './item-limits.ts';
import type { ItemReading, ItemStore } from './item-store.ts';
import { attributes, toLedgerItem } from './ledger-item.ts';
import type { Attribute, LedgerTable, TableUpdate } from './ledger-table.ts';

/**
 * Items in a table. Sets make it work: `ADD` of a set gives the same set for any order and repetition, and answers with
 * the whole, so that one call writes and reads. `DELETE` has to be a call of its own: DynamoDB refuses both on one
 * attribute.
 */
export function createTableItemStore(table: LedgerTable): ItemStore {
  /** The item also where the table does not tell what it refused for: then it costs another call. */
  async function update(
    one: TableUpdate,
  ): Promise<ItemReading | (ItemReading & { readonly isRefused: true })> {
    const answer = await table.update(one);
    if (answer.status === 'failed') return answer;
    if (answer.status === 'done') return { status: 'done', item: toLedgerItem(answer.item) };
    if (answer.item !== undefined)
      return { status: 'done', item: toLedgerItem(answer.item), isRefused: true };
    const reading = await table.read(one.key, { isConsistent: true });
    if (reading.status === 'failed') return reading;
    return { status: 'done', item: toLedgerItem(reading.item), isRefused: true };
  }

  return {
    async add(key, facts, limits, expiresAt) {
      const [others, agents] = split(facts);
      const parts = [toPart('f', others, limits.facts), toPart('a', agents, limits.agents)].filter(isPart);
      const answer = await update({
        key,
        update: `ADD ${parts.map(({ add }) => add).join(', ')} SET #x = :x`,
        condition: parts.map(({ condition }) => condition).join(' AND '),
        names: { '#x': attributes.expiresAt, ...mergeAll(parts.map(({ names }) => names)) },
        values: { ':x': expiresAt, ...mergeAll(parts.map(({ values }) => values)) },
      });
      return 'isRefused' in answer && answer.status === 'done'
        ? { status: 'full', item: answer.item }
        : answer;
    },

    async read(key) {
      const reading = await table.read(key);
      return reading.status === 'failed' ? reading : { status: 'done', item: toLedgerItem(reading.item) };
    },

    async remove(key, facts) {
      const [others, agents] = split(facts);
      const sets = [
        ...(others.length > 0 ? [['f', others] as const] : []),
        ...(agents.length > 0 ? [['a', agents] as const] : []),
      ];
      return update({
        key,
        update: `DELETE ${sets.map(([name]) => `#${name} :${name}`).join(', ')}`,
        names: Object.fromEntries(sets.map(([name]) => [`#${name}`, name])),
        values: Object.fromEntries(sets.map(([name, texts]) => [`:${name}`, new Set(texts)])),
      });
    },

    async keepAnswer(key, { askedAtMs, packed }, expiresAt) {
      const found = packed === undefined ? '' : ', #p = :p, #g = :t';
      return update({
        key,
        update: `SET #t = :t, #x = :x${found}`,
        condition: 'attribute_not_exists(#t) OR #t < :t',
        names: {
          '#t': attributes.askedAtMs,
          '#x': attributes.expiresAt,
          ...(packed && { '#p': attributes.packed, '#g': attributes.foundAtMs }),
        },
        values: { ':t': askedAtMs, ':x': expiresAt, ...(packed && { ':p': packed }) },
      });
    },

    async noteAsking(key, askingAtMs, expiresAt) {
      return update({
        key,
        update: 'SET #w = :w, #x = :x',
        names: { '#w': attributes.askingAtMs, '#x': attributes.expiresAt },
        values: { ':w': askingAtMs, ':x': expiresAt },
      });
    },

    async claim(key, signal, tag, expiresAt) {
      return update({
        key,
        update: 'SET #i = if_not_exists(#i, :i), #x = :x',
        names: { '#i': `${attributes.creatorPrefix}${signal}`, '#x': attributes.expiresAt },
        values: { ':i': tag, ':x': expiresAt },
      });
    },

    erase: (key) => table.remove(key),
  };
}

function split(facts: readonly FactText[]): [others: FactText[], agents: FactText[]] {
  return [facts.filter((fact) => !isAgent(fact)), facts.filter(isAgent)];
}

interface Part {
  readonly add: string;
  readonly condition: string;
  readonly names: { readonly [placeholder: string]: string };
  readonly values: { readonly [placeholder: string]: Attribute };
}

/** `size` of a set counts its members, of which those that come may all be new. */
function toPart(name: string, texts: readonly FactText[], limit: number): Part | undefined {
  if (texts.length === 0) return undefined;
  return {
    add: `#${name} :${name}`,
    condition: `(attribute_not_exists(#${name}) OR size(#${name}) <= :${name}most)`,
    names: { [`#${name}`]: name },
    values: { [`:${name}`]: new Set(texts), [`:${name}most`]: limit - texts.length },
  };
}

function isPart(part: Part | undefined): part is Part {
  return part !== undefined;
}

function mergeAll<Value>(records: readonly { readonly [name: string]: Value }[]): { [name: string]: Value } {
  return Object.fromEntries(records.flatMap((record) => Object.entries(record)));
}
