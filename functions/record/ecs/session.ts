import { isTold, type SessionReading } from '../reading/read-session.ts';
import { copyRest } from './copy-rest.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from '../reading/read-values.ts';

/** The session in the API's shape, and beside it the two lists that are searched for. */
export function toEcsSession({ session, methods }: SessionReading): object {
  const fields = copyRest(session) ?? {};
  const methodNames = methods
    .filter(isTold)
    .map(({ name, type }) => (type === undefined ? name : `${name}/${type}`));
  const authentication = readObject(fields['authentication']);
  if (methodNames.length > 0 && authentication !== undefined) {
    fields['authentication'] = { ...authentication, method_names: methodNames };
  }
  const clientIds = readClientIds(session.clients);
  if (clientIds.length > 0) fields['client_ids'] = clientIds;
  return fields;
}

function readClientIds(clients: unknown): string[] {
  if (!Array.isArray(clients)) return [];
  return (clients as unknown[]).flatMap((client) => readText(readObject(client)?.['client_id']) ?? []);
}
