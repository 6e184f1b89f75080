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
