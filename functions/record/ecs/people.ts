import type { EventModel } from '../event-model.ts';
import { type PlacedLeaves, addPlaced } from '../placed-leaves.ts';
import type { Found, Named, Person } from '../reading/person.ts';
import { readScimTarget } from '../reading/read-scim-target.ts';
import { readEmail, readIp } from '../reading/read-values.ts';

type Fields = Record<string, unknown>;

/**
 * ECS's `user`: who did it. Whose rights a delegate used is `effective`, whom it was done to `target`. Undefined when the
 * event names nobody.
 */
export function toUser(model: EventModel, placed: PlacedLeaves): Fields | undefined {
  const { user, caller, delegate } = model;
  const subject = user && toPersonFields(user, placed);
  if (delegate !== undefined) {
    addPlaced(placed, delegate.path);
    return { ...toDelegate(delegate), effective: subject };
  }
  if (caller !== undefined) return { ...toPersonFields(caller, placed), target: subject };
  const target = toTarget(model);
  return subject === undefined && target === undefined ? undefined : { ...subject, target };
}

function toDelegate({ value }: Found): Fields {
  return { id: value, name: value, email: readEmail(value) };
}

function toPersonFields({ id, name, fullName, email }: Person, placed: PlacedLeaves): Fields {
  const shown = name ?? id;
  const address = readEmail(email?.value);
  for (const found of [id, shown, fullName, address === undefined ? undefined : email])
    if (found !== undefined) addPlaced(placed, found.path);
  return {
    id: id?.value,
    name: shown?.value,
    full_name: fullName?.value,
    email: address ?? readEmail(shown?.value),
  };
}

/** The user whom a call was about. */
function toTarget({ targets, request, type }: EventModel): Fields | undefined {
  const user = targets.find(({ kind }) => kind === 'User') ?? toScimUser(type, request);
  if (user === undefined) return undefined;
  return { id: user.id, name: user.name ?? user.id, email: readEmail(user.name) };
}

function toScimUser(
  type: string | undefined,
  request: EventModel['request'],
): { id?: string | undefined; name?: string | undefined } | undefined {
  if (type !== 'sscim' && type !== 'fscim') return undefined;
  const target = readScimTarget(request);
  return target?.kind === 'User' && (target.id ?? target.name) !== undefined ? target : undefined;
}

/** `{id, name}` of an organization or an application; undefined when the event has neither. */
export function toNamed({ id, name }: Named, placed: PlacedLeaves): Fields | undefined {
  if (id === undefined && name === undefined) return undefined;
  if (id !== undefined) addPlaced(placed, id.path);
  if (name !== undefined) addPlaced(placed, name.path);
  return { id: id?.value, name: name?.value };
}

/** Every user name, address and host name of event and session in one place each, to pivot on. */
export function toRelated(model: EventModel): Fields | undefined {
  const { user, caller, delegate, targets, type, request, ip, clientIp, hostname, session, ja3, ja4 } = model;
  const ips = toDistinct([readIp(session?.initialIp), readIp(session?.lastIp), ip, clientIp]);
  const scim = toScimUser(type, request);
  const users = toDistinct([
    ...toNames(user),
    session?.userId,
    ...toNames(caller),
    delegate?.value,
    ...targets.flatMap(({ kind, id, name }) => (kind === 'User' ? [id, name] : [])),
    scim?.id,
    scim?.name,
  ]);
  const hash = toDistinct([ja3, ja4]);
  if (ips === undefined && users === undefined && hostname === undefined && hash === undefined)
    return undefined;
  return { ip: ips, user: users, hosts: hostname === undefined ? undefined : [hostname], hash };
}

function toNames(person: Person | undefined): readonly (string | undefined)[] {
  return person === undefined
    ? []
    : [person.name?.value, person.id?.value, person.email?.value, person.fullName?.value];
}

function toDistinct(values: readonly (string | undefined)[]): string[] | undefined {
  const distinct = new Set(values.filter((value) => value !== undefined));
  return distinct.size === 0 ? undefined : [...distinct];
}
