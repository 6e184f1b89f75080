import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { maxTextLength, readInteger, readText } from '../reading/read-values.ts';
import { readObject } from '../../log-event/read-value.ts';

interface Api {
  operation: string;
  response?: { code: number };
}

/** What was called: `METHOD /path`, else the log type, for rate limit events may name no request. */
export function toApi({ details, type }: EventModel, placed: PlacedLeaves): Api {
  const request = readObject(details?.['request']);
  const method = readText(request?.['method'])?.toUpperCase();
  const path = readText(request?.['path']);
  const operation =
    method !== undefined && path !== undefined ? `${method} ${path}` : (path ?? method ?? type ?? 'unknown');
  const api: Api = { operation: operation.slice(0, maxTextLength) };
  const statusCode = readObject(details?.['response'])?.['statusCode'];
  const code = readInteger(statusCode);
  if (code !== undefined) {
    api.response = { code };
    if (String(code) === String(statusCode)) addPlaced(placed, ['details', 'response', 'statusCode']);
  }
  return api;
}
