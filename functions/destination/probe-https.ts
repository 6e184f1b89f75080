import { randomUUID } from 'node:crypto';
import { toErrorCode } from './error-code.ts';
import { createHec } from './hec-protocol.ts';
import { parseHecReply } from './hec-reply.ts';
import { createHttpPost } from './http-post.ts';
import { ndjson } from './https-protocol.ts';
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

/**
 * The HTTP status of the answer, and with `hec` the collector's own code where there is one; or the code of why there was
 * no answer: `timeout`, `ENOTFOUND`, `CERT_HAS_EXPIRED`.
 */
export type HttpsProbeAnswer =
  | { readonly status: number; readonly hecCode?: number | undefined }
  | { readonly code: string };

/**
 * Knocks at an HTTPS destination: a POST as records come by, with the token and no record in it.
 *
 * An endpoint that is well refuses the empty body or takes it for nothing; either way it has looked at the token.
 */
export async function probeHttps(options: HttpsProbe): Promise<HttpsProbeAnswer> {
  const { url, kind, header, secret, timeoutMs = 10_000 } = options;
  const protocol = kind === 'hec' ? createHec({ channel: randomUUID() }) : ndjson;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const { status, text } = await createHttpPost(parseHttpsUrl(url))({
      headers: {
        'content-type': protocol.contentType,
        ...protocol.headers,
        connection: 'close',
        ...(header === undefined
          ? { authorization: protocol.toAuthorization(secret) }
          : { [header]: secret }),
      },
      body: Buffer.alloc(0),
      signal,
      isBodyWanted: protocol.isBodyWanted,
    });
    return { status, hecCode: parseHecReply(text).code };
  } catch (error) {
    return { code: signal.aborted ? 'timeout' : toErrorCode(error) };
  }
}
