import type { OcsfEndpoint, OcsfHttpRequest, OcsfObservable, OcsfUser } from './ocsf-record.ts';

export interface ObservableSources {
  readonly source?: { readonly path: string; readonly endpoint: OcsfEndpoint | undefined };
  readonly destination?: OcsfEndpoint | undefined;
  readonly user?: { readonly path: string; readonly user: OcsfUser | undefined };
  readonly http?: OcsfHttpRequest | undefined;
  readonly session?: { readonly path: string; readonly uid: string | undefined };
}

/** Pointers at the values an analyst searches for across products. Made-up "unknown" values are none of them. */
export function toObservables({
  source,
  destination,
  user,
  http,
  session,
}: ObservableSources): OcsfObservable[] {
  const list: OcsfObservable[] = [];
  const ip = source?.endpoint?.ip;
  if (source !== undefined && ip !== undefined) add(list, `${source.path}.ip`, 2, 'IP Address', ip);
  if (destination?.hostname !== undefined)
    add(list, 'dst_endpoint.hostname', 1, 'Hostname', destination.hostname);
  const person = user?.user;
  if (user !== undefined && person !== undefined && person.type_id !== 0) {
    const { path } = user;
    if (person.name !== undefined) add(list, `${path}.name`, 4, 'User Name', person.name);
    if (person.email_addr !== undefined)
      add(list, `${path}.email_addr`, 5, 'Email Address', person.email_addr);
    if (person.uid !== undefined) add(list, `${path}.uid`, 31, 'User Object: uid', person.uid);
  }
  if (http?.user_agent !== undefined)
    add(list, 'http_request.user_agent', 16, 'HTTP User-Agent', http.user_agent);
  if (session?.uid !== undefined) add(list, session.path, 99, 'Session', session.uid);
  return list;
}

function add(list: OcsfObservable[], name: string, type_id: number, type: string, value: string): void {
  list.push({ name, type_id, type, value });
}
