import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Faults, JsonObject } from './faults.ts';

/** Checks records in Auth0's own form against the schema that users get. */
export function createRawValidator(): (record: JsonObject, faults: Faults) => void {
  const ajv = new Ajv2020({ allErrors: true, strict: false, code: { optimize: false } });
  addFormats.default(ajv);
  const file = new URL('../../docs/schemas/raw.schema.json', import.meta.url);
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);

  return function validateRaw(record, faults) {
    if (validate(record)) return;
    for (const { instancePath, message = 'is not valid' } of validate.errors ?? []) {
      faults.add(instancePath, message);
    }
  };
}
