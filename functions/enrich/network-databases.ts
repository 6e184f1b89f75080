import { readFile, stat } from 'node:fs/promises';
import type { LookUpNetwork } from '../record/reading/address-network.ts';
import type { AwsAccess } from '../aws/aws-access.ts';
import { getObject, ObjectUnavailableError } from '../aws/get-object.ts';
import { createMmdbLookUp } from './mmdb-look-up.ts';

/** All of them together stand in a worker's memory, outside of V8's heap. */
const mostBytes = 160 * 1_024 * 1_024;
/** After an attempt that failed. */
const retryAfterMs = 60_000;
/** Some 60 MB come in a second or two within a Region; Lambda gives a start ten. */
const objectTimeoutMs = 8_000;

export interface NetworkDatabasesOptions {
  /** `s3://bucket/key`, or the path of a file. */
  readonly databases: readonly string[];
  readonly access: AwsAccess;
  /** A stand-in for S3. @default AWS */
  readonly endpoint?: string | undefined;
  readonly now: () => number;
  /** What cannot be read, and why in a word; for as long as it cannot, records go out without it. */
  readonly onFailure: (failure: { readonly database: string; readonly code: string }) => void;
}

/**
 * Reads the tenant's databases of networks, once for the life of a worker. Never rejects: what cannot be read is tried again
 * a minute later, beside the work, and until then the others alone are asked.
 */
export async function openNetworkDatabases(options: NetworkDatabasesOptions): Promise<LookUpNetwork> {
  const { databases, access, endpoint, now, onFailure } = options;
  const files = new Map<string, Buffer>();
  let lookUp: LookUpNetwork = () => undefined;
  let nextAttemptMs = Infinity;

  async function load(): Promise<void> {
    nextAttemptMs = Infinity;
    await Promise.all(databases.filter((database) => !files.has(database)).map(loadOne));
    lookUp = createMmdbLookUp(databases.flatMap((database) => files.get(database) ?? []));
  }

  async function loadOne(database: string): Promise<void> {
    try {
      const file = await readNetworkDatabase(database, { access, endpoint });
      const bytes = [...files.values()].reduce((sum, { length }) => sum + length, file.length);
      if (bytes > mostBytes) throw new ObjectUnavailableError('TooLarge');
      // By itself, so that one which is none is named and does not stand in the way of the others.
      createMmdbLookUp([file]);
      files.set(database, file);
    } catch (error) {
      onFailure({ database, code: toDatabaseFault(error) });
      nextAttemptMs = now() + retryAfterMs;
    }
  }

  await load();
  return (ip) => {
    if (now() >= nextAttemptMs) void load();
    return lookUp(ip);
  };
}

/**
 * One database, from S3 or from a file.
 *
 * Rejects with ObjectUnavailableError, and with what Node says of a connection or a file.
 */
export function readNetworkDatabase(
  database: string,
  { access, endpoint }: Pick<NetworkDatabasesOptions, 'access' | 'endpoint'>,
): Promise<Buffer> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(database) ?? [];
  if (bucket === undefined || key === undefined) return readLocal(database);
  return getObject(bucket, key, { access, endpoint, mostBytes, timeoutMs: objectTimeoutMs });
}

async function readLocal(path: string): Promise<Buffer> {
  const { size } = await stat(path);
  if (size > mostBytes) throw new ObjectUnavailableError('TooLarge');
  return readFile(path);
}

/** By name alone: messages quote what they got. */
export function toDatabaseFault(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  // What mmdb-lib throws has no other name.
  return typeof name === 'string' && name !== 'Error' ? name : 'NotAnMmdb';
}
