import { readList, readObject } from '../../log-event/read-value.ts';
import type { RequestReading } from './read-request.ts';
import { readText } from './read-values.ts';

/** What a call of an API was about: the user who was deleted, the role that was granted. */
export interface Target {
  /** `User`, `Role`, `Client` … */
  readonly kind: string;
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** More are no longer a list to read, and stand in the call's body all the same. */
const mostTargets = 20;
const longestId = 1_024;

/** Collections of Auth0's APIs, by their word in a path, which is followed by an ID. */
const collections: ReadonlyMap<string, string> = new Map([
  ['users', 'User'],
  ['user-blocks', 'User'],
  ['users-by-email', 'User'],
  ['members', 'User'],
  ['Users', 'User'],
  ['Groups', 'Group'],
  ['groups', 'Group'],
  ['roles', 'Role'],
  ['permissions', 'Permission'],
  ['clients', 'Client'],
  ['client-grants', 'Client Grant'],
  ['connections', 'Connection'],
  ['enabled_connections', 'Connection'],
  ['organizations', 'Organization'],
  ['invitations', 'Invitation'],
  ['sessions', 'Session'],
  ['refresh-tokens', 'Refresh Token'],
  ['grants', 'Grant'],
  ['device-credentials', 'Device Credential'],
  ['device-accounts', 'Device'],
  ['enrollments', 'Enrollment'],
  ['authentication-methods', 'Authentication Method'],
  ['authenticators', 'Authenticator'],
  ['multifactor', 'Factor'],
  ['factors', 'Factor'],
  ['resource-servers', 'API'],
  ['rules', 'Rule'],
  ['hooks', 'Hook'],
  ['bindings', 'Action Binding'],
  ['triggers', 'Trigger'],
  ['log-streams', 'Log Stream'],
  ['custom-domains', 'Domain'],
  ['email-templates', 'Email Template'],
  ['jobs', 'Job'],
  ['credentials', 'Credential'],
  ['network-acls', 'Network ACL'],
  ['self-service-profiles', 'Self-Service Profile'],
  ['token-exchange-profiles', 'Token Exchange Profile'],
  ['forms', 'Form'],
  ['flows', 'Flow'],
  ['encryption', 'Encryption Key'],
  ['signing', 'Signing Key'],
]);

/** Which target a key of a body names, alone or in a list. */
const bodyKeys: readonly (readonly [key: string, kind: string])[] = [
  ['user_id', 'User'],
  ['users', 'User'],
  ['members', 'User'],
  ['roles', 'Role'],
  ['role_id', 'Role'],
  ['permissions', 'Permission'],
  ['client_id', 'Client'],
  ['connection_id', 'Connection'],
  ['organization_id', 'Organization'],
  ['session_id', 'Session'],
];

/** Where the answer to a creation has the ID of what was created, by kind; `id` elsewhere. */
const createdKeys: ReadonlyMap<string, string> = new Map([
  ['User', 'user_id'],
  ['Client', 'client_id'],
  ['Domain', 'custom_domain_id'],
]);

/** The most particular last in the path is first in the list. Empty without a path of an API. */
export function readTargets(request: RequestReading | undefined): readonly Target[] {
  const path = request?.path;
  if (request === undefined || path === undefined) return [];
  const steps = toSteps(path);
  if (steps === undefined) return [];
  const targets: Target[] = [];
  const add = (kind: string, id: string | undefined, name?: string) => {
    if (targets.length >= mostTargets || (id ?? name) === undefined) return;
    if (targets.some((target) => target.kind === kind && target.id === id && target.name === name)) return;
    targets.push({ kind, id, name });
  };
  const last = addFromPath(steps, request, add);
  const body = readObject(request.body);
  const answer = readObject(request.responseBody);
  if (last !== undefined && last.id === undefined) {
    add(last.kind, readId(answer?.[createdKeys.get(last.kind) ?? 'id']), readName(answer) ?? readName(body));
  }
  for (const [key, kind] of bodyKeys) addFromBody(body?.[key], kind, add);
  if (targets.length === 0) add('Setting', undefined, steps.join('/').slice(0, longestId));
  return targets;
}

type Add = (kind: string, id: string | undefined, name?: string) => void;

/** Gives the last collection, whose ID is missing where it is about all of them, or a new one. */
function addFromPath(steps: readonly string[], request: RequestReading, add: Add) {
  let last: { kind: string; id: string | undefined } | undefined;
  const found: { kind: string; id: string | undefined }[] = [];
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index] as string;
    // `actions/actions/ID`: the first is a word of the path.
    const kind = step === 'actions' && steps[index - 1] === 'actions' ? 'Action' : collections.get(step);
    if (kind === undefined) continue;
    const next = steps[index + 1];
    const id = next === undefined || collections.has(next) ? undefined : readId(next);
    if (id !== undefined) index += 1;
    last = { kind, id };
    found.push(last);
  }
  for (const { kind, id } of found.reverse()) {
    const name =
      kind === last?.kind && id === last.id ? readName(readObject(request.responseBody)) : undefined;
    if (id !== undefined) add(kind, id, name);
  }
  return last;
}

function addFromBody(value: unknown, kind: string, add: Add): void {
  for (const item of readList(value)?.slice(0, mostTargets) ?? [value]) {
    const object = readObject(item);
    if (object === undefined) add(kind, readId(item));
    else
      add(
        kind,
        readId(object['id']) ?? readId(object['resource_server_identifier']),
        readText(object['permission_name']),
      );
  }
}

/** Steps of a path below the API's own, decoded; undefined for a path that is of no API, such as `/oauth/token`. */
function toSteps(path: string): readonly string[] | undefined {
  const [, below] = /^\/(?:api\/(?:v\d+\/)?|scim\/v2\/|me\/v1\/)([^?#]{1,2048})/.exec(path) ?? [];
  return below
    ?.split('/')
    .filter((step) => step !== '')
    .map(decode);
}

function decode(step: string): string {
  if (!step.includes('%')) return step;
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function readId(value: unknown): string | undefined {
  const text = readText(value);
  return text === undefined || text.length > longestId ? undefined : text;
}

function readName(object: ReturnType<typeof readObject>): string | undefined {
  return (
    readId(object?.['email']) ??
    readId(object?.['userName']) ??
    readId(object?.['name']) ??
    readId(object?.['display_name'])
  );
}
