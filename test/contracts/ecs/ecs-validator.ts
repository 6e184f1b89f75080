import { type Faults, isObject, type JsonObject, kindOf, refuseNulls, show, toStep } from '../faults.ts';
import { type EcsField, readEcsSchema } from '../schema-files.ts';
import { valueCheckOf } from './value-checks.ts';

/** Where ECS has no field, ours stand below this one, and are not looked into. */
const custom = 'auth0';
const objectTypes = new Set(['object', 'flattened', 'nested']);

/**
 * Checks records against the list of ECS fields: no unknown field outside of `auth0.*`, arrays where ECS wants arrays
 * and only there, types, closed lists, `event.type` as expected for `event.category`, no nulls.
 */
export function createEcsValidator(): (record: JsonObject, faults: Faults) => void {
  const schema = readEcsSchema();
  const fields = new Map(Object.entries(schema.fields));
  const typesByCategory = new Map<unknown, readonly string[]>(Object.entries(schema.event_types_by_category));
  const parents = toParents(fields.keys());

  return function validateEcs(record, faults) {
    const found = new Map<string, unknown>();

    function visit(object: JsonObject, prefix: string, path: string): void {
      for (const [key, value] of Object.entries(object)) {
        const name = prefix === '' ? key : `${prefix}.${key}`;
        const at = path + toStep(key);
        const field = fields.get(name);
        found.set(name, value);
        if (name === custom || name.startsWith(`${custom}.`)) refuseNulls(value, at, faults);
        else if (value === null) faults.add(at, 'must not be null: leave it out');
        else if (field) visitField(field, name, value, at);
        else if (!parents.has(name)) {
          faults.add(at, `is not an ECS field: ${name} (custom fields belong under ${custom}.*)`);
        } else if (isObject(value)) visit(value, name, at);
        else faults.add(at, `must be an object (is ${kindOf(value)})`);
      }
    }

    function visitField(field: EcsField, name: string, value: unknown, at: string): void {
      if (!Array.isArray(value)) {
        if (field.array) faults.add(at, `must be an array (is ${kindOf(value)})`);
        visitValue(field, name, value, at);
      } else if (!field.array && field.type !== 'nested') {
        faults.add(at, 'must be a single value (is array)');
      } else {
        for (const [index, item] of value.entries()) visitValue(field, name, item, at + toStep(index));
      }
    }

    function visitValue(field: EcsField, name: string, value: unknown, at: string): void {
      if (objectTypes.has(field.type)) {
        if (!isObject(value)) faults.add(at, `must be an object (is ${kindOf(value)})`);
        else if (parents.has(name)) visit(value, name, at);
        else refuseNulls(value, at, faults);
        return;
      }
      const { label, holds } = valueCheckOf(field.type);
      if (!holds(value)) faults.add(at, `must be ${label} (is ${show(value)})`);
      else if (field.values && !field.values.includes(value)) {
        faults.add(at, `must be one of ${field.values.join(', ')} (is ${show(value)})`);
      }
    }

    visit(record, '', '');
    for (const name of ['@timestamp', 'ecs.version']) {
      if (!found.has(name)) faults.add(`/${name.replaceAll('.', '/')}`, 'is required');
    }
    const categories = [found.get('event.category') ?? []].flat();
    const expected = new Set<unknown>(categories.flatMap((category) => typesByCategory.get(category) ?? []));
    for (const type of [found.get('event.type') ?? []].flat()) {
      if (expected.has(type)) continue;
      const names = categories.map(String).join(', ') || '(none)';
      faults.add('/event/type', `${show(type)} is not expected for event.category ${names}`);
    }
  };
}

/** `a` and `a.b` of `a.b.c`. */
function toParents(names: Iterable<string>): ReadonlySet<string> {
  const parents = new Set<string>();
  for (const name of names) {
    for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1))
      parents.add(name.slice(0, dot));
  }
  return parents;
}
