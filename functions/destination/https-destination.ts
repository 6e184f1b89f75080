import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type BatchEntry, toBatches } from './batch.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import { toErrorCode } from './error-code.ts';
import { createHttpPost } from './http-post.ts';
import { createHec, type HecMetadata, ndjson } from './https-protocol.ts';
import { parseHttpsUrl } from './https-url.ts';
import { parseRetryAfter } from './retry-after.ts';
import { type Attempts, type RetryTiming, startAttempts } from './retry-timing.ts';

export interface HttpsDestinationOptions extends RetryTiming {
  /** https, or plain http on loopback; redirects are not followed. */
  readonly url: string;
  readonly kind: 'hec' | 'ndjson';
  /** The token, read for every request; read again once when the other side refuses it. */
  readonly secret: { read(): Promise<string>; reload(): Promise<string> };
  /** Takes the secret as it is, in place of `Authorization: Bearer <secret>`. Not for `hec`. */
  readonly header?: string;
  /** @default 'https' */
  readonly name?: string;
  /** Only for `hec`. */
  readonly metadata?: HecMetadata;
  /** Of one request, body of the answer included. @default 5_000 */
  readonly timeoutMs?: number;
  /** Before compression. @default 1_000_000 */
  readonly maxBatchBytes?: number;
  /** @default 500 */
  readonly maxBatchRecords?: number;
  /** @default true */
  readonly compress?: boolean;
}

interface HttpsEntry extends BatchEntry {
  readonly text: string;
}

type Verdict = 'accepted' | Refusal;

type Refusal =
  | { readonly kind: 'passing'; readonly code: string; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'unauthorized' | 'content' | 'too_large' | 'final'; readonly code: string };

/**
 * So many requests a delivery may spend on finding the records that spoil a batch, while nothing is accepted. Each
 * part that is accepted allows two divisions more: where all are refused, dividing on would not help.
 */
const maxDivisions = 20;

/** Smaller requests would cost more than they are worth: what is refused as too large is divided instead. */
const leastBatchBytes = 16_000;

const compressAsync = promisify(gzip);

/**
 * Records by HTTPS POST: to Splunk's HTTP Event Collector, or as newline-delimited JSON to anything else.
 *
 * 408, 429, 5xx, timeouts and broken connections are tried again, not before `Retry-After`, inside the time limit. A
 * batch that is refused for its content (400, 422) is divided, so that a bad record comes back alone; after a 413
 * requests are half as large, from then on. Codes:
 * `http_<status>`, `hec_<code>`, `not_acknowledged`, `redirected`, `timeout`, `out_of_time`, or the system's own.
 * Throws at once for a URL or a header that is not allowed.
 */
