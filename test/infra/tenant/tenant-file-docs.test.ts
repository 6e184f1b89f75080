import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { tenantJsonSchemaFile } from '../../../infra/tenant/tenant-json-schema.ts';
import { smallestTenant } from '../synthesise.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Every key that a tenant file may have, as docs/tenant-file.md writes it: `destinations[].arn`. */
function keysOf({ properties = {}, items, anyOf = [], oneOf = [] }: Schema, path = ''): string[] {
  return [
    ...Object.entries(properties).flatMap(([key, schema]) => {
      const own = path === '' ? key : `${path}.${key}`;
      return [own, ...keysOf(schema, own)];
    }),
    ...(items ? keysOf(items, `${path}[]`) : []),
    ...[...anyOf, ...oneOf].flatMap((schema) => keysOf(schema, path)),
  ];
}

const read = (name: string) => readFileSync(`docs/${name}`, 'utf8');

describe('docs/tenant-file.md', () => {
  it('explains every key of a tenant file', () => {
    const page = read('tenant-file.md');
    const schema = JSON.parse(readFileSync(tenantJsonSchemaFile, 'utf8')) as Schema;
    // Each signal may have a severity, and docs/signals.md tells of each: the page explains the key once.
    const isOfSignal = (key: string) => key.startsWith('signals.severity.');
    const leaves = keysOf(schema)
      .filter((key) => !isOfSignal(key))
      .filter((key, _index, all) => !all.some((one) => one.startsWith(`${key}.`)));

    const missing = leaves.filter((key) => {
      const last = key.split('.').at(-1);
      return !page.includes(`\`${key}\``) && !page.includes(`"${last}"`);
    });

    expect(leaves.length).toBeGreaterThan(50);
    expect(missing.filter((key) => key !== '$schema')).toEqual([]);
  });
});

describe('docs/deploying.md', () => {
  const page = read('deploying.md');

  it('begins with a tenant file that is right', () => {
    const [, json = ''] = /`infra\/tenants\/acme\.json`:\n\n```json\n([^`]*)```/.exec(page) ?? [];

    expect(parseTenant('acme', json).tenant).toBe('acme');
  });
});

describe('docs/security-lake.md', () => {
  it('shows a destination that is right', () => {
    const [, json = ''] = /```json\n("records"[^`]*)```/.exec(read('security-lake.md')) ?? [];
    const rest = JSON.stringify({ ...smallestTenant, records: undefined, destinations: undefined });

    expect(parseTenant('acme', `${rest.slice(0, -1)},${json}}`).destinations).toHaveLength(2);
  });
});

describe.each([
  'changing.md',
  'deploying.md',
  'operations.md',
  'tenant-file.md',
  'costs.md',
  'security-lake.md',
  'upgrading.md',
])('docs/%s', (name) => {
  it('leads to pages and sections that exist', () => {
    const links = [...read(name).matchAll(/\]\(((?!https:)[^)]+)\)/g)].map(([, link = '']) => link);

    for (const link of links) {
      const [page = '', section] = link.split('#');
      const sections = toSections(read(page || name));
      expect([link, section === undefined || sections.includes(section.toLowerCase())]).toEqual([link, true]);
    }
  });
});

/** The names by which a page's headings are linked to: as GitHub makes them, in small letters. */
function toSections(page: string): string[] {
  return [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}
