import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import type { Named } from '../reading/read-people.ts';
import { readEmail } from '../reading/read-values.ts';
import type { OcsfActor, OcsfNamed, OcsfSession, OcsfUser } from './ocsf-record.ts';

type UserSource = Pick<EventModel, 'userId' | 'userName' | 'isService' | 'organization' | 'session'>;

/** The event's user; a class that requires one gets "unknown" rather than another class, so searches stay complete. */
export function toUser(model: UserSource, placed: PlacedLeaves): OcsfUser {
  const { userId, userName, isService, organization, session } = model;
  const name = userName ?? userId;
  const user: OcsfUser = {};
  if (userId !== undefined) {
    user.uid = userId.value;
    addPlaced(placed, userId.path);
  }
  if (name === undefined) user.name = 'unknown';
  else {
    user.name = name.value;
    addPlaced(placed, name.path);
    const email = readEmail(name.value);
    if (email !== undefined) user.email_addr = email;
  }
  user.type_id = name === undefined ? 0 : isService ? 4 : 1;
  user.type = name === undefined ? 'Unknown' : isService ? 'Service' : 'User';
  if (session?.isMfa === true && user.type_id === 1) user.has_mfa = true;
  const org = toNamed(organization, 'organization_id', 'organization_name', placed);
  if (org !== undefined) user.org = org;
  return user;
}

/** The same where the user is the actor, and may be left out: undefined when the event names none. */
export function toActingUser(model: UserSource, placed: PlacedLeaves): OcsfUser | undefined {
  return model.userId === undefined && model.userName === undefined ? undefined : toUser(model, placed);
}

/**
 * Who acts, by which application and through which connection. Undefined when there is only a connection: to OCSF
 * an identity provider alone is no actor, and the connection then stays with the rest of the event.
 */
export function toActor(
  { client, connection }: Pick<EventModel, 'client' | 'connection'>,
  placed: PlacedLeaves,
  parts: { readonly user?: OcsfUser | undefined; readonly session?: OcsfSession | undefined },
): OcsfActor | undefined {
  const { user, session } = parts;
  if (user === undefined && session === undefined && client.id === undefined && client.name === undefined)
    return undefined;
  const actor: OcsfActor = {};
  if (user !== undefined) actor.user = user;
  if (session !== undefined) actor.session = session;
  if (client.id !== undefined) {
    actor.app_uid = client.id;
    placed.set('client_id', true);
  }
  if (client.name !== undefined) {
    actor.app_name = client.name;
    placed.set('client_name', true);
  }
  const idp = toNamed(connection, 'connection_id', 'connection', placed);
  if (idp !== undefined) actor.idp = idp;
  return actor;
}

/** Who acts as the user of a delegated session. */
export function toDelegate(
  { delegate, session }: Pick<EventModel, 'delegate' | 'session'>,
  placed: PlacedLeaves,
): OcsfUser | undefined {
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
  const named: OcsfNamed = {};
  if (id !== undefined) {
    named.uid = id;
    placed.set(idKey, true);
  }
  if (name !== undefined) {
    named.name = name;
    placed.set(nameKey, true);
  }
  return named;
}
