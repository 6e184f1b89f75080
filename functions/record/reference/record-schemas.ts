import { classes } from '../ocsf/captions.ts';
import { isBefore, type OcsfVersion, ocsfVersions } from '../ocsf/ocsf-version.ts';
import { ecsFields } from './ecs-fields.ts';
import type { Field } from './field.ts';
import {
  ocsfFields,
  enrichmentTypes,
  ocsfNetworkData,
  ocsfObservedData,
  ocsfSessionData,
  ocsfSignalData,
} from './ocsf-fields.ts';
import { rawFields } from './raw-fields.ts';
import { type JsonSchema, toObjectSchema } from './to-json-schema.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

/** Our own schema of each format and version, by file name: stricter than the standards, for it lists what we send. */
export function toRecordSchemas(): ReadonlyMap<string, JsonSchema> {
  return new Map([
    ...ocsfVersions.map((version) => [`ocsf-${version}.schema.json`, toOcsfSchema(version)] as const),
    ['ecs.schema.json', toEcsSchema()],
    ['raw.schema.json', toRawSchema()],
  ]);
}

/** The attributes that records of a class and version can have. */
export function ocsfFieldsOf(version: OcsfVersion, classUid: number): readonly Field[] {
  return ocsfFields.filter(
    ({ classes: only, versions }) =>
      (only === undefined || only.includes(classUid)) &&
      (versions === undefined || versions.includes(version)),
  );
}

/** Classes that records of a version can have: Application Error came with 1.4.0, and downgrade.ts leaves it to 1.8.0. */
export function ocsfClassesOf(version: OcsfVersion): readonly number[] {
  return [...classes.keys()].filter((classUid) => classUid !== 6008 || !isBefore(version, '1.8.0'));
}

/** One definition for each class, closed, so that a table can be made of it; the record's class chooses. */
function toOcsfSchema(version: OcsfVersion): JsonSchema {
  const classUids = ocsfClassesOf(version);
  return {
    $schema: dialect,
    $id: `urn:session-enricher:record:ocsf:${version}`,
    title: `session-enricher record, OCSF ${version}`,
    type: 'object',
    required: ['class_uid'],
    properties: { class_uid: { enum: classUids } },
    oneOf: classUids.map((classUid) => ({ $ref: `#/$defs/${toClassKey(classUid)}` })),
    $defs: {
      ...Object.fromEntries(
        classUids.map((classUid) => [toClassKey(classUid), toClassSchema(version, classUid)]),
      ),
      'auth0.session': { description: 'enrichments[].data', ...toObjectSchema(ocsfSessionData) },
      'session_enricher.observed': {
        description: 'enrichments[].data',
        ...toObjectSchema(ocsfObservedData),
      },
      'session_enricher.networks': { description: 'enrichments[].data', ...toObjectSchema(ocsfNetworkData) },
      'session_enricher.signals': {
        description: 'enrichments[].data',
        ...toObjectSchema(ocsfSignalData, ['evidence', 'incidents']),
      },
    },
  };
}

function toClassSchema(version: OcsfVersion, classUid: number): JsonSchema {
  const schema = toObjectSchema(ocsfFieldsOf(version, classUid));
  const properties = schema['properties'] as Record<string, JsonSchema>;
  return {
    title: `${classes.get(classUid)?.name} ${classUid}`,
    ...schema,
    properties: {
      ...properties,
      class_uid: { const: classUid },
      enrichments: { ...properties['enrichments'], items: toEnrichmentSchema(properties['enrichments']) },
    },
  };
}

/** `data` by the enrichment's type; as JSON text where the options ask for it. */
function toEnrichmentSchema(enrichments: JsonSchema | undefined): JsonSchema {
  const items = enrichments?.['items'] as JsonSchema;
  return {
    ...items,
    oneOf: enrichmentTypes.map((type) => ({
      properties: {
        type: { const: type },
        data: { anyOf: [{ $ref: `#/$defs/${type}` }, { type: 'string' }] },
      },
    })),
  };
}

/** A class as our schemas and tables name it: `account_change`. */
export function toClassKey(classUid: number): string {
  return (classes.get(classUid)?.name ?? '').toLowerCase().replaceAll(' ', '_');
}

function toEcsSchema(): JsonSchema {
  return {
    $schema: dialect,
    $id: 'urn:session-enricher:record:ecs:9.4.0',
    title: 'session-enricher record, ECS 9.4',
    ...toObjectSchema(ecsFields, ['auth0.signals.evidence', 'auth0.signals.incidents']),
  };
}

/** Auth0's part is Auth0's, and open; ours is closed. */
function toRawSchema(): JsonSchema {
  return {
    $schema: dialect,
    $id: 'urn:session-enricher:record:raw',
    title: "session-enricher record, Auth0's own shape",
    type: 'object',
    required: ['log_id', 'data'],
    additionalProperties: false,
    properties: {
      log_id: { type: 'string' },
      data: {
        type: 'object',
        required: ['details'],
        properties: {
          details: {
            type: 'object',
            required: ['session_enricher'],
            properties: {
              session_enricher: toObjectSchema(rawFields, ['signals.evidence', 'signals.incidents']),
            },
          },
        },
      },
    },
  };
}
