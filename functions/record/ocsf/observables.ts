import type {
  OcsfEndpoint,
  OcsfEntity,
  OcsfHttpRequest,
  OcsfObservable,
  OcsfResource,
  OcsfUser,
} from './ocsf-record.ts';

export interface ObservableSources {
  readonly source?: { readonly path: string; readonly endpoint: OcsfEndpoint | undefined };
  readonly destination?: OcsfEndpoint | undefined;
  readonly users?: readonly { readonly path: string; readonly user: OcsfUser | undefined }[];
  readonly resources?: readonly OcsfResource[] | undefined;
  readonly entity?: OcsfEntity | undefined;
  readonly http?: { readonly path: string; readonly request: OcsfHttpRequest | undefined };
  readonly session?: { readonly path: string; readonly uid: string | undefined };
}

/** Pointers at the values an analyst searches for across products; undefined when there are none. */
export function toObservables(sources: ObservableSources): OcsfObservable[] | undefined {
  const { source, destination, users, resources, entity, http, session } = sources;
  const list: OcsfObservable[] = [];
  const add = (name: string, type_id: number, type: string, value: string | undefined) => {
    if (value !== undefined) list.push({ name, type_id, type, value });
  };
  const endpoint = source?.endpoint;
  add(`${source?.path}.ip`, 2, 'IP Address', endpoint?.ip);
  add(`${source?.path}.intermediate_ips`, 2, 'IP Address', endpoint?.intermediate_ips?.[0]);
  for (const { value } of endpoint?.fingerprints ?? []) {
    add(`${source?.path}.fingerprints[].value`, 8, 'Hash', value);
  }
  add('dst_endpoint.hostname', 1, 'Hostname', destination?.hostname);
  for (const { path, user } of users ?? []) {
    // A made-up "unknown" is nothing to search for.
    if (user === undefined || user.type_id === 0) continue;
    add(`${path}.name`, 4, 'User Name', user.name);
    add(`${path}.email_addr`, 5, 'Email Address', user.email_addr);
    add(`${path}.uid`, 31, 'User Object: uid', user.uid);
  }
  for (const { uid, name } of resources ?? []) {
    if (uid !== undefined) add('resources[].uid', 10, 'Resource UID', uid);
    else add('resources[].name', 38, 'Resource Details Object: name', name);
  }
  add('entity.uid', 10, 'Resource UID', entity?.uid);
  if (entity?.type_id === 2 && entity.uid !== undefined) add('entity.name', 4, 'User Name', entity.name);
  add(`${http?.path}.user_agent`, 16, 'HTTP User-Agent', http?.request?.user_agent);
  add(`${session?.path}`, 99, 'Session', session?.uid);
  return list.length > 0 ? list : undefined;
}
