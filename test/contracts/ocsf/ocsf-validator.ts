import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Faults, type JsonObject, show } from '../faults.ts';
import { readOcsfSchemas } from '../schema-files.ts';
import { checkObservables } from './check-observables.ts';
import { explainError } from './explain-error.ts';
import { inspectAttributes } from './inspect-attributes.ts';

/**
 * Checks records of one OCSF version: the schema of their class, chosen by `class_uid`, and what a schema cannot say:
 * the arithmetic of `type_uid`, observables that point at something, profile attributes declared at any depth, no
 * nulls, times in milliseconds, addresses that are some, no deprecated attribute, captions that fit their ids.
 *
 * Free-form JSON (`enrichments[].data` and the like) holds others' bodies and is not looked into. A class is compiled
 * when its first record comes. Throws for a version without schemas.
 */
export function createOcsfValidator(version: string): (record: JsonObject, faults: Faults) => void {
  const all = readOcsfSchemas();
  const schemas = all[version];
  if (schemas === undefined) {
    throw new Error(`no schemas of OCSF ${version}; there are ${Object.keys(all).join(', ')}`);
  }
  const classes = new Map<unknown, string>();
  for (const [name, { properties }] of Object.entries(schemas.$defs)) {
    if (name.startsWith('class:')) classes.set(properties?.['class_uid']?.enum?.[0], name);
  }
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    // Each object compiled once, as it is: to put it in wherever it is referred to takes three times as long, for code
    // that then validates a few thousand records.
    inlineRefs: false,
    code: { optimize: false },
  });
  ajv.addSchema(schemas);

  return function validateOcsf(record, faults) {
    const { class_uid: classUid } = record;
    if (classUid === undefined) {
      faults.add('/class_uid', 'is required');
      return;
    }
    const name = classes.get(classUid);
    const schema = schemas.$defs[name ?? ''];
    const validate = name === undefined ? undefined : ajv.getSchema(`${schemas.$id}#/$defs/${name}`);
    if (schema === undefined || validate === undefined) {
      const known = [...classes.keys()].toSorted((a, b) => Number(a) - Number(b)).join(', ');
      faults.add('/class_uid', `no OCSF ${version} schema for class ${show(classUid)}; there are ${known}`);
      return;
    }
    inspectAttributes(record, schema, schemas, faults);
    checkTypeUid(record, faults);
    checkObservables(record, faults);
    if (validate(record) === true) return;
    for (const error of validate.errors ?? []) explainError(error, faults);
  };
}

function checkTypeUid(record: JsonObject, faults: Faults): void {
  const { type_uid: typeUid, class_uid: classUid, activity_id: activityId } = record;
  if (typeof classUid !== 'number' || typeof activityId !== 'number' || typeUid === undefined) return;
  const wanted = classUid * 100 + activityId;
  if (typeUid !== wanted) {
    faults.add('/type_uid', `must be ${wanted}, class_uid * 100 + activity_id (is ${show(typeUid)})`);
  }
}
