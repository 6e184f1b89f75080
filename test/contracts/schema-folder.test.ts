import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readEcsSchema, readLogTypeSchemas, readOcsfSchemas } from './schema-files.ts';
import { readSchemaFolder, writeSchemaFolder } from './schema-folder.ts';

const schemas = { ocsf: readOcsfSchemas(), ecs: readEcsSchema(), 'auth0-log-types': readLogTypeSchemas() };

describe('the schemas', () => {
  it('are those that README.md names', () => {
    const classes = Object.values(schemas.ocsf).map(
      ({ $id, $defs }) =>
        [$id, Object.keys($defs).filter((name) => name.startsWith('class:')).length] as const,
    );

    expect(classes).toEqual([
      ['urn:ocsf:1.1.0', 8],
      ['urn:ocsf:1.3.0', 8],
      ['urn:ocsf:1.8.0', 9],
    ]);
    expect([schemas.ecs.version, Object.keys(schemas.ecs.fields).length]).toEqual(['9.4.0', 2_605]);
    expect(Object.keys(schemas['auth0-log-types'])).toHaveLength(166);
  });
});

describe('readSchemaFolder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'schemas-'));
    writeSchemaFolder(folder, schemas);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads what was written', () => {
    expect(readSchemaFolder(folder)).toEqual(schemas);
  });

  it('refuses classes that disagree about an object', () => {
    const file = path.join(folder, 'ocsf/1.8.0/base_event.schema.json');
    const schema = JSON.parse(readFileSync(file, 'utf8')) as { $defs: Record<string, object> };
    writeFileSync(file, JSON.stringify({ ...schema, $defs: { ...schema.$defs, user: {} } }));

    expect(() => readSchemaFolder(folder)).toThrow(
      'OCSF 1.8.0: base_event defines user otherwise than a class before it',
    );
  });
});
