/** The body of a Management API error. `errorCode` is often missing; a 401 carries `attributes` instead. */
export interface ErrorBody {
  readonly statusCode: ErrorStatus;
  readonly error: string;
  readonly message: string;
  readonly errorCode?: string;
  readonly attributes?: { readonly error: string };
}

const statusTexts = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

export type ErrorStatus = keyof typeof statusTexts;

function toErrorBody(statusCode: ErrorStatus, message: string, errorCode?: string): ErrorBody {
  return { statusCode, error: statusTexts[statusCode], message, ...(errorCode && { errorCode }) };
}

function unauthorized(message: string): ErrorBody {
  return { ...toErrorBody(401, message), attributes: { error: message } };
}

/** Bodies as real tenants send them, with their wording. */
export const errorBodies = {
  missingAuthentication: toErrorBody(401, 'Missing authentication'),
  badHeader: toErrorBody(400, 'Bad HTTP authentication header format', 'Bearer'),
  expiredToken: unauthorized('Expired token received for JSON Web Token validation'),
  invalidToken: unauthorized('Invalid token'),
  insufficientScope: (scopes: readonly string[]) =>
    toErrorBody(403, `Insufficient scope, expected any of: ${scopes.join(',')}`, 'insufficient_scope'),
  insufficientPlan: toErrorBody(
    403,
    'Please upgrade your subscription to use sessions',
    'insufficient_entitlement',
  ),
  noSession: toErrorBody(404, 'The session does not exist.'),
  noRoute: toErrorBody(404, 'Not Found'),
  badQuery: (what: string) => toErrorBody(400, `Query validation error: ${what}`, 'invalid_query_string'),
  globalLimit: toErrorBody(429, 'Global limit has been reached', 'too_many_requests'),
} as const;

/** What a tenant answers with this status when nothing more particular is known. */
export function toGenericErrorBody(status: ErrorStatus): ErrorBody {
  if (status === 401) return errorBodies.expiredToken;
  if (status === 403) return errorBodies.insufficientScope(['read:sessions']);
  if (status === 404) return errorBodies.noSession;
  if (status === 429) return errorBodies.globalLimit;
  return toErrorBody(status, statusTexts[status]);
}
