import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import type { Named } from '../reading/read-people.ts';
import { readEmail } from '../reading/read-values.ts';
import type { OcsfActor, OcsfNamed, OcsfSession, OcsfUser } from './ocsf-record.ts';

/** The event's user; a class that requires one gets "unknown" rather than another class, so searches stay complete. */
export function toUser(model: EventModel, placed: PlacedLeaves): OcsfUser {
  const { userId, userName, isService, organization, session } = model;
  const name = userName ?? userId;
  if (userId !== undefined) addPlaced(placed, userId.path);
  if (name !== undefined) addPlaced(placed, name.path);
  const [type_id, type] = name === undefined ? unknown : isService ? service : person;
  return {
    uid: userId?.value,
    name: name?.value ?? 'unknown',
    email_addr: readEmail(name?.value),
    type_id,
    type,
    has_mfa: session?.isMfa === true && type_id === 1 ? true : undefined,
    org: toNamed(organization, 'organization_id', 'organization_name', placed),
  };
}

const unknown = [0, 'Unknown'] as const;
const person = [1, 'User'] as const;
const service = [4, 'Service'] as const;

/** The same where the user is the actor, and may be left out: undefined when the event names none. */
export function toActingUser(model: EventModel, placed: PlacedLeaves): OcsfUser | undefined {
  return model.userId === undefined && model.userName === undefined ? undefined : toUser(model, placed);
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
  if (client.id !== undefined) placed.set('client_id', true);
  if (client.name !== undefined) placed.set('client_name', true);
  const idp = toNamed(connection, 'connection_id', 'connection', placed);
  return { user, session, app_uid: client.id, app_name: client.name, idp };
}

/** Who acts as the user of a delegated session. */
export function toDelegate({ delegate, session }: EventModel, placed: PlacedLeaves): OcsfUser | undefined {
  if (delegate !== undefined) {
    addPlaced(placed, delegate.path);
    return { uid: delegate.value };
  }
  return session?.delegate === undefined ? undefined : { uid: session.delegate };
}

export function toNamed(
  { id, name }: Named,
  idKey: string,
  nameKey: string,
  placed: PlacedLeaves,
): OcsfNamed | undefined {
  if (id === undefined && name === undefined) return undefined;
  if (id !== undefined) placed.set(idKey, true);
  if (name !== undefined) placed.set(nameKey, true);
  return { uid: id, name };
}
