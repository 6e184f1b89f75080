import {
  computeCosts,
  computeFixedCosts,
  type FixedCostLine,
  idleSumOf,
  type Measurements,
  type Price,
  type StackCount,
  sumOf,
  type TrafficKind,
  trafficKinds,
} from './compute-costs.ts';

export interface PriceFile {
  readonly region: string;
  readonly prices: readonly Price[];
}

/** Of a tenant with every default, and of one that saves what it can without losing an alarm. */
export interface StackCounts {
  readonly usual: StackCount;
  readonly lean: StackCount;
}

const begin = '<!-- begin of what `npm run costs` writes -->';
const end = '<!-- end of what `npm run costs` writes -->';

const kindNames: Readonly<Record<TrafficKind, string>> = {
  cached: 'sessions known',
  mixed: 'ten events a session',
  new: 'a new session each',
};

/** The page with its generated part made anew. Throws for a page without the marks around that part. */
export function renewCostsPage(
  page: string,
  { region, prices }: PriceFile,
  measured: Measurements,
  stacks: StackCounts,
): string {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`the page has no part between ${begin} and ${end}`);
  return `${before}${begin}\n\n${toSections(region, prices, measured, stacks).join('\n\n')}\n\n${end}${after}`;
}

function toSections(
  region: string,
  prices: readonly Price[],
  measured: Measurements,
  stacks: StackCounts,
): string[] {
  const { receive, enrich, records } = measured;
  const costsOf = (kind: TrafficKind, format = 'ocsf', eventsPerRequest = 10) =>
    computeCosts(prices, measured, { eventsPerRequest, kind, format });
  const byKind = trafficKinds.map((kind) => costsOf(kind));
  const [usual, lean] = [stacks.usual, stacks.lean].map((stack) => computeFixedCosts(prices, stack));
  const [cached = []] = byKind;

  return [
    '## Per million events',
    'By webhook with 10 events in a request, in batches of 40, as OCSF into a bucket; in US dollars.',
    toTable(
      ['', ...trafficKinds.map((kind) => kindNames[kind]), 'how, for sessions known'],
      [
        ...cached.map(({ what, formula }, row) => [
          what,
          ...byKind.map((lines) => toUsd(lines[row]?.usd ?? 0)),
          formula,
        ]),
        ['**together**', ...byKind.map((lines) => `**${toUsd(sumOf(lines))}**`), ''],
      ],
    ),
    '### By format and by the size of requests',
    toTable(
      ['ten events a session', ...Object.keys(receive).map((count) => `${count} in a request`)],
      Object.keys(records).map((format) => [
        format,
        ...Object.keys(receive).map((count) => toUsd(sumOf(costsOf('mixed', format, Number(count))))),
      ]),
    ),
    '## Per tenant and month',
    'What costs the same for any traffic. The last column is with `"metrics": "few", "dashboard": "shared"`; the one dashboard of all tenants is $3.00 more.',
    toTable(
      ['', 'count', 'every default', 'count', 'few metrics, shared dashboard'],
      [
        ...(usual ?? []).map(({ what, formula, usd }, row) => [
          what,
          formula,
          toUsd(usd),
          lean?.[row]?.formula === formula ? '' : (lean?.[row]?.formula ?? ''),
          toUsd(lean?.[row]?.usd ?? 0),
        ]),
        ...toTotals(usual ?? [], lean ?? []),
      ],
    ),
    '## What was measured',
    `On ${measured.date} with Node ${measured.node.slice(1)}: the built functions in Lambda's runtime client, AWS answering in 10 ms and Auth0 in 50 ms. ` +
      `Billed is the waiting as it was, and the processor time over the 0.29 of a vCPU that comes with 512 MB. An event has ${measured.eventBytes} bytes.`,
    toTable(
      ['one invocation', 'wall ms', 'processor ms', 'billed ms', 'log bytes'],
      [
        ...Object.entries(receive).map(([count, one]) => [`receive, ${count} events`, ...toFigures(one)]),
        ...trafficKinds.map((kind) => [
          `enrich, ${measured.batchSize} events, ${kindNames[kind]}`,
          ...toFigures(enrich[kind]),
        ]),
      ],
    ),
    toTable(
      ['record', 'bytes', 'after gzip', '5 KB steps, alone', '5 KB steps, lines joined'],
      Object.entries(records).map(([format, { bytes, gzipBytes, stepsAlone, stepsJoined }]) => [
        format,
        ...[bytes, gzipBytes, stepsAlone, stepsJoined].map(toNumber),
      ]),
    ),
    '## Prices',
    `List prices for ${region}, without the free tier and without discounts.`,
    toTable(
      ['US dollars', 'per', 'date', 'source'],
      prices.map(({ usd, per, date, source }) => [`$${toPlain(usd)}`, per, date, source]),
    ),
  ];
}

function toTotals(usual: readonly FixedCostLine[], lean: readonly FixedCostLine[]): string[][] {
  const toRow = (what: string, sum: (lines: readonly FixedCostLine[]) => number) => [
    `**${what}**`,
    '',
    `**${toUsd(sum(usual))}**`,
    '',
    `**${toUsd(sum(lean))}**`,
  ];
  return [toRow('together, when nothing happens', idleSumOf), toRow('together, with traffic', sumOf)];
}

const toFigures = ({ wallMs, cpuMs, billedMs, logBytes }: Measurements['enrich'][TrafficKind]) =>
  [wallMs, cpuMs, billedMs, logBytes].map(toNumber);

const toNumber = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

const toUsd = (usd: number) => `$${usd.toFixed(2)}`;

/** Without an exponent, and with two places at least: 0.0000004, 1.00. */
const toPlain = (usd: number) => usd.toFixed(10).replace(/(\.\d\d\d*?)0+$/, '$1');

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const toRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('  ', ' ');
  return [toRow(head), `|${head.map(() => '---|').join('')}`, ...rows.map(toRow)].join('\n');
}
