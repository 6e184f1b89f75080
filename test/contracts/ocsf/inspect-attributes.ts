import { isIP } from 'node:net';
import { type Faults, isObject, type JsonObject, refuseNulls, show, toStep } from '../faults.ts';
import type { JsonSchema, OcsfSchemas } from '../schema-files.ts';

/** Milliseconds of the years 1973 to 5138: outside lie times given in seconds or microseconds. */
const earliestMs = 1e11;
const latestMs = 1e14;
const captionOf: Readonly<Record<string, string>> = {
  activity_id: 'activity_name',
  category_uid: 'category_name',
  class_uid: 'class_name',
  type_uid: 'type_name',
};

/** Walks a record beside the schema of its class for what JSON Schema cannot say. */
export function inspectAttributes(
  record: JsonObject,
  root: JsonSchema,
  { $id, $defs }: OcsfSchemas,
  faults: Faults,
): void {
  const { metadata } = record;
  const profiles = isObject(metadata) ? metadata['profiles'] : undefined;
  const declared: readonly unknown[] = Array.isArray(profiles) ? profiles : [];

  function visit(value: unknown, reference: JsonSchema, path: string): void {
    const { $ref } = reference;
    if ($ref === '#/$defs/json_t') return;
    if (value === null) faults.add(path, 'must not be null: leave it out');
    else if ($ref === '#/$defs/timestamp_t') checkTime(value, path, faults);
    else if ($ref === '#/$defs/ip_t') checkIp(value, path, faults);
    else {
      const schema =
        $ref === undefined ? reference : { ...$defs[$ref.slice('#/$defs/'.length)], ...reference };
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) visit(item, schema.items ?? {}, path + toStep(index));
      } else if (isObject(value)) visitObject(value, schema, path);
    }
  }

  function visitObject(object: JsonObject, { properties = {} }: JsonSchema, path: string): void {
    for (const [key, value] of Object.entries(object)) {
      const attribute = Object.hasOwn(properties, key) ? properties[key] : undefined;
      const childPath = path + toStep(key);
      if (attribute === undefined) {
        refuseNulls(value, childPath, faults);
        continue;
      }
      const owners = /^profile: (.+)$/.exec(attribute.$comment ?? '')?.[1]?.split('|');
      if (owners && !owners.some((profile) => declared.includes(profile))) {
        const names = owners.join(' or ');
        faults.add(childPath, `belongs to profile ${names}, which metadata.profiles does not declare`);
      }
      if (attribute.deprecated === true) faults.add(childPath, `is deprecated in ${$id}`);
      checkCaption(object, key, attribute, path, faults);
      visit(value, attribute, childPath);
    }
  }

  visit(record, root, '');
}

function checkTime(value: unknown, path: string, faults: Faults): void {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    faults.add(path, `must be an integer, milliseconds since 1970 (is ${show(value)})`);
  } else if (value < earliestMs || value >= latestMs) {
    faults.add(path, `must be milliseconds since 1970 (${value} looks like another unit)`);
  }
}

/** OCSF's own pattern for addresses lets things like 203x0x113x77 through. */
function checkIp(value: unknown, path: string, faults: Faults): void {
  if (typeof value === 'string' && isIP(value) === 0)
    faults.add(path, `is not an IP address: ${show(value)}`);
}

/** Captions stand in the schema's description; 99, and type ids that end in it, may say anything. */
function checkCaption(
  object: JsonObject,
  key: string,
  { description }: JsonSchema,
  path: string,
  faults: Faults,
): void {
  const caption = captionOf[key] ?? (key.endsWith('_id') ? key.slice(0, -'_id'.length) : undefined);
  if (caption === undefined || object[caption] === undefined || description === undefined) return;
  const id = object[key];
  if (typeof id !== 'number' || id % 100 === 99) return;
  const start = `${id}: `;
  const wanted = description
    .split('; ')
    .find((entry) => entry.startsWith(start))
    ?.slice(start.length);
  if (wanted && wanted !== object[caption]) {
    const is = show(object[caption]);
    faults.add(path + toStep(caption), `must be ${JSON.stringify(wanted)} for ${key} ${id} (is ${is})`);
  }
}
