import type { HttpGet } from '../../functions/session/http-get.ts';

/** Auth0 answered by a double of `fetch`, for example by an app's own `request`. */
export function getByFetch(fetch: (url: string, init: RequestInit) => Response | Promise<Response>): HttpGet {
  return async (url, headers, { signal }) => {
    const response = await fetch(url, { headers, signal, redirect: 'manual' });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}
