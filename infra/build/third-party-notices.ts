import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One package that a bundle holds parts of. */
export interface ThirdPartyPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as its package.json has it. */
  readonly license: string;
  /** Its licence and notice files, one after the other; undefined when it brings none. */
  readonly text: string | undefined;
}

/** Reads the packages at these folders, by name. Throws for one that names no licence. */
export function readThirdPartyPackages(folders: readonly string[]): ThirdPartyPackage[] {
  return folders
    .map(readPackage)
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function readPackage(folder: string): ThirdPartyPackage {
  const { name, version, license } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof license !== 'string') {
    throw new Error(`${folder}: package.json has no name, version or license`);
  }
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.toSorted().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return { name, version, license, text: texts.length === 0 ? undefined : texts.join('\n\n') };
}

/** What has to go along with the bundles: who wrote what is in them, and on which terms. Equal texts stand once. */
export function toNotices(packages: readonly ThirdPartyPackage[]): string {
  const sections = [...groupByText(packages)].map(([text, ours]) => {
    const names = ours.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${names.join('\n')}\n\n${text ?? 'These packages bring no text of their licence.'}\n`;
  });
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `The bundles of session-enricher hold code of these packages.\n${rule}${sections.join(rule)}`;
}

function groupByText(packages: readonly ThirdPartyPackage[]): Map<string | undefined, ThirdPartyPackage[]> {
  const groups = new Map<string | undefined, ThirdPartyPackage[]>();
  for (const one of packages) groups.set(one.text, [...(groups.get(one.text) ?? []), one]);
  return groups;
}
