import { isIP } from 'node:net';
import type { JsonObject } from '../../log-event/log-event.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import { readText } from '../reading/read-values.ts';
import { isTold, type SessionReading } from '../reading/read-session.ts';
import { copyRest } from './copy-rest.ts';

/** What an index is told to expect under a key of the session; what is something else stands in `other`. */
const leaves: ReadonlySet<string> = new Set([
  'id',
  'user_id',
  'created_at',
  'updated_at',
  'authenticated_at',
  'authentication_time',
  'last_interacted_at',
  'idle_expires_at',
  'expires_at',
]);
const deviceLeaves: ReadonlySet<string> = new Set([
  'initial_ip',
  'initial_asn',
  'initial_user_agent',
  'last_ip',
  'last_asn',
  'last_user_agent',
]);

/**
 * The session in the API's shape, as far as that is known, beside it the two lists that are searched for, and in `other`
 * all that is not, or has not, the shape that an index expects there: no document may be refused for it.
 */
export function toEcsSession({ indexable, methods }: SessionReading): object {
  const rest = { ...(copyRest(indexable) as Record<string, unknown> | undefined) };
  const fields: Record<string, unknown> = {};
  for (const key of leaves) take(rest, fields, key, isText);
  const device = takeObject(rest, 'device', deviceLeaves);
  const cookie = takeObject(rest, 'cookie', new Set(['mode']));
  const actor = takeObject(rest, 'actor', new Set(['sub']));
  const methodNames = methods
    .filter(isTold)
    .map(({ name, type }) => (type === undefined ? name : `${name}/${type}`));
  const authentication = toAuthentication(rest, methodNames);
  take(rest, fields, 'session_metadata', (value) => readObject(value) !== undefined);
  const clients = toClients(rest);
  const clientIds = readClientIds(indexable.clients);
  return {
    ...fields,
    device,
    cookie,
    actor,
    authentication,
    clients,
    client_ids: clientIds.length > 0 ? clientIds : undefined,
    other: isEmpty(rest) ? undefined : rest,
  };
}

function take(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  key: string,
  fits: (value: unknown) => boolean,
): void {
  if (!Object.hasOwn(from, key) || !fits(from[key])) return;
  to[key] = from[key];
  delete from[key];
}

/** The known leaves of an object that the session has under a key; its other leaves stay. */
function takeObject(
  rest: Record<string, unknown>,
  key: string,
  known: ReadonlySet<string>,
): Record<string, unknown> | undefined {
  const object = readObject(rest[key]);
  if (object === undefined) return undefined;
  const remaining = { ...object };
  const taken: Record<string, unknown> = {};
  for (const name of known) take(remaining, taken, name, name.endsWith('_ip') ? isAddress : isText);
  if (isEmpty(taken)) return undefined;
  if (isEmpty(remaining)) delete rest[key];
  else rest[key] = remaining;
  return taken;
}

function toAuthentication(rest: Record<string, unknown>, methodNames: readonly string[]): object | undefined {
  const authentication = readObject(rest['authentication']);
  const methods = readList(authentication?.['methods']);
  if (authentication === undefined || methods === undefined || !methods.every(isMethod)) return undefined;
  const { methods: _methods, ...remaining } = authentication;
  if (isEmpty(remaining)) delete rest['authentication'];
  else rest['authentication'] = remaining;
  return { methods, method_names: methodNames.length > 0 ? methodNames : undefined };
}

/** Methods are known by these three; one with more is kept whole in `other`. */
const methodKeys: ReadonlySet<string> = new Set(['name', 'type', 'timestamp']);

function isMethod(value: unknown): boolean {
  return hasOnlyLeaves(value, methodKeys);
}

function toClients(rest: Record<string, unknown>): readonly JsonObject[] | undefined {
  const clients = readList(rest['clients']);
  if (clients === undefined || !clients.every((client) => hasOnlyLeaves(client, clientKeys)))
    return undefined;
  delete rest['clients'];
  return clients as readonly JsonObject[];
}

const clientKeys: ReadonlySet<string> = new Set(['client_id']);

function hasOnlyLeaves(value: unknown, keys: ReadonlySet<string>): boolean {
  const object = readObject(value);
  return object !== undefined && Object.keys(object).every((key) => keys.has(key) && isText(object[key]));
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isAddress(value: unknown): boolean {
  return typeof value === 'string' && isIP(value) !== 0 && !value.includes('%');
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

function readClientIds(clients: unknown): string[] {
  return readList(clients)?.flatMap((client) => readText(readObject(client)?.['client_id']) ?? []) ?? [];
}
