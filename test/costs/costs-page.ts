import {
  computeCosts,
  computeFixedCosts,
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
  stack: StackCount,
): string {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`the page has no part between ${begin} and ${end}`);
  return `${before}${begin}\n\n${toSections(region, prices, measured, stack).join('\n\n')}\n\n${end}${after}`;
}

function toSections(
  region: string,
  prices: readonly Price[],
  measured: Measurements,
  stack: StackCount,
): string[] {
  const { receive, enrich, records } = measured;
  const costsOf = (kind: TrafficKind, format = 'ocsf', eventsPerRequest = 10) =>
    computeCosts(prices, measured, { eventsPerRequest, kind, format });
  const [byKind, fixed] = [trafficKinds.map((kind) => costsOf(kind)), computeFixedCosts(prices, stack)];
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
    '## Per tenant and month, even when nothing happens',
    toTable(
      ['', 'count', ''],
      [
        ...fixed.map(({ what, formula, usd }) => [what, formula, toUsd(usd)]),
        ['**together**', '', `**${toUsd(sumOf(fixed))}**`],
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
