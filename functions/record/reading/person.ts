import type { JsonObject } from '../../log-event/log-event.ts';
import { readText } from './read-values.ts';

/** A value and where it stood in the event, so that a format which places it does not repeat it among the rest. */
export interface Found {
  readonly value: string;
  /** Empty when it came from elsewhere, for example from the session or out of a list. */
  readonly path: readonly string[];
}

/** An ID and a name that belong together. */
export interface Named {
  readonly id: Found | undefined;
  readonly name: Found | undefined;
}

/** A user or a machine. At least an ID or a name. */
export interface Person extends Named {
  readonly fullName?: Found | undefined;
  readonly email?: Found | undefined;
  /** A client that acts in its own name. */
  readonly isService: boolean;
}

/** Whether an ID is of a machine: Auth0 gives client credentials grants the subject `<client_id>@clients`. */
export function isMachineId(id: string | undefined): boolean {
  return id?.endsWith('@clients') === true;
}

export function toPerson(
  id: Found | undefined,
  name: Found | undefined,
  more: Omit<Person, 'id' | 'name' | 'isService'> & { readonly isService?: boolean } = {},
): Person | undefined {
  if (id === undefined && name === undefined) return undefined;
  return { ...more, id, name, isService: more.isService ?? isMachineId(id?.value) };
}

export function findText(
  object: JsonObject | undefined,
  key: string,
  path: readonly string[],
): Found | undefined {
  const value = object === undefined ? undefined : readText(object[key]);
  return value === undefined ? undefined : { value, path: [...path, key] };
}
