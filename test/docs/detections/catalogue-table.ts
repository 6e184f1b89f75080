import { awaitedSignals } from './catalogue.ts';
import { toText } from './condition.ts';
import type { SigmaDetection } from './sigma.ts';
import type { YamlMap } from './yaml.ts';

const files: readonly [file: string, name: string][] = [
  ['sigma.yml', 'Sigma'],
  ['splunk.spl', 'SPL'],
  ['elastic.esql', 'ES\\|QL'],
  ['sentinel.kql', 'KQL'],
  ['panther.py', 'Panther'],
];

/** The row of a converted detection in the README: all of it is in its Sigma rule and its folder. */
export function toTableRow(name: string, sigma: SigmaDetection, hasFile: (file: string) => boolean): string {
  const { rule, correlation } = sigma;
  const shown = correlation?.rule ?? rule;
  const techniques = (shown['tags'] as readonly string[]).flatMap(
    (tag) => /^attack\.(t\d.*)$/.exec(tag)?.[1] ?? [],
  );
  const links = files.filter(([file]) => hasFile(file)).map(([file, text]) => `[${text}](${name}/${file})`);
  const description = toText(shown['description']).replace(
    / Reads OCSF 1\.8\.0 records of session-enricher\.$/,
    '',
  );
  const cells = [
    `**${name}**: ${description}`,
    toReads(rule['detection'] as YamlMap),
    toText(shown['level']),
    techniques.map((one) => one.toUpperCase()).join(', '),
    links.join(' · '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Signals, or log types and the paths of calls. */
function toReads(detection: YamlMap): string {
  const reads = new Set<string>();
  for (const selection of Object.values(detection)) {
    for (const [key, value] of Object.entries(selection as YamlMap)) {
      const values = [value].flat() as readonly string[];
      if (key.startsWith('risk_details')) {
        for (const one of values) reads.add(`\`${one}\`${awaitedSignals.includes(one) ? ' (to come)' : ''}`);
      }
      if (key === 'metadata.event_code') for (const one of values) reads.add(`\`${one}\``);
      if (/^http_request\.url\.path(\|startswith)?$/.test(key)) {
        for (const one of values) if (!one.startsWith('/api')) reads.add(`\`${one.slice(3)}\``);
      }
    }
  }
  return [...reads].join(' ');
}