export function createHttpsDestination(options: HttpsDestinationOptions): Destination {
  const { kind, secret, header, name = 'https', compress = true, now = Date.now } = options;
  const { timeoutMs = 5_000, maxBatchBytes = 1_000_000, maxBatchRecords = 500 } = options;
  const post = createHttpPost(parseHttpsUrl(options.url));
  const protocol = kind === 'hec' ? createHec(options.metadata) : ndjson;
  if (header !== undefined) checkHeader(header, kind);
  let batchBytes = maxBatchBytes;

  async function send(entries: readonly HttpsEntry[], attempts: Attempts): Promise<Verdict> {
    let signal: AbortSignal | undefined;
    try {
      const value = await secret.read();
      const text = entries.map((entry) => entry.text).join('');
      const body = compress ? await compressAsync(text) : Buffer.from(text);
      const headers = {
        'content-type': protocol.contentType,
        ...(compress ? { 'content-encoding': 'gzip' } : {}),
        ...(header === undefined ? { authorization: protocol.toAuthorization(value) } : { [header]: value }),
      };
      if (attempts.left() <= 0) return { kind: 'final', code: 'out_of_time' };
      signal = attempts.signal(timeoutMs);
      const answer = await post({ headers, body, signal, isBodyWanted: protocol.isBodyWanted });
      const retryAfterMs = parseRetryAfter(answer.headers['retry-after'], now());
      return toVerdict(answer.status, answer.text, retryAfterMs);
    } catch (error) {
      if (signal?.aborted === true) return { kind: 'passing', code: 'timeout' };
      const code = toErrorCode(error);
      return { kind: signal === undefined || isCertificateFault(code) ? 'final' : 'passing', code };
    }
  }

  function toVerdict(status: number, text: string, retryAfterMs: number | undefined): Verdict {
    if (status >= 200 && status < 300) {
      const code = protocol.findRefusal(text);
      return code === undefined ? 'accepted' : { kind: 'passing', code };
    }
    const code = protocol.findCode(text) ?? `http_${status}`;
    if (status >= 300 && status < 400) return { kind: 'final', code: 'redirected' };
    if (status === 408 || status === 429 || status >= 500) return { kind: 'passing', code, retryAfterMs };
    if (status === 401 || status === 403) return { kind: 'unauthorized', code };
    if (status === 413) return { kind: 'too_large', code };
    if (status === 400 || status === 422) return { kind: 'content', code };
    return { kind: 'final', code };
  }

  return {
    name,
    async deliver(records) {
      const attempts = startAttempts(options);
      let divisions = maxDivisions;
      let hasReloaded = false;

      async function deliverBatch(entries: readonly HttpsEntry[]): Promise<DeliveryFailure[]> {
        for (let attempt = 1; ; attempt += 1) {
          const verdict = await send(entries, attempts);
          if (verdict === 'accepted') {
            divisions += 4;
            return [];
          }
          if (verdict.kind === 'passing' && (await attempts.waitAfter(attempt, verdict.retryAfterMs)))
            continue;
          if (verdict.kind === 'unauthorized' && !hasReloaded) {
            hasReloaded = true;
            // A failed reload gives the value at hand, which is refused once more.
            await secret.reload().catch(() => undefined);
            continue;
          }
          const parts = divide(entries, verdict.kind);
          if (parts.length > 1) return deliverEach(parts);
          return entries.flatMap(({ uids }) => uids.map((recordUid) => ({ recordUid, code: verdict.code })));
        }
      }

      async function deliverEach(batches: readonly (readonly HttpsEntry[])[]): Promise<DeliveryFailure[]> {
        const failures: DeliveryFailure[] = [];
        for (const batch of batches) failures.push(...(await deliverBatch(batch)));
        return failures;
      }

      /** The whole, when dividing it is of no use. */
      function divide(
        entries: readonly HttpsEntry[],
        kind: Refusal['kind'],
      ): readonly (readonly HttpsEntry[])[] {
        if (kind === 'too_large') {
          const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
          if (entries.length > 1) batchBytes = Math.min(batchBytes, Math.max(leastBatchBytes, bytes / 2));
          const smaller = toBatches(entries, maxBatchRecords, batchBytes);
          if (smaller.length > 1) return smaller;
        }
        const mayDivide = kind === 'content' || kind === 'too_large';
        if (!mayDivide || entries.length === 1 || divisions <= 0) return [entries];
        divisions -= 2;
        const middle = Math.ceil(entries.length / 2);
        return [entries.slice(0, middle), entries.slice(middle)];
      }

      const entries = records.map((record): HttpsEntry => {
        const text = protocol.toEntry(record);
        return { uids: [record.uid], text, bytes: Buffer.byteLength(text) };
      });
      return deliverEach(toBatches(entries, maxBatchRecords, batchBytes));
    },
  };
}

function checkHeader(header: string, kind: string): void {
  if (kind === 'hec')
    throw new Error('header is not for kind hec, whose header is Authorization: Splunk <token>');
  if (!/^[A-Za-z0-9-]+$/.test(header)) throw new Error(`header ${JSON.stringify(header)} is no header name`);
  const isOurs = /^(host|connection|content-.*|transfer-encoding|upgrade|expect|te|trailer)$/i.test(header);
  if (isOurs) throw new Error(`header ${header} is set by the request itself and cannot carry the secret`);
}

/** Trying again changes nothing about a certificate. */
function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code);
}
