import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { readText } from '../reading/read-values.ts';
import { parseUserAgent } from '../../signals/reading/user-agent.ts';

type Fields = Record<string, unknown>;

/** What was called, where the event tells of a call: method and outcome. */
export function toHttp({ request }: EventModel, placed: PlacedLeaves): Fields | undefined {
  if (request === undefined) return undefined;
  const { method, statusCode, isExactStatusCode } = request;
  if (method === undefined && statusCode === undefined) return undefined;
  if (method !== undefined) addPlaced(placed, ['details', 'request', 'method']);
  if (isExactStatusCode) addPlaced(placed, ['details', 'response', 'statusCode']);
  return {
    request: method === undefined ? undefined : { method },
    response: statusCode === undefined ? undefined : { status_code: statusCode },
  };
}

export function toUrl({ hostname, request }: EventModel, placed: PlacedLeaves): Fields | undefined {
  const path = request?.path;
  if (hostname === undefined && path === undefined) return undefined;
  if (hostname !== undefined) placed.set('hostname', true);
  if (path !== undefined) addPlaced(placed, ['details', 'request', 'path']);
  return { domain: hostname, path };
}

/** The user agent as it came, and what is known of it. */
export function toUserAgent(
  { data, userAgent, isMobile }: EventModel,
  placed: PlacedLeaves,
): Fields | undefined {
  if (userAgent === undefined) return undefined;
  if (readText(data['user_agent']) === userAgent) placed.set('user_agent', true);
  const agent = parseUserAgent(userAgent);
  return {
    original: userAgent,
    name: agent?.family,
    version: agent?.majorVersion,
    os: agent?.system === undefined ? undefined : { name: agent.system },
    device: isMobile === undefined ? undefined : { name: isMobile ? 'Mobile' : 'Other' },
  };
}
