import { factNames, plainAnswerNames, signalNames } from '../../signals/signal-names.ts';
import { ecsFields } from './ecs-fields.ts';
import type { Field, FieldType } from './field.ts';
import { type FieldNode, toFieldTree } from './field-tree.ts';
import { ocsfFields } from './ocsf-fields.ts';

/** A field's definition in the mappings of an index, or the mappings themselves. */
export type Mapping = { readonly [parameter: string]: unknown };

/** Two engines that went apart: each has its own type for an object of any form. */
export const indexEngines = ['elasticsearch', 'opensearch'] as const;
export type IndexEngine = (typeof indexEngines)[number];

const anyForm: Readonly<Record<IndexEngine, Mapping>> = {
  // Texts and keys are short enough (text/to-indexable.ts); the bound is for what others send into the same index.
  elasticsearch: { type: 'flattened', ignore_above: 8_191, depth_limit: 50 },
  // It knows no parameters: 2.19 refuses `ignore_above`.
  opensearch: { type: 'flat_object' },
};

/**
 * Index templates by file name, made of the same fields as docs/records.md: every field is listed, so nothing that a
 * client chooses makes a new field or another type of one, and what is free-form is one field that takes any form.
 */
export function toIndexTemplates(): ReadonlyMap<string, Mapping> {
  return new Map(
    indexEngines.flatMap((engine) => [
      [`${engine}-ecs.json`, toEcsTemplate(engine)] as const,
      [`${engine}-ocsf.json`, toOcsfTemplate(engine)] as const,
    ]),
  );
}

function toEcsTemplate(engine: IndexEngine): Mapping {
  return {
    index_patterns: ['logs-auth0.session-*'],
    data_stream: {},
    priority: 200,
    ...(engine === 'elasticsearch' && {
      composed_of: ['logs@settings'],
      ignore_missing_component_templates: ['logs@settings'],
    }),
    template: { mappings: toMappings(ecsFields, engine) },
  };
}

/** No data stream: OCSF has no `@timestamp`. One template for all versions and classes. */
function toOcsfTemplate(engine: IndexEngine): Mapping {
  return {
    index_patterns: ['session-enricher-ocsf-*'],
    priority: 200,
    template: { mappings: toMappings(ocsfFields, engine) },
  };
}

function toMappings(fields: readonly Field[], engine: IndexEngine): Mapping {
  return {
    dynamic: false,
    date_detection: false,
    numeric_detection: false,
    properties: toProperties(toFieldTree(fields), '', engine),
  };
}

function toProperties({ children }: FieldNode, path: string, engine: IndexEngine): Mapping {
  return Object.fromEntries(
    [...children].map(([key, node]) => [key, toMapping(node, path === '' ? key : `${path}.${key}`, engine)]),
  );
}

function toMapping(node: FieldNode, path: string, engine: IndexEngine): Mapping {
  const special = specials.get(path);
  if (special !== undefined) return special;
  if (node.children.size > 0) {
    // One evidence is one fact: what was before and after, of which signal.
    return {
      ...(path.endsWith('.evidence') && { type: 'nested' }),
      properties: toProperties(node, path, engine),
    };
  }
  const { type } = node.field as Field;
  if (type === 'object' || type === 'any') return anyForm[engine];
  const key = path.slice(path.lastIndexOf('.') + 1);
  if (type === 'string' || type === 'texts') {
    if (key === 'ip' || key.endsWith('_ip') || key.endsWith('_ips')) return address;
    return key === '@timestamp' || key.endsWith('_at') || key === 'timestamp' ? time : keyword;
  }
  if (type === 'integer' && (key === 'time' || key.endsWith('_time'))) return epoch;
  return plainTypes[type];
}

/** Lucene takes no term above 32,766 bytes; three of them are the most that one of these characters has. */
const keyword: Mapping = { type: 'keyword', ignore_above: 8_191 };
const address: Mapping = { type: 'ip', ignore_malformed: true };
const time: Mapping = { type: 'date', ignore_malformed: true };
const epoch: Mapping = { type: 'date', format: 'epoch_millis', ignore_malformed: true };
const text: Mapping = { type: 'match_only_text' };
const stored: Mapping = { type: 'keyword', index: false, doc_values: false };

const plainTypes: Readonly<Record<Exclude<FieldType, 'object' | 'any' | 'string' | 'texts'>, Mapping>> = {
  integer: { type: 'long' },
  number: { type: 'double' },
  numbers: { type: 'double' },
  boolean: { type: 'boolean' },
};

const textFacts: ReadonlySet<string> = new Set(['auth_strength', 'auth0_risk', 'event_side']);

const specials: ReadonlyMap<string, Mapping> = new Map<string, Mapping>([
  ['message', text],
  ['event.original', stored],
  ['raw_data', stored],
  ['source.geo.location', { type: 'geo_point' }],
  [
    'auth0.signals.values',
    {
      properties: Object.fromEntries(
        [...signalNames, ...plainAnswerNames].map((name) => [name, { type: 'boolean' }] as const),
      ),
    },
  ],
  [
    'auth0.signals.facts',
    {
      properties: Object.fromEntries(
        factNames.map((name) => [name, textFacts.has(name) ? keyword : { type: 'long' }] as const),
      ),
    },
  ],
]);
