import { readFile, stat } from 'node:fs/promises';
import { toBoundedRequests } from '../aws/bounded-requests.ts';
import type { LookUpNetwork } from '../record/reading/network.ts';
import { createMmdbLookUp } from './mmdb-look-up.ts';

/** All of them together stand in a worker's memory, outside of V8's heap. */
const mostBytes = 160 * 1_024 * 1_024;
/** After an attempt that failed. */
const retryAfterMs = 60_000;

export interface NetworkDatabasesOptions {
  /** `s3://bucket/key`, or the path of a file. */
  readonly databases: readonly string[];
  readonly now: () => number;
  /** What cannot be read, and why in a word; for as long as it cannot, records go out without it. */
  readonly onFailure: (failure: { readonly database: string; readonly code: string }) => void;
}

/**
 * Reads the tenant's databases of networks, once for the life of a worker. Never rejects: what cannot be read is tried again
 * a minute later, beside the work, and until then the others alone are asked.
 */
export async function openNetworkDatabases(options: NetworkDatabasesOptions): Promise<LookUpNetwork> {
  const { databases, now, onFailure } = options;
  const files = new Map<string, Buffer>();
  let lookUp: LookUpNetwork = () => undefined;
  let nextAttemptMs = Infinity;

  async function load(): Promise<void> {
    nextAttemptMs = Infinity;
    for (const database of databases) {
      if (files.has(database)) continue;
      try {
        const taken = [...files.values()].reduce((sum, { length }) => sum + length, 0);
        const file = await readDatabase(database, mostBytes - taken);
        // By itself, so that one which is none is named and does not stand in the way of the others.
        createMmdbLookUp([file]);
        files.set(database, file);
      } catch (error) {
        onFailure({ database, code: toCode(error) });
        nextAttemptMs = now() + retryAfterMs;
      }
    }
    lookUp = createMmdbLookUp(databases.flatMap((database) => files.get(database) ?? []));
  }

  await load();
  return (ip) => {
    if (now() >= nextAttemptMs) void load();
    return lookUp(ip);
  };
}

function readDatabase(database: string, limit: number): Promise<Buffer> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(database) ?? [];
  return bucket === undefined || key === undefined ? readLocal(database, limit) : readS3(bucket, key, limit);
}

async function readLocal(path: string, limit: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > limit) throw new TooLargeError();
  return readFile(path);
}

async function readS3(bucket: string, key: string, limit: number): Promise<Buffer> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ maxAttempts: 2, requestHandler: toBoundedRequests(10_000) });
  try {
    const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength > limit) throw new TooLargeError();
    if (Body === undefined) throw new Error('an answer without a body');
    return Buffer.from(await Body.transformToByteArray());
  } finally {
    client.destroy();
  }
}

class TooLargeError extends Error {
  override readonly name = 'TooLarge';
}

/** By name alone: messages quote what they got. */
function toCode(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.name === 'Error' ? 'NotAnMmdb' : error.name;
}
