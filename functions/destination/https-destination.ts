import { randomUUID } from 'node:crypto';
import { type BatchEntry, toBatches } from './batch.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import { awaitAcknowledgements, toAcknowledgementUrl } from './hec-acknowledgements.ts';
import { createHec, type HecMetadata } from './hec-protocol.ts';
import { ndjson, type CollectorRefusal } from './https-protocol.ts';
import { createHttpsSender } from './https-sender.ts';
import { parseHttpsUrl } from './https-url.ts';
import { type RetryTiming, startAttempts } from './retry-timing.ts';

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
  /** Of one request, body of the answer included. @default 15_000 */
  readonly timeoutMs?: number;
  /**
   * How long records wait for the indexer's acknowledgement, after the last request, where the collector's answers
   * promise one; 0 does not wait. Only for `hec`. @default 25_000
   */
  readonly acknowledgementMs?: number;
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

/**
 * So many requests a delivery may spend on finding the records that spoil a batch, while nothing is accepted. Each
 * part that is accepted allows two divisions more: where all are refused, dividing on would not help.
 */
const maxDivisions = 20;

/** Smaller requests would cost more than they are worth: what is refused as too large is divided instead. */
const leastBatchBytes = 16_000;

/**
 * Records by HTTPS POST: to Splunk's HTTP Event Collector, or as newline-delimited JSON to anything else.
 *
 * What passes (408, 429, 5xx, broken connections, a busy collector) is tried again, not before `Retry-After`, inside the
 * time limit, which is as long as one request may take at least; a timeout only where a whole one is left, as a slow
 * collector may have taken the records. A batch that is refused for a record in it is continued behind that
 * record where the answer tells which, and else divided, so that a bad record comes back alone; after a 413 requests are
 * half as large, from then on. Codes: `http_<status>`, `hec_<code>`, `not_acknowledged` (an answer that is no
 * collector's), `not_indexed` or `ack_…` (no acknowledgement), `redirected`, `timeout`, `out_of_time`, or the system's
 * own. Throws at once for a URL or a header that is not allowed.
 */
export function createHttpsDestination(options: HttpsDestinationOptions): Destination {
  const { kind, secret, header, name = 'https', compress = true, now = Date.now } = options;
  const { timeoutMs = 15_000, maxBatchBytes = 1_000_000, maxBatchRecords = 500 } = options;
  const { acknowledgementMs = 25_000, timeLimitMs = Math.max(15_000, timeoutMs) } = options;
  const url = parseHttpsUrl(options.url);
  if (header !== undefined) checkHeader(header, kind);
  const channel = randomUUID();
  const protocol = kind === 'hec' ? createHec({ channel, metadata: options.metadata }) : ndjson;
  const acknowledgementUrl = toAcknowledgementUrl(url, channel);
  const sender = createHttpsSender({ url, protocol, secret, header, timeoutMs, compress, now });
  let batchBytes = maxBatchBytes;

  return {
    name,
    async deliver(records) {
      const attempts = startAttempts({ ...options, timeLimitMs });
      const failures: DeliveryFailure[] = [];
      /** Taken, but not acknowledged yet: record uids by what will be. */
      const unacknowledged = new Map<number, string[]>();
      let divisions = maxDivisions;
      let hasReloaded = false;

      function report(entries: readonly HttpsEntry[], code: string): void {
        for (const { uids } of entries) for (const recordUid of uids) failures.push({ recordUid, code });
      }

      async function deliverBatch(batch: readonly HttpsEntry[]): Promise<void> {
        let entries = batch;
        for (let attempt = 1; ; attempt += 1) {
          const verdict = await sender.send(
            entries.map(({ text }) => text),
            attempts,
          );
          if (verdict.kind === 'taken') {
            divisions += 4;
            const id = verdict.acknowledgementId;
            if (id === undefined || acknowledgementMs <= 0) return;
            const uids = entries.flatMap((entry) => entry.uids);
            unacknowledged.set(id, [...(unacknowledged.get(id) ?? []), ...uids]);
            return;
          }
          const { takenCount } = verdict;
          if (takenCount !== undefined && takenCount > 0) {
            divisions += 4;
            entries = entries.slice(takenCount);
          }
          if (verdict.kind === 'passing' && (await attempts.waitAfter(attempt, verdict.retryAfterMs)))
            continue;
          if (verdict.kind === 'unauthorized' && !hasReloaded) {
            hasReloaded = true;
            // A failed reload gives the value at hand, which is refused once more.
            await secret.reload().catch(() => undefined);
            continue;
          }
          if (verdict.kind === 'record' && takenCount !== undefined && divisions > 0) {
            divisions -= 1;
            report(entries.slice(0, 1), verdict.code);
            entries = entries.slice(1);
            if (entries.length === 0) return;
            attempt = 0;
            continue;
          }
          const parts = divide(entries, verdict.kind);
          if (parts.length > 1) return deliverEach(parts);
          return report(entries, verdict.code);
        }
      }

      async function deliverEach(batches: readonly (readonly HttpsEntry[])[]): Promise<void> {
        for (const batch of batches) await deliverBatch(batch);
      }

      /** The whole, when dividing it is of no use. */
      function divide(
        entries: readonly HttpsEntry[],
        kind: CollectorRefusal['kind'],
      ): readonly (readonly HttpsEntry[])[] {
        if (kind === 'too_large') {
          const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
          if (entries.length > 1) batchBytes = Math.min(batchBytes, Math.max(leastBatchBytes, bytes / 2));
          const smaller = toBatches(entries, maxBatchRecords, batchBytes);
          if (smaller.length > 1) return smaller;
        }
        const mayDivide = kind === 'record' || kind === 'too_large';
        if (!mayDivide || entries.length === 1 || divisions <= 0) return [entries];
        divisions -= 2;
        const middle = Math.ceil(entries.length / 2);
        return [entries.slice(0, middle), entries.slice(middle)];
      }

      const entries = records.map((record): HttpsEntry => {
        const text = protocol.toEntry(record);
        return { uids: [record.uid], text, bytes: Buffer.byteLength(text) };
      });
      await deliverEach(toBatches(entries, maxBatchRecords, batchBytes));

      const missing = await awaitAcknowledgements([...unacknowledged.keys()], {
        ask: (body, leftMs) => sender.ask(acknowledgementUrl, body, leftMs),
        timeLimitMs: acknowledgementMs,
        sleep: options.sleep,
        now,
      });
      for (const [id, code] of missing) {
        for (const recordUid of unacknowledged.get(id) ?? []) failures.push({ recordUid, code });
      }
      return failures;
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
