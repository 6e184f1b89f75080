import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import type { Named, Person } from '../reading/person.ts';
import { readEmail } from '../reading/read-values.ts';
import type { OcsfActor, OcsfNamed, OcsfSession, OcsfUser } from './ocsf-record.ts';

/** The event's user; a class that requires one gets "unknown" rather than another class, so searches stay complete. */
export function toUser(model: EventModel, placed: PlacedLeaves): OcsfUser {
  const { user, organization, session } = model;
  const org = toNamed(organization, placed);
  if (user === undefined) return { name: 'unknown', type_id: 0, type: 'Unknown', org };
  const person = toPersonUser(user, placed);
  if (session?.isMfa === true && person.type_id === 1) person.has_mfa = true;
  person.org = org;
  return person;
}

const human = [1, 'User'] as const;
const service = [4, 'Service'] as const;

function toPersonUser({ id, name, fullName, email, isService }: Person, placed: PlacedLeaves): OcsfUser {
  const shown = name ?? id;
  const address = readEmail(email?.value);
  for (const found of [id, shown, fullName, address === undefined ? undefined : email]) {
    if (found !== undefined) addPlaced(placed, found.path);
  }
  const [type_id, type] = isService ? service : human;
  return {
    uid: id?.value,
    name: shown?.value ?? 'unknown',
    full_name: fullName?.value,
    email_addr: address ?? readEmail(shown?.value),
    type_id,
    type,
  };
}

/** The same where the user is the actor, and may be left out: undefined when the event names none. */
export function toActingUser(model: EventModel, placed: PlacedLeaves): OcsfUser | undefined {
  return model.user === undefined ? undefined : toUser(model, placed);
}

/**
 * Who acts, by which application and through which connection. Undefined when there is only a connection: to OCSF
 * an identity provider alone is no actor, and the connection then stays with the rest of the event.
 */
export function toActor(
  { client, connection }: EventModel,
  placed: PlacedLeaves,
  parts: { readonly user?: OcsfUser | undefined; readonly session?: OcsfSession | undefined },
): OcsfActor | undefined {
  const { user, session } = parts;
  if (user === undefined && session === undefined && client.id === undefined && client.name === undefined)
    return undefined;
  const { uid: app_uid, name: app_name } = toNamed(client, placed) ?? {};
  const idp = toNamed(connection, placed);
  return { user, session, app_uid, app_name, idp };
}

/** Who acts as the user of a delegated session, or did something to the user: an administrator, by a call. */
export function toOtherActor({ delegate, caller }: EventModel, placed: PlacedLeaves): OcsfUser | undefined {
  if (delegate !== undefined) {
    addPlaced(placed, delegate.path);
    return { uid: delegate.value };
  }
  return caller && toPersonUser(caller, placed);
}

export function toNamed({ id, name }: Named, placed: PlacedLeaves): OcsfNamed | undefined {
  if (id === undefined && name === undefined) return undefined;
  if (id !== undefined) addPlaced(placed, id.path);
  if (name !== undefined) addPlaced(placed, name.path);
  return { uid: id?.value, name: name?.value };
}
