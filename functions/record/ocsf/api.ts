import type { EventModel } from '../event-model.ts';
import { addPlaced, type PlacedLeaves } from '../placed-leaves.ts';
import { readObject } from '../../log-event/read-value.ts';
import { maxTextLength, readInteger, readText } from '../reading/read-values.ts';
import type { OcsfApi } from './ocsf-record.ts';

/** What was called: `METHOD /path`, else the log type, for rate limit events may name no request. */
export function toApi({ details, type }: EventModel, placed: PlacedLeaves): OcsfApi {
  const request = readObject(details?.['request']);
  const method = readText(request?.['method'])?.toUpperCase();
  const path = readText(request?.['path']);
  const operation =
    method !== undefined && path !== undefined ? `${method} ${path}` : (path ?? method ?? type ?? 'unknown');
  const statusCode = readObject(details?.['response'])?.['statusCode'];
  const code = readInteger(statusCode);
  if (code !== undefined && String(code) === String(statusCode)) {
    addPlaced(placed, ['details', 'response', 'statusCode']);
  }
  return {
    operation: operation.slice(0, maxTextLength),
    response: code === undefined ? undefined : { code },
  };
}
