import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { BucketsControl } from '../aws/s3.ts';

export type WrittenRecord = { readonly [field: string]: unknown };

/** Every record in a bucket, in the order of the objects' keys, each object unpacked as its consumer would. */
export function readRecords(buckets: BucketsControl, bucket: string): readonly WrittenRecord[] {
  return buckets
    .keys(bucket)
    .filter((key) => key.startsWith('records/'))
    .flatMap((key) =>
      gunzipSync(buckets.get(bucket, key) ?? Buffer.alloc(0))
        .toString()
        .split('\n'),
    )
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as WrittenRecord);
}

/** The first record that is wanted, once it is there; rejects after `timeoutMs`. */
export async function waitForRecord(
  buckets: BucketsControl,
  bucket: string,
  isWanted: (record: WrittenRecord) => boolean,
  timeoutMs = 20_000,
): Promise<WrittenRecord> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const record = readRecords(buckets, bucket).find(isWanted);
    if (record) return record;
    if (performance.now() > end) throw new Error(`no such record in ${bucket} after ${timeoutMs} ms`);
    await wait(50);
  }
}
