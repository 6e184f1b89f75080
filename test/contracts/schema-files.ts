import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** A JSON Schema as far as the checks beside ajv read it. */
export interface JsonSchema {
  readonly $ref?: string;
  /** `profile: a|b` where the attribute belongs to profiles. */
  readonly $comment?: string;
  readonly title?: string;
  /** Of an integer enum its captions, `0: Unknown; 1: Success`. */
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** One version of OCSF as one JSON Schema document, draft 2020-12. */
export interface OcsfSchemas {
  readonly $id: string;
  /** Objects and types by their names, classes as `class:authentication`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

export interface EcsSchema {
  readonly version: string;
  readonly event_types_by_category: Readonly<Record<string, readonly string[]>>;
  readonly fields: Readonly<Record<string, EcsField>>;
}

export interface EcsField {
  readonly type: string;
  /** ECS normalises it to an array. */
  readonly array?: true;
  /** Where ECS closes the list. */
  readonly values?: readonly unknown[];
}

export interface LogTypeSchema {
  /** Lacks in 32 of them. */
  readonly description?: string;
}

/** By version, such as `1.8.0`. */
export const readOcsfSchemas = () => read('ocsf') as Readonly<Record<string, OcsfSchemas>>;

export const readEcsSchema = () => read('ecs') as EcsSchema;

/** Auth0's JSON Schemas (draft-07) of log events, by the type's code. */
export const readLogTypeSchemas = () => read('auth0-log-types') as Readonly<Record<string, LogTypeSchema>>;

export const schemaFiles = ['ocsf', 'ecs', 'auth0-log-types'] as const;
export type SchemaFile = (typeof schemaFiles)[number];

export const toSchemaUrl = (name: SchemaFile): URL => new URL(`${name}.json.br`, import.meta.url);

function read(name: SchemaFile): unknown {
  return JSON.parse(brotliDecompressSync(readFileSync(toSchemaUrl(name))).toString('utf8'));
}
