import type { JsonObject } from '../../log-event/log-event.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import { findText, type Found, type Named, type Person, toPerson } from './person.ts';
import { mergeCaller, readCaller } from './read-caller.ts';
import type { RequestReading } from './read-request.ts';
import type { SessionReading } from './read-session.ts';
import { readText } from './read-values.ts';

/** Who and what takes part in an event. */
export interface People {
  /**
   * Whom the event is about, which is mostly who did it. Of audit events, which are about what was called, the caller.
   */
  readonly user: Person | undefined;
  /** Who did it to the user: an administrator, by a call. Undefined where that is the user, or nobody knows. */
  readonly caller: Person | undefined;
  /** Who acts as the user, by the event or its session. */
  readonly delegate: Found | undefined;
  readonly organization: Named;
  readonly client: Named;
  readonly connection: Named;
}

export interface PeopleSources {
  readonly data: JsonObject;
  readonly type: string | undefined;
  readonly classUid: number;
  readonly details: JsonObject | undefined;
  readonly request: RequestReading | undefined;
  readonly session: SessionReading | undefined;
}

/** Client credentials grants: no person takes part, the client is the user. */
const machineTypes: ReadonlySet<string> = new Set(['seccft', 'feccft']);
/** API Activity and Entity Management are about what was called, and by whom. */
const auditClasses: ReadonlySet<number> = new Set([6003, 3004]);

const none: readonly string[] = [];
const detailsPath = ['details'];

export function readPeople(sources: PeopleSources): People {
  const { data, classUid, details, request, session } = sources;
  const isAudit = auditClasses.has(classUid);
  const body = isAudit ? undefined : readObject(details?.['body']);
  const query = isAudit ? undefined : readObject(details?.['query']);
  const client = readClient(data, details, query, body);
  const named = readNamedUser(sources, client, query, body);
  const caller = readCaller(request, client);
  const delegate =
    readDelegate(details) ?? (session?.delegate === undefined ? undefined : toFound(session.delegate));
  const places = {
    organization: {
      id: findText(data, 'organization_id', none) ?? findText(details, 'organization_id', detailsPath),
      name: findText(data, 'organization_name', none),
    },
    client,
    connection: {
      id: findText(data, 'connection_id', none) ?? findText(details, 'connection_id', detailsPath),
      name: findText(data, 'connection', none),
    },
  };
  if (isAudit) return { user: mergeCaller(caller, named), caller: undefined, delegate, ...places };
  // A login that names nobody else is the caller's own.
  const user = named ?? (classUid === 3002 ? caller : undefined);
  const isOwn =
    caller === undefined ||
    user === caller ||
    (caller.id ?? caller.name)?.value === (user?.id ?? user?.name)?.value;
  return { user, caller: isOwn ? undefined : caller, delegate, ...places };
}

/** Failures and flows that begin elsewhere name the client in what was asked. */
function readClient(
  data: JsonObject,
  details: JsonObject | undefined,
  query: JsonObject | undefined,
  body: JsonObject | undefined,
): Named {
  return {
    id:
      findText(data, 'client_id', none) ??
      findText(readObject(details?.['qs']), 'client_id', ['details', 'qs']) ??
      findText(query, 'client_id', ['details', 'query']) ??
      findText(body, 'client_id', ['details', 'body']) ??
      findText(body, 'clientId', ['details', 'body']),
    name: findText(data, 'client_name', none),
  };
}

/** Where Auth0 puts the user when `user_id` and `user_name` say nothing, the surest place first. */
function readNamedUser(
  { data, type, classUid, details, session }: PeopleSources,
  client: Named,
  query: JsonObject | undefined,
  body: JsonObject | undefined,
): Person | undefined {
  if (type !== undefined && machineTypes.has(type) && client.id !== undefined) {
    return toPerson(client.id, client.name, { isService: true });
  }
  const enrollment = readObject(details?.['enrollment']);
  const id =
    findText(data, 'user_id', none) ??
    (type === 'wum' ? findText(details, 'user_id', detailsPath) : undefined) ??
    findText(enrollment, 'user_id', ['details', 'enrollment']) ??
    findText(body, 'user_id', ['details', 'body']) ??
    findText(query, 'user_id', ['details', 'query']) ??
    findInPrompts(details, 'user_id') ??
    (type === undefined && session?.userId !== undefined ? toFound(session.userId) : undefined);
  const name =
    findText(data, 'user_name', none) ??
    (auditClasses.has(classUid) ? undefined : findName(data, details, query, body));
  return toPerson(id, name);
}

function findName(
  data: JsonObject,
  details: JsonObject | undefined,
  query: JsonObject | undefined,
  body: JsonObject | undefined,
): Found | undefined {
  const invitee = readObject(readObject(details?.['invitation'])?.['invitee']);
  return (
    findText(body, 'email', ['details', 'body']) ??
    findText(body, 'username', ['details', 'body']) ??
    findText(details, 'email', detailsPath) ??
    findText(details, 'identifier', detailsPath) ??
    findText(query, 'email', ['details', 'query']) ??
    findText(query, 'username', ['details', 'query']) ??
    findText(data, 'email', none) ??
    findText(invitee, 'email', ['details', 'invitation', 'invitee']) ??
    findInPrompts(details, 'user_name')
  );
}

/** The last prompt that names somebody: a user may have begun as another. */
function findInPrompts(details: JsonObject | undefined, key: string): Found | undefined {
  const prompts = readList(details?.['prompts']);
  for (let index = (prompts?.length ?? 0) - 1; index >= 0; index -= 1) {
    const value = readText(readObject(prompts?.[index])?.[key]);
    if (value !== undefined) return toFound(value);
  }
  return undefined;
}

function readDelegate(details: JsonObject | undefined): Found | undefined {
  return findText(readObject(details?.['actor']), 'sub', ['details', 'actor']);
}

function toFound(value: string): Found {
  return { value, path: none };
}
