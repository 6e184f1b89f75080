import { describeMmdb } from '../../enrich/mmdb-look-up.ts';
import {
  type NetworkDatabasesOptions,
  readNetworkDatabase,
  toDatabaseFault,
} from '../../enrich/network-databases.ts';
import { type CheckResult, fail, failByCode, notOfTheStack, ok, warn } from './check-result.ts';

/** Networks change hands: makers of databases give them out anew each week, or each month. */
const oldestDays = 90;
const dayMs = 86_400_000;

/** Whether a database of networks that the tenant file names is there, is one, and how old it is. */
export async function checkNetworkDatabase(
  database: string,
  where: Pick<NetworkDatabasesOptions, 'access' | 'endpoint'>,
  nowMs: number,
): Promise<CheckResult> {
  const check = 'networks';
  try {
    const { type, builtAtMs } = describeMmdb(await readNetworkDatabase(database, where));
    const days = Math.floor((nowMs - builtAtMs) / dayMs);
    const detail = `${database}: ${type}, built on ${new Date(builtAtMs).toISOString().slice(0, 10)}`;
    if (days <= oldestDays) return ok(check, detail);
    return warn(
      check,
      `${detail}, ${days} days ago`,
      database.startsWith('s3://')
        ? 'put a newer one into its place; a worker reads it as it starts'
        : 'put a newer one into its place, and deploy',
    );
  } catch (error) {
    const code = toDatabaseFault(error);
    if (code === 'NotAnMmdb') {
      return fail(check, `${database}: no database in MaxMind's format`, 'put one into its place');
    }
    if (code === 'TooLarge') {
      return fail(check, `${database}: larger than 160 MiB`, 'take one of ASNs and one of countries');
    }
    const isAbsent = code === 'ENOENT' || code === 'NoSuchKey' || code === 'NoSuchBucket';
    return failByCode(check, database, isAbsent ? 'NotFound' : code, notOfTheStack('networks.databases'));
  }
}
