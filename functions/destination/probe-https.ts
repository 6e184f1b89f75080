import { toErrorCode } from './error-code.ts';
import { createHttpPost } from './http-post.ts';
import { createHec, ndjson } from './https-protocol.ts';
import { parseHttpsUrl } from './https-url.ts';

export interface HttpsProbe {
  readonly url: string;
  readonly kind: 'hec' | 'ndjson';
  readonly header?: string | undefined;
  /** The token; it goes nowhere but to the URL. */
  readonly secret: string;
  /** @default 10_000 */
  readonly timeoutMs?: number;
}

/** The HTTP status of the answer, or the code of why there was none: `timeout`, `ENOTFOUND`, `CERT_HAS_EXPIRED`. */
export type HttpsProbeAnswer = { readonly status: number } | { readonly code: string };

/**
 * Knocks at an HTTPS destination: a POST as records come by, with the token and no record in it.
 *
 * An endpoint that is well refuses the empty body or takes it for nothing; either way it has looked at the token.
 */
export async function probeHttps(options: HttpsProbe): Promise<HttpsProbeAnswer> {
  const { url, kind, header, secret, timeoutMs = 10_000 } = options;
  const protocol = kind === 'hec' ? createHec() : ndjson;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status } = await createHttpPost(parseHttpsUrl(url))({
      headers: {
        'content-type': protocol.contentType,
        connection: 'close',
        ...(header === undefined
          ? { authorization: protocol.toAuthorization(secret) }
          : { [header]: secret }),
      },
      body: Buffer.alloc(0),
      signal,
      isBodyWanted: false,
    });
    return { status };
  } catch (error) {
    return { code: signal.aborted ? 'timeout' : toErrorCode(error) };
  }
}
