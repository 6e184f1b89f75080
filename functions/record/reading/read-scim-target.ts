import type { JsonObject } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readText } from './read-values.ts';

/** What a SCIM request is about. Without an ID it is about all of a kind. */
export interface ScimTarget {
  readonly kind: 'User' | 'Group';
  readonly id: string | undefined;
}

/** From `details.request.path`, for example `/scim/v2/connections/con_1/Users/42`. */
export function readScimTarget(details: JsonObject | undefined): ScimTarget | undefined {
  const path = readText(readObject(details?.['request'])?.['path'])?.slice(0, 2_048);
  const match = /\/(User|Group)s(?:\/([^/?#]{1,256}))?\/?(?:[?#]|$)/.exec(path ?? '');
  return match === null ? undefined : { kind: match[1] as 'User' | 'Group', id: match[2] };
}
