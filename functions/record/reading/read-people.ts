import type { JsonObject } from '../../log-event/log-event.ts';
import type { SessionReading } from './read-session.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from './read-values.ts';

/** A value and where it stood in the event, so that a format which places it does not repeat it among the rest. */
export interface Found {
  readonly value: string;
  /** Empty when it came from elsewhere, for example from the session. */
  readonly path: readonly string[];
}

/** An ID and a name that belong together. */
export interface Named {
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** Who and what takes part in an event. */
export interface People {
  readonly userId: Found | undefined;
  readonly userName: Found | undefined;
  /** The user is a machine: a client that asked for a token in its own name. */
  readonly isService: boolean;
  readonly organization: Named;
  readonly client: Named;
  readonly connection: Named;
  /** Who acts as the user, as the event says it. */
  readonly delegate: Found | undefined;
}

/** Client credentials grants: no person takes part, the client is the user. */
const machineTypes: ReadonlySet<string> = new Set(['seccft', 'feccft']);

const userIdPath = ['user_id'];
const userNamePath = ['user_name'];
const clientIdPath = ['client_id'];
const clientNamePath = ['client_name'];
const detailsUserIdPath = ['details', 'user_id'];
const requestUserPath = ['details', 'request', 'auth', 'user'];
const delegatePath = ['details', 'actor', 'sub'];

/** `session` is given when it may stand in for what the event does not say. */
export function readPeople(
  data: JsonObject,
  type: string | undefined,
  details: JsonObject | undefined,
  session: SessionReading | undefined,
): People {
  const client = { id: readText(data['client_id']), name: readText(data['client_name']) };
  const isService = type !== undefined && machineTypes.has(type) && client.id !== undefined;
  const requestUser = readRequestUser(details);

  return {
    userId: isService
      ? found(client.id, clientIdPath)
      : (found(readText(data['user_id']), userIdPath) ??
        (type === 'wum' ? found(readText(details?.['user_id']), detailsUserIdPath) : undefined) ??
        requestUser?.id ??
        found(session?.userId, [])),
    userName: isService
      ? found(client.name, clientNamePath)
      : (found(readText(data['user_name']), userNamePath) ?? requestUser?.name),
    isService,
    organization: { id: readText(data['organization_id']), name: readText(data['organization_name']) },
    client,
    connection: { id: readText(data['connection_id']), name: readText(data['connection']) },
    delegate: found(readText(readObject(details?.['actor'])?.['sub']), delegatePath),
  };
}

/** Audit events of the Management API name whoever called it in `details.request.auth.user`. */
function readRequestUser(
  details: JsonObject | undefined,
): { id: Found | undefined; name: Found | undefined } | undefined {
  const user = readObject(readObject(readObject(details?.['request'])?.['auth'])?.['user']);
  if (user === undefined) return undefined;
  return {
    id: found(readText(user['user_id']), [...requestUserPath, 'user_id']),
    name:
      found(readText(user['email']), [...requestUserPath, 'email']) ??
      found(readText(user['name']), [...requestUserPath, 'name']),
  };
}

function found(value: string | undefined, path: readonly string[]): Found | undefined {
  return value === undefined ? undefined : { value, path };
}
