import { readFileSync } from 'node:fs';
import { computeCosts, type Measurements, sumOf } from '../../costs/compute-costs.ts';
import type { PriceFile } from '../../costs/costs-page.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'));

/**
 * What a million events cost by the model of docs/costs.md, in US dollars, as OCSF and with ten events a session; for requests of
 * the largest measured size that is not above theirs.
 */
export function toDollarsPerMillion(eventsPerRequest: number, hasLedger: boolean): number {
  const { prices } = read('costs.prices.json') as PriceFile;
  const measured = read('costs.measurements.json') as Measurements;
  const sizes = Object.keys(measured.receive).map(Number);
  const size = Math.max(...sizes.filter((one) => one <= eventsPerRequest));
  const lines = computeCosts(prices, measured, { eventsPerRequest: size, kind: 'mixed', format: 'ocsf' });
  return sumOf(lines.filter(({ what }) => hasLedger || what !== 'session ledger and line'));
}
