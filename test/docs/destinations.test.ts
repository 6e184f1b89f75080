import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ecsFields } from '../../functions/record/reference/ecs-fields.ts';
import { toIndexTemplates } from '../../functions/record/reference/index-templates.ts';
import { ocsfFields } from '../../functions/record/reference/ocsf-fields.ts';
import { parseTenant } from '../../infra/tenant/tenant-config.ts';

const folder = 'docs/destinations';
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
const files = readdirSync(folder);
const pages = files.filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Fenced blocks of a language, in their order. */
function blocksOf(page: string, languages: readonly string[]): string[] {
  return [...page.matchAll(/```(\w+)\n([^`]*(?:`(?!``)[^`]*)*)```/g)].flatMap(
    ([, language = '', text = '']) => (languages.includes(language) ? [text] : []),
  );
}

describe('the pages of destinations', () => {
  it('are all in the list, and the list names no other file', () => {
    const named = [...read('README.md').matchAll(/\]\(([\w-]+\.\w+)\)/g)].map(([, name]) => name);

    expect(pages).toHaveLength(9);
    expect(new Set(named)).toEqual(new Set(files.filter((name) => name !== 'README.md')));
  });

  it.each(pages)(
    '%s has a tenant file that is right, what arrives, a query, and says how rules look back',
    (name) => {
      const page = read(name);
      const tenantFiles = blocksOf(page, ['json']);

      expect(tenantFiles).toHaveLength(1);
      expect(parseTenant('acme', tenantFiles[0] ?? '').destinations.length).toBeGreaterThan(0);
      expect(page).toMatch(/^## \d\. What arrives$/m);
      expect(page).toMatch(/^## \d\. A query$/m);
      expect(blocksOf(page, ['spl', 'esql', 'ppl', 'kql', 'text', 'sql']).length).toBeGreaterThan(0);
      expect(page).toContain('**Rules look back by arrival**');
    },
  );

  it.each(pages)('%s names fields that records of its format have', (name) => {
    const page = read(name);
    const { records } = parseTenant('acme', blocksOf(page, ['json'])[0] ?? '');
    const queries = blocksOf(page, ['spl', 'esql', 'ppl', 'kql', 'text', 'sql']).join('\n');
    const known = records.format === 'ecs' ? ecsPaths : ocsfPaths;
    const roots = new Set([...known].map((path) => path.split('.')[0]!.replace('[]', '')));
    const asked = [...queries.matchAll(/(?<![\w.'$/-])["@]?([a-z_]\w*)"?((?:[.:][a-z_]\w*)+)(?![\w(]*['/])/g)]
      .map(([, root = '', rest = '']) => `${root}${rest.replaceAll(':', '.')}`)
      .filter((path) => roots.has(path.split('.')[0]!));
    const unknown = asked.filter((path) => !hasPath(known, path));

    // A parser's own names.
    expect(
      unknown.filter((path) => records.format !== 'raw' && !path.startsWith('metadata.labels.')),
    ).toEqual([]);
  });
});

const ecsPaths: ReadonlySet<string> = new Set(ecsFields.map(({ path }) => path.replaceAll('[]', '')));
const ocsfPaths: ReadonlySet<string> = new Set(
  ocsfFields
    .filter(({ versions }) => versions === undefined || versions.includes('1.8.0'))
    .map(({ path }) => path.replaceAll('[]', '')),
);

/** A field, or an object of fields. */
function hasPath(known: ReadonlySet<string>, path: string): boolean {
  return known.has(path) || [...known].some((one) => one.startsWith(`${path}.`));
}

interface SavedObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: { readonly [name: string]: unknown };
  readonly references: readonly { readonly name: string; readonly type: string; readonly id: string }[];
}

interface Aggregation {
  readonly id: string;
  readonly type: string;
  readonly params: { readonly field: string; readonly orderBy?: string };
}

describe.each(['elastic', 'opensearch'] as const)('the dashboard of %s', (product) => {
  const objects = read(`${product}-dashboard.ndjson`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SavedObject);
  const engine = product === 'elastic' ? 'elasticsearch' : 'opensearch';
  const { index_patterns, template } = toIndexTemplates().get(`${engine}-ecs.json`) as unknown as {
    readonly index_patterns: readonly string[];
    readonly template: { readonly mappings: Properties };
  };

  it('refers to what it brings', () => {
    const ids = new Set(objects.map(({ id, type }) => `${type} ${id}`));
    const references = objects.flatMap((object) => object.references.map(({ id, type }) => `${type} ${id}`));
    const panels = JSON.parse(String(objects.at(-1)?.attributes['panelsJSON'])) as { panelRefName: string }[];

    expect(ids.size).toBe(objects.length);
    expect(references.filter((one) => !ids.has(one))).toEqual([]);
    expect(panels.map(({ panelRefName }) => panelRefName)).toEqual(
      objects.at(-1)?.references.map(({ name }) => name),
    );
    expect(objects[0]).toMatchObject({ type: 'index-pattern', attributes: { title: index_patterns[0] } });
  });

  it('counts and groups by fields of the template that can be grouped', () => {
    const aggregations = objects.flatMap(({ attributes: { visState } }) =>
      typeof visState === 'string' ? (JSON.parse(visState) as { aggs: Aggregation[] }).aggs : [],
    );
    const types = aggregations.map(({ params: { field } }) => [field, typeOf(template.mappings, field)]);

    expect(aggregations.length).toBeGreaterThan(20);
    for (const [field, type] of types) {
      expect([field, type]).toEqual([field, expect.stringMatching(/^(?:keyword|ip|long|date|boolean)$/)]);
    }
  });

  it('asks for fields that records have', () => {
    const queries = objects.map(({ attributes: { kibanaSavedObjectMeta } }) => {
      const { searchSourceJSON = '{}' } = (kibanaSavedObjectMeta ?? {}) as { searchSourceJSON?: string };
      return (JSON.parse(searchSourceJSON) as { query?: { query: string } }).query?.query ?? '';
    });
    const fields = queries.flatMap((query) =>
      [...query.matchAll(/([\w.]+):/g)].map(([, field = '']) => field),
    );

    expect(fields.length).toBeGreaterThan(8);
    expect(fields.filter((field) => !ecsPaths.has(field))).toEqual([]);
  });
});

interface Properties {
  readonly properties?: { readonly [key: string]: Properties & { readonly type?: string } };
}

function typeOf(mappings: Properties, path: string): string | undefined {
  let level: (Properties & { readonly type?: string }) | undefined = mappings;
  for (const step of path.split('.')) level = level?.properties?.[step];
  return level?.type;
}

describe('the dashboard of Splunk', () => {
  const text = read('splunk-dashboard.xml')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  const [base = '', ...panels] = [...text.matchAll(/<query>([^]*?)<\/query>/g)].map(
    ([, query = '']) => query,
  );
  const paths = [...base.matchAll(/spath path=(\S+) output=(\S+)/g)].map(([, path = '', name = '']) => ({
    path,
    name,
  }));

  it('takes fields that records have', () => {
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter(({ path }) => !ocsfPaths.has(path.replaceAll('{}', '')))).toEqual([]);
  });

  it('shows in its panels what the base search hands on, and hands on nothing else', () => {
    const [, handedOn = ''] = /\| fields (.*)$/.exec(base) ?? [];
    const names = handedOn.split(' ').filter((name) => name !== '_time');

    expect(new Set(names)).toEqual(new Set([...paths.map(({ name }) => name), 'status']));
    expect(panels).toHaveLength(9);
    const unused = names.filter((name) => !panels.some((query) => new RegExp(`\\b${name}\\b`).test(query)));
    expect(unused).toEqual([]);
    const known =
      /^(?:search|NOT|label|mvexpand|timechart|stats|dc|by|AS|records|values|labels|max|_time|last|convert|ctime|sort|table|users|signal|\d+)$/;
    const words = panels.flatMap((query) => query.match(/\w+/g) ?? []);
    expect(words.filter((word) => !known.test(word) && !names.includes(word))).toEqual([]);
  });

  it('has an end for each beginning', () => {
    const open: string[] = [];
    const misplaced: string[] = [];
    const tags = text.replaceAll(/<query>[^]*?<\/query>/g, '').matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g);
    for (const [, slash, name = '', end] of tags) {
      if (slash === '/' && open.pop() !== name) misplaced.push(name);
      if (slash !== '/' && end !== '/') open.push(name);
    }
    expect(misplaced).toEqual([]);
    expect(open).toEqual([]);
  });
});

describe('the workbook of Sentinel', () => {
  const { items } = JSON.parse(read('sentinel-workbook.json')) as {
    readonly items: readonly { readonly content: { readonly query?: string } }[];
  };
  const { properties } = JSON.parse(readFileSync('docs/detections/sentinel-table.json', 'utf8')) as {
    readonly properties: { readonly schema: { readonly columns: readonly { readonly name: string }[] } };
  };
  const columns = new Set(properties.schema.columns.map(({ name }) => name));
  const queries = items.flatMap(({ content: { query } }) => (query === undefined ? [] : [query]));

  it('reads each record once, of fields that records have', () => {
    expect(queries).toHaveLength(9);
    for (const query of queries) {
      expect(query).toContain('summarize arg_max(TimeGenerated, *) by LogId = tostring(metadata.uid)');
      const paths = [...query.matchAll(/tostring\(([\w.]+)\)/g)].map(([, path = '']) => path);
      expect(paths.filter((path) => !ocsfPaths.has(path))).toEqual([]);
      const bare = [...query.matchAll(/\b([a-z]\w*) (?:==|!=)|isnotempty\((\w+)\)|make_set\((\w+)\)/g)];
      for (const [, ...found] of bare) expect(columns).toContain(found.find((one) => one !== undefined));
    }
  });
});
