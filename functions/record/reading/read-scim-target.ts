import { readObject } from '../../log-event/read-value.ts';
import type { RequestReading } from './read-request.ts';
import { readText } from './read-values.ts';

/** What a SCIM request is about. Without an ID and a name it is about all of a kind. */
export interface ScimTarget {
  readonly kind: 'User' | 'Group';
  readonly id: string | undefined;
  readonly name: string | undefined;
}

/** From the path, for example `/scim/v2/connections/con_1/Users/42`, and what was sent and answered. */
export function readScimTarget(request: RequestReading | undefined): ScimTarget | undefined {
  const match = /\/(User|Group)s(?:\/([^/?#]{1,256}))?\/?(?:[?#]|$)/.exec(
    request?.path?.slice(0, 2_048) ?? '',
  );
  if (match === null) return undefined;
  const body = readObject(request?.body);
  const answer = readObject(request?.responseBody);
  const kind = match[1] as 'User' | 'Group';
  const nameKey = kind === 'User' ? 'userName' : 'displayName';
  return {
    kind,
    id: match[2] ?? readText(answer?.['id']),
    name: readText(body?.[nameKey]) ?? readText(answer?.[nameKey]),
  };
}
