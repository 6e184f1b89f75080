import { type Faults, isObject, type JsonObject, show } from '../faults.ts';

/** Observables point at something in the record, and repeat its value where that is no object. */
export function checkObservables(record: JsonObject, faults: Faults): void {
  const { observables } = record;
  if (!Array.isArray(observables)) return;
  for (const [index, observable] of observables.entries()) {
    if (!isObject(observable)) continue;
    const { name, value } = observable;
    if (typeof name !== 'string') continue;
    const path = `/observables/${index}`;
    const targets = lookUp(record, name);
    if (targets.length === 0) faults.add(`${path}/name`, `points at nothing in the record: ${show(name)}`);
    else if (value === undefined) continue;
    else if (targets.some(isObject)) faults.add(`${path}/value`, `must be left out: ${name} is an object`);
    else if (!targets.some((target) => String(target) === value)) {
      const there = targets.map((target) => show(String(target))).join(', ');
      faults.add(`${path}/value`, `is ${show(value)}, but ${name} is ${there}`);
    }
  }
}

/** The values that a name such as `a.b`, `a[].b` or `a[0].b` reaches; arrays without brackets are entered too. */
function lookUp(record: JsonObject, name: string): readonly unknown[] {
  let values: readonly unknown[] = [record];
  for (const part of name.split('.')) {
    const [, key, index] = /^([^[\]]+)(?:\[(\d*)\])?$/.exec(part) ?? [];
    if (key === undefined) return [];
    const found = values
      .flat()
      .flatMap((value) => (isObject(value) && Object.hasOwn(value, key) ? [value[key]] : []));
    values = index === undefined ? found : found.flatMap((value) => toElements(value, index));
  }
  return values.flat();
}

function toElements(value: unknown, index: string): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  return index === '' ? value : value.slice(Number(index), Number(index) + 1);
}
