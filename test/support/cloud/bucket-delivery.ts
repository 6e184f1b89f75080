import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { StreamsControl } from '../aws/firehose.ts';
import type { BucketsControl } from '../aws/s3.ts';

export interface Delivery {
  readonly streamName: string;
  readonly bucket: string;
  /** As in the template, with `!{timestamp:…}`. */
  readonly prefix: string;
  readonly isCompressed: boolean;
  readonly bufferingMs: number;
}

export interface BucketDeliveries {
  /** One that runs already goes on as this one, with what it has. */
  start(delivery: Delivery): void;
  /** Delivers no more: what is waiting is lost, as in DeleteDeliveryStream. */
  stop(streamName: string): void;
  /** Writes what is waiting, as at the end of the buffering time. */
  flush(): void;
  close(): void;
}

/** Firehose's way into a bucket: what was put since the last object becomes the next one. */
export function createBucketDeliveries(
  streams: StreamsControl,
  buckets: BucketsControl,
  now: () => number,
): BucketDeliveries {
  const running = new Map<
    string,
    { readonly delivery: Delivery; timer: NodeJS.Timeout; delivered: number }
  >();

  function write(streamName: string): void {
    const one = running.get(streamName);
    if (!one) return;
    const { bucket, prefix, isCompressed } = one.delivery;
    const waiting = recordsOf(streamName).slice(one.delivered);
    if (waiting.length === 0) return;
    one.delivered += waiting.length;
    const body = Buffer.from(waiting.join(''));
    const time = new Date(now()).toISOString().replaceAll(/[T:.]/g, '-').slice(0, 19);
    const key = `${toPrefix(prefix, now())}${streamName}-1-${time}-${randomUUID()}${isCompressed ? '.gz' : ''}`;
    buckets.put(bucket, key, isCompressed ? gzipSync(body) : body);
  }

  /** None of a stream that was deleted by hand. */
  function recordsOf(streamName: string): readonly string[] {
    try {
      return streams.records(streamName);
    } catch {
      return [];
    }
  }

  return {
    start(delivery) {
      const { streamName, bufferingMs } = delivery;
      const timer = setInterval(() => write(streamName), Math.max(bufferingMs, 100)).unref();
      const earlier = running.get(streamName);
      if (earlier) write(streamName);
      clearInterval(earlier?.timer);
      // A stream that was deleted by hand, and made again, begins anew.
      const delivered = Math.min(earlier?.delivered ?? 0, recordsOf(streamName).length);
      running.set(streamName, { delivery, timer, delivered });
    },
    stop(streamName) {
      clearInterval(running.get(streamName)?.timer);
      running.delete(streamName);
    },
    flush() {
      for (const streamName of running.keys()) write(streamName);
    },
    close() {
      for (const { timer } of running.values()) clearInterval(timer);
    },
  };
}

/** `records/!{timestamp:yyyy/MM/dd/HH}/` → `records/2026/11/22/23/`, in UTC. */
function toPrefix(prefix: string, nowMs: number): string {
  const [yyyy = '', MM = '', dd = '', HH = ''] = new Date(nowMs).toISOString().split(/[-T:]/);
  const parts: { readonly [letters: string]: string } = { yyyy, MM, dd, HH };
  return prefix.replaceAll(/!\{timestamp:([^}]+)\}/g, (_all, format: string) =>
    format.replaceAll(/yyyy|MM|dd|HH/g, (letters) => parts[letters] ?? letters),
  );
}
