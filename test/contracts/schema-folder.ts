import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema, OcsfSchemas, SchemaFile } from './schema-files.ts';

/** What the schema files hold, each as the JSON value that it is. */
export type Schemas = Readonly<Record<SchemaFile, unknown>>;

interface ClassSchema extends JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

const ending = '.schema.json';
const classPrefix = 'class:';

/**
 * Reads `ocsf/<version>/<class>.schema.json`, `ecs/ecs.json` and `auth0/log-types/<code>.schema.json` below a folder.
 *
 * The classes of one OCSF version repeat the same objects; here they share them, so that a version is one document and
 * each object is compiled once. Throws where two classes disagree about an object.
 */
export function readSchemaFolder(folder: string): Schemas {
  const versions = readdirSync(path.join(folder, 'ocsf'))
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
    .toSorted();
  return {
    ocsf: Object.fromEntries(versions.map((version) => [version, readVersion(folder, version)])),
    ecs: readJson(path.join(folder, 'ecs/ecs.json')),
    'auth0-log-types': readAll(path.join(folder, 'auth0/log-types')),
  };
}

/** The opposite: every OCSF class gets all objects of its version. */
export function writeSchemaFolder(folder: string, schemas: Schemas): void {
  for (const [version, { $defs }] of Object.entries(schemas.ocsf as Record<string, OcsfSchemas>)) {
    const entries = Object.entries($defs);
    const objects = Object.fromEntries(entries.filter(([name]) => !name.startsWith(classPrefix)));
    for (const [name, schema] of entries) {
      if (!name.startsWith(classPrefix)) continue;
      const className = name.slice(classPrefix.length);
      writeJson(path.join(folder, 'ocsf', version, className + ending), { ...schema, $defs: objects });
    }
  }
  writeJson(path.join(folder, 'ecs/ecs.json'), schemas.ecs);
  for (const [code, schema] of Object.entries(schemas['auth0-log-types'] as object)) {
    writeJson(path.join(folder, 'auth0/log-types', code + ending), schema);
  }
}

function readVersion(folder: string, version: string): OcsfSchemas {
  const objects = new Map<string, JsonSchema>();
  const classes: [string, JsonSchema][] = [];
  for (const [name, schema] of Object.entries(readAll(path.join(folder, 'ocsf', version)))) {
    const { $schema: _draft, $id: _id, $defs, ...attributes } = schema as ClassSchema;
    classes.push([classPrefix + name, attributes]);
    for (const [object, definition] of Object.entries($defs)) {
      const known = objects.get(object) ?? definition;
      if (!isDeepStrictEqual(known, definition)) {
        throw new Error(`OCSF ${version}: ${name} defines ${object} otherwise than a class before it`);
      }
      objects.set(object, known);
    }
  }
  const sorted = [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { $id: `urn:ocsf:${version}`, $defs: Object.fromEntries([...sorted, ...classes]) };
}

function readAll(folder: string): Record<string, object> {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  return Object.fromEntries(
    files.toSorted().map((name) => [name.slice(0, -ending.length), readJson(path.join(folder, name))]),
  );
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as object;

function writeJson(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, undefined, 1)}\n`);
}
