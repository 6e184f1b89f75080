import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { RequestReading } from '../reading/read-request.ts';
import { maxTextLength, readText } from '../reading/read-values.ts';
import { toIndexable } from '../text/to-indexable.ts';
import type { OcsfApi } from './ocsf-record.ts';

/** What was called: `METHOD /path`, else the log type, for rate limit events may name no request. */
export function toApi({ request, type, uid }: EventModel, placed: PlacedLeaves): OcsfApi {
  const method = request?.method?.toUpperCase();
  const path = request?.path;
  const operation =
    method !== undefined && path !== undefined ? `${method} ${path}` : (path ?? method ?? type ?? 'unknown');
  return {
    operation: operation.slice(0, maxTextLength),
    request: request && toRequest(request, uid, placed),
    response: request && toResponse(request, placed),
  };
}

/** Auth0 gives a call no ID of its own: the log event's stands for it. */
function toRequest({ query, body }: RequestReading, uid: string, placed: PlacedLeaves): OcsfApi['request'] {
  if (isAbsent(query) && isAbsent(body)) return undefined;
  addPlaced(placed, ['details', 'request', 'query']);
  addPlaced(placed, ['details', 'request', 'body']);
  return { uid, data: toIndexable({ query: query ?? undefined, body: body ?? undefined }) };
}

function toResponse(request: RequestReading, placed: PlacedLeaves): OcsfApi['response'] {
  const { statusCode, isExactStatusCode, responseBody } = request;
  if (statusCode === undefined && isAbsent(responseBody)) return undefined;
  if (isExactStatusCode) addPlaced(placed, ['details', 'response', 'statusCode']);
  if (!isAbsent(responseBody)) addPlaced(placed, ['details', 'response', 'body']);
  const body = readObject(responseBody);
  return {
    code: statusCode,
    error: readText(body?.['error']) ?? readText(body?.['errorCode']),
    error_message: readText(body?.['message']),
    data: isAbsent(responseBody) ? undefined : toIndexable({ body: responseBody }),
  };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
