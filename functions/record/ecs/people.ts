import type { EventModel } from '../event-model.ts';
import { type PlacedLeaves, addPlaced } from '../placed-leaves.ts';
import type { Named } from '../reading/read-people.ts';
import { readEmail, readIp } from '../reading/read-values.ts';

type Fields = Record<string, unknown>;

/** ECS's `user`; undefined when the event names none. */
export function toUser({ userId, userName }: EventModel, placed: PlacedLeaves): Fields | undefined {
  const name = userName ?? userId;
  if (name === undefined) return undefined;
  const user: Fields = {};
  if (userId !== undefined) {
    user['id'] = userId.value;
    addPlaced(placed, userId.path);
  }
  user['name'] = name.value;
  addPlaced(placed, name.path);
  const email = readEmail(name.value);
  if (email !== undefined) user['email'] = email;
  return user;
}

/** `{id, name}` of an organization or an application; undefined when the event has neither. */
export function toNamed(
  { id, name }: Named,
  idKey: string,
  nameKey: string,
  placed: PlacedLeaves,
): Fields | undefined {
  if (id === undefined && name === undefined) return undefined;
  const named: Fields = {};
  if (id !== undefined) {
    named['id'] = id;
    placed.set(idKey, true);
  }
  if (name !== undefined) {
    named['name'] = name;
    placed.set(nameKey, true);
  }
  return named;
}

/** Every user name, address and host name of event and session in one place each, to pivot on. */
export function toRelated({ userId, userName, ip, hostname, session }: EventModel): Fields | undefined {
  const related: Fields = {};
  const ips = toDistinct([readIp(session?.initialIp), readIp(session?.lastIp), ip]);
  if (ips.length > 0) related['ip'] = ips;
  const users = toDistinct([userName?.value, userId?.value, session?.userId]);
  if (users.length > 0) related['user'] = users;
  if (hostname !== undefined) related['hosts'] = [hostname];
  return ips.length + users.length > 0 || hostname !== undefined ? related : undefined;
}

function toDistinct(values: readonly (string | undefined)[]): string[] {
  const distinct: string[] = [];
  for (const value of values) if (value !== undefined && !distinct.includes(value)) distinct.push(value);
  return distinct;
}
