export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** An answer we do not read any further; `code` says why and may be logged. */
export class RefusedAnswerError extends Error {
  override readonly name = 'RefusedAnswerError';
  readonly code: 'redirect' | 'body_too_large';

  constructor(code: 'redirect' | 'body_too_large') {
    super(`answer refused: ${code}`);
    this.code = code;
  }
}

/**
 * A `fetch` whose answer is complete and small when it resolves, and that stays where it was sent.
 *
 * Redirects are refused, because they would carry the token to wherever they point. The body is read here, up to
 * `maxBodyBytes` after decompression, so that a stalled or endless one ends with the request's own signal and never in
 * memory.
 */
export function createBoundedFetch(fetch: Fetch, maxBodyBytes: number): Fetch {
  return async function boundedFetch(input, init) {
    const response = await fetch(input, { ...init, redirect: 'manual' });
    const { status, statusText } = response;
    if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
      await abandon(response);
      throw new RefusedAnswerError('redirect');
    }
    const body = await readBody(response, maxBodyBytes);
    return new Response(body, { status, statusText, headers: response.headers });
  };
}

async function readBody(response: Response, maxBodyBytes: number): Promise<Blob | null> {
  if (Number(response.headers.get('content-length')) > maxBodyBytes) {
    await abandon(response);
    throw new RefusedAnswerError('body_too_large');
  }
  if (response.body === null) return null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body, which closes the connection.
    if (bytes > maxBodyBytes) throw new RefusedAnswerError('body_too_large');
    chunks.push(chunk);
  }
  return bytes === 0 ? null : new Blob(chunks);
}

async function abandon(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined);
}
