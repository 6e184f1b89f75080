import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { toErrorCode } from './error-code.ts';
import { createHttpPost, type PostAnswer } from './http-post.ts';
import type { HttpsProtocol, CollectorRefusal, Verdict } from './https-protocol.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { Attempts } from './retry-timing.ts';

export interface HttpsSenderOptions {
  readonly url: URL;
  readonly protocol: HttpsProtocol;
  readonly secret: { read(): Promise<string> };
  /** Takes the secret as it is. @default Authorization, as the protocol has it */
  readonly header?: string | undefined;
  /** Of one request, body of the answer included. */
  readonly timeoutMs: number;
  readonly compress: boolean;
  readonly now: () => number;
}

export interface SendRefusal extends CollectorRefusal {
  readonly retryAfterMs?: number | undefined;
}

export interface HttpsSender {
  /** One request with these entries, within what is left of `attempts`. Never rejects. */
  send(
    entries: readonly string[],
    attempts: Attempts,
  ): Promise<Extract<Verdict, { kind: 'taken' }> | SendRefusal>;
  /** JSON to another address of the same origin. Rejects when there is no answer. */
  ask(url: URL, body: string, timeoutMs: number): Promise<PostAnswer>;
}

const compressAsync = promisify(gzip);

/** The requests of one destination: each with the secret of the moment, and with the cookies that the last answer set. */
export function createHttpsSender(options: HttpsSenderOptions): HttpsSender {
  const { url, protocol, secret, header, timeoutMs, compress, now } = options;
  const post = createHttpPost(url);
  /** A load balancer's, that lead all requests of a channel to one collector. */
  let cookies: string | undefined;

  async function toHeaders(contentType: string): Promise<Record<string, string>> {
    const value = await secret.read();
    return {
      'content-type': contentType,
      ...protocol.headers,
      ...(cookies !== undefined && { cookie: cookies }),
      ...(header === undefined ? { authorization: protocol.toAuthorization(value) } : { [header]: value }),
    };
  }

  function keepCookies({ headers }: PostAnswer): void {
    const set = headers['set-cookie'];
    if (set !== undefined) cookies = set.map((cookie) => cookie.split(';', 1)[0]).join('; ');
  }

  return {
    async send(entries, attempts) {
      let signal: AbortSignal | undefined;
      try {
        const headers = await toHeaders(protocol.contentType);
        const text = entries.join('');
        const body = compress ? await compressAsync(text) : Buffer.from(text);
        if (compress) headers['content-encoding'] = 'gzip';
        if (attempts.left() <= 0) return { kind: 'final', code: 'out_of_time' };
        signal = attempts.signal(timeoutMs);
        const answer = await post({ headers, body, signal, isBodyWanted: protocol.isBodyWanted });
        keepCookies(answer);
        const verdict = protocol.readAnswer(answer, entries.length);
        if (verdict.kind === 'taken') return verdict;
        return { ...verdict, retryAfterMs: parseRetryAfter(answer.headers['retry-after'], now()) };
      } catch (error) {
        if (signal?.aborted === true) return toTimeout(attempts.left() >= timeoutMs);
        const code = toErrorCode(error);
        return { kind: signal === undefined || isCertificateFault(code) ? 'final' : 'passing', code };
      }
    },
    async ask(address, body, leftMs) {
      const headers = await toHeaders('application/json');
      const signal = AbortSignal.timeout(Math.ceil(Math.min(leftMs, timeoutMs)));
      return post({ url: address, headers, body: Buffer.from(body), signal, isBodyWanted: true });
    },
  };
}

/**
 * Whoever is slow may have taken the records all the same, so that each further attempt is a copy: there is one only
 * where it may take as long.
 */
function toTimeout(isTimeLeft: boolean): SendRefusal {
  return { kind: isTimeLeft ? 'passing' : 'final', code: 'timeout' };
}

/** Trying again changes nothing about a certificate. */
function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code);
}
