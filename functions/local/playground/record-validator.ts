import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { packageRoot } from '../../cli/terminal/package-root.ts';
import type { OcsfVersion } from '../../record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../record/record-format.ts';

/** Where a record breaks our schema, and how. */
export interface SchemaProblem {
  /** JSON pointer into the record; empty for the record itself. */
  readonly path: string;
  readonly message: string;
}

export type ValidateRecord = (
  record: unknown,
  format: RecordFormat,
  ocsfVersion: OcsfVersion,
) => readonly SchemaProblem[];

/** Checks records against the schemas of docs/schemas; each is compiled when it is first asked for. */
export function createRecordValidator(): ValidateRecord {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const compiled = new Map<string, ValidateFunction>();

  return function validateRecord(record, format, ocsfVersion) {
    const name = format === 'ocsf' ? `ocsf-${ocsfVersion}` : format;
    let validate = compiled.get(name);
    if (!validate) {
      validate = ajv.compile(loadSchema(name));
      compiled.set(name, validate);
    }
    if (validate(record)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = 'is not valid', params }) => {
      const { additionalProperty } = params as { additionalProperty?: unknown };
      const detail = typeof additionalProperty === 'string' ? `: ${additionalProperty}` : '';
      return { path: instancePath, message: `${message}${detail}` };
    });
  };
}

function loadSchema(name: string): object {
  const file = new URL(`docs/schemas/${name}.schema.json`, packageRoot);
  return JSON.parse(readFileSync(file, 'utf8')) as object;
}
