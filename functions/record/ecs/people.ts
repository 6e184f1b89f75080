import type { EventModel } from '../event-model.ts';
import { type PlacedLeaves, addPlaced } from '../placed-leaves.ts';
import type { Named } from '../reading/read-people.ts';
import { readEmail, readIp } from '../reading/read-values.ts';

type Fields = Record<string, unknown>;

/** ECS's `user`; undefined when the event names none. */
export function toUser({ userId, userName }: EventModel, placed: PlacedLeaves): Fields | undefined {
  const name = userName ?? userId;
  if (name === undefined) return undefined;
  if (userId !== undefined) addPlaced(placed, userId.path);
  addPlaced(placed, name.path);
  return { id: userId?.value, name: name.value, email: readEmail(name.value) };
}

/** `{id, name}` of an organization or an application; undefined when the event has neither. */
export function toNamed(
  { id, name }: Named,
  idKey: string,
  nameKey: string,
  placed: PlacedLeaves,
): Fields | undefined {
  if (id === undefined && name === undefined) return undefined;
  if (id !== undefined) placed.set(idKey, true);
  if (name !== undefined) placed.set(nameKey, true);
  return { id, name };
}

/** Every user name, address and host name of event and session in one place each, to pivot on. */
export function toRelated({ userId, userName, ip, hostname, session }: EventModel): Fields | undefined {
  const ips = toDistinct([readIp(session?.initialIp), readIp(session?.lastIp), ip]);
  const users = toDistinct([userName?.value, userId?.value, session?.userId]);
  if (ips === undefined && users === undefined && hostname === undefined) return undefined;
  return { ip: ips, user: users, hosts: hostname === undefined ? undefined : [hostname] };
}

function toDistinct(values: readonly (string | undefined)[]): string[] | undefined {
  const distinct = new Set(values.filter((value) => value !== undefined));
  return distinct.size === 0 ? undefined : [...distinct];
}
