import { toEscapedText } from '../text/to-json-text.ts';
import type { OcsfObservable } from './ocsf-record.ts';

/** The member `observables` of an object, behind a comma; nothing when there are none. Names and types are ours. */
export function toObservablesText(observables: readonly OcsfObservable[]): string {
  if (observables.length === 0) return '';
  const items = observables.map(
    ({ name, type_id, type, value }) =>
      `{"name":"${name}","type_id":${type_id},"type":"${type}","value":"${toEscapedText(value)}"}`,
  );
  return `,"observables":[${items.join(',')}]`;
}
