import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** MIT. Installed for the proof alone: a binary of 60 MB is no dependency of ours. */
export const version = '1.5.6-r.1';

/** As far as the proof needs it. */
export interface Database {
  /** Rows as lists of values in JSON. */
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
}

interface NodeApi {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowsJson(): readonly (readonly unknown[])[] }>;
      }>;
    }>;
  };
}

/** DuckDB in memory, or why there is none. */
export async function openDuckDb(folder: string): Promise<Database | { readonly why: string }> {
  const options = ['install', '--prefix', folder, '--no-audit', '--no-fund', `@duckdb/node-api@${version}`];
  const installed = spawnSync('npm', options, { encoding: 'utf8', timeout: 300_000 });
  if (installed.status !== 0) return { why: `npm did not install @duckdb/node-api ${version}` };
  const require = createRequire(path.join(folder, 'package.json'));
  const { DuckDBInstance } = (await import(
    pathToFileURL(require.resolve('@duckdb/node-api')).href
  )) as NodeApi;
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  return {
    query: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson(),
  };
}
