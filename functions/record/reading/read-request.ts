import type { JsonObject } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readInteger, readIp, readText } from './read-values.ts';

/** A call of one of Auth0's APIs, as audit events tell it in `details.request` and `details.response`. */
export interface RequestReading {
  /** As it came: Auth0 writes it in capitals or not. */
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly query: unknown;
  readonly body: unknown;
  /** Whence it came, and by which program. */
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
  /** Who called, by Auth0's own word. */
  readonly auth: JsonObject | undefined;
  readonly statusCode: number | undefined;
  /** The status code came as a number, or reads the same as one. */
  readonly isExactStatusCode: boolean;
  readonly responseBody: unknown;
}

/** Undefined where the event tells of no request. */
export function readRequest(details: JsonObject | undefined): RequestReading | undefined {
  const request = readObject(details?.['request']);
  const response = readObject(details?.['response']);
  if (request === undefined && response === undefined) return undefined;
  const code = response?.['statusCode'];
  const statusCode = readInteger(code);
  return {
    method: readText(request?.['method']),
    path: readText(request?.['path']),
    query: request?.['query'],
    body: request?.['body'],
    ip: readIp(request?.['ip']),
    userAgent: readText(request?.['userAgent']),
    auth: readObject(request?.['auth']),
    statusCode,
    isExactStatusCode: statusCode !== undefined && String(statusCode) === String(code),
    responseBody: response?.['body'],
  };
}
