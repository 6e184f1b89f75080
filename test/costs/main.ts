import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Measurements } from './compute-costs.ts';
import { countStacks } from './count-stack.ts';
import { type PriceFile, renewCostsPage } from './costs-page.ts';
import { measureCosts } from './measure-costs.ts';

const usage = `Computes docs/costs.md from docs/costs.prices.json and docs/costs.measurements.json.

Usage: npm run costs [-- --measure]

  --measure   measures first, some two minutes, and writes docs/costs.measurements.json; needs Linux
`;

const page = 'docs/costs.md';
const measurements = 'docs/costs.measurements.json';
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { measure: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (values.measure) {
    writeFileSync(measurements, `${JSON.stringify(await measureCosts(Date.now), undefined, 2)}\n`);
    process.stderr.write(`${measurements} written\n`);
  }
  const prices = readJson('docs/costs.prices.json') as PriceFile;
  const measured = readJson(measurements) as Measurements;
  writeFileSync(page, renewCostsPage(readFileSync(page, 'utf8'), prices, measured, countStacks()));
  process.stderr.write(`${page} written\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 2;
}
