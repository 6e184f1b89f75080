import type { OcsfEndpoint, OcsfHttpRequest, OcsfObservable, OcsfUser } from './ocsf-record.ts';

export interface ObservableSources {
  readonly source?: { readonly path: string; readonly endpoint: OcsfEndpoint | undefined };
  readonly destination?: OcsfEndpoint | undefined;
  readonly user?: { readonly path: string; readonly user: OcsfUser | undefined };
  readonly http?: OcsfHttpRequest | undefined;
  readonly session?: { readonly path: string; readonly uid: string | undefined };
}

/** Pointers at the values an analyst searches for across products; undefined when there are none. */
export function toObservables(sources: ObservableSources): OcsfObservable[] | undefined {
  const { source, destination, user, http, session } = sources;
  // A made-up "unknown" is nothing to search for.
  const person = user?.user?.type_id === 0 ? undefined : user?.user;
  const list: OcsfObservable[] = [];
  const add = (name: string, type_id: number, type: string, value: string | undefined) => {
    if (value !== undefined) list.push({ name, type_id, type, value });
  };
  add(`${source?.path}.ip`, 2, 'IP Address', source?.endpoint?.ip);
  add('dst_endpoint.hostname', 1, 'Hostname', destination?.hostname);
  add(`${user?.path}.name`, 4, 'User Name', person?.name);
  add(`${user?.path}.email_addr`, 5, 'Email Address', person?.email_addr);
  add(`${user?.path}.uid`, 31, 'User Object: uid', person?.uid);
  add('http_request.user_agent', 16, 'HTTP User-Agent', http?.user_agent);
  add(`${session?.path}`, 99, 'Session', session?.uid);
  return list.length > 0 ? list : undefined;
}
