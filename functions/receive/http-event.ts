/** What we read of an HTTP API's or a function URL's event; both speak payload format 2.0. */
export interface HttpEvent {
  readonly rawPath: string;
  readonly requestContext: { readonly http: { readonly method: string; readonly sourceIp?: string } };
}

/**
 * Whether Lambda was called with an HTTP request.
 *
 * Hono's adapter would take any other object for an older format and make up a request from it.
 */
export function isHttpEvent(event: unknown): event is HttpEvent {
  const { requestContext, rawPath } = (event ?? {}) as { requestContext?: unknown; rawPath?: unknown };
  const { http } = (requestContext ?? {}) as { http?: unknown };
  const { method } = (http ?? {}) as { method?: unknown };
  return typeof rawPath === 'string' && typeof method === 'string';
}

/** What we read of a REST API's event, which speaks payload format 1.0 alone. */
export interface RestEvent {
  readonly path: string;
  readonly httpMethod: string;
  readonly requestContext: { readonly identity: { readonly sourceIp?: string } };
}

/** Whether Lambda was called by a REST API. */
export function isRestEvent(event: unknown): event is RestEvent {
  const { requestContext, path, httpMethod } = (event ?? {}) as { readonly [key: string]: unknown };
  const { identity } = (requestContext ?? {}) as { readonly identity?: unknown };
  const isObject = typeof identity === 'object' && identity !== null;
  return typeof path === 'string' && typeof httpMethod === 'string' && isObject;
}

/** The address that API Gateway saw, never one that a header claims. */
export function toSourceIp({ requestContext }: HttpEvent | RestEvent): string | undefined {
  return 'http' in requestContext ? requestContext.http.sourceIp : requestContext.identity.sourceIp;
}
