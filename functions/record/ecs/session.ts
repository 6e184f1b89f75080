import type { SessionReading } from '../read-session.ts';
import { copyRest } from './copy-rest.ts';
import { readObject, readText } from '../read-values.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';

const copies = new WeakMap<Auth0Session, Record<string, unknown>>();

/** The session in the API's shape, and beside it the two lists that are searched for. Built once per session. */
export function toEcsSession({ session, methods }: SessionReading): Record<string, unknown> {
  const known = copies.get(session);
  if (known !== undefined) return known;
  const copy = copyRest(session) ?? {};
  const methodNames = methods.map(({ name, type }) => (type === undefined ? name : `${name}/${type}`));
  const authentication = readObject(copy['authentication']);
  if (methodNames.length > 0 && authentication !== undefined) {
    copy['authentication'] = { ...authentication, method_names: methodNames };
  }
  const clientIds = readClientIds(session.clients);
  if (clientIds.length > 0) copy['client_ids'] = clientIds;
  copies.set(session, copy);
  return copy;
}

function readClientIds(clients: unknown): string[] {
  if (!Array.isArray(clients)) return [];
  return (clients as unknown[]).flatMap((client) => readText(readObject(client)?.['client_id']) ?? []);
}
