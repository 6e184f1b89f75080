import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkNetworkDatabase } from '../../../../functions/cli/doctor/check-networks.ts';
import { type AwsStandIn, startAwsStandIn } from '../../../support/aws/aws-stand-in.ts';
import { createS3 } from '../../../support/aws/s3.ts';
import { toMmdb } from '../../../support/mmdb.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'networks-'));
const file = path.join(folder, 'asn.mmdb');
const builtAtMs = 1_772_450_000_000;
const dayMs = 86_400_000;

let aws: AwsStandIn;
beforeAll(async () => {
  const s3 = createS3(() => 0);
  const database = toMmdb({ '192.0.2.0/24': { asn: 'AS64496' } });
  writeFileSync(file, database);
  writeFileSync(path.join(folder, 'page.mmdb'), '<html>not found</html>');
  s3.control.create('acme-networks');
  s3.control.put('acme-networks', 'asn.mmdb', database);
  aws = await startAwsStandIn({ endpoints: [s3.endpoint] });
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

function check(database: string, nowMs = builtAtMs + dayMs) {
  const { access } = aws.clientOptions;
  return checkNetworkDatabase(database, { access, endpoint: aws.url }, nowMs);
}

describe('checkNetworkDatabase', () => {
  it.each(['s3://acme-networks/asn.mmdb', file])(
    'says of %s what it is and when it was built',
    async (database) => {
      expect(await check(database)).toEqual({
        check: 'networks',
        status: 'ok',
        detail: `${database}: Test, built on 2026-03-02`,
      });
    },
  );

  it.each([
    ['s3://acme-networks/asn.mmdb', 'put a newer one into its place; a worker reads it as it starts'],
    [file, 'put a newer one into its place, and deploy'],
  ])('warns of one that is older than 90 days: %s', async (database, fix) => {
    expect(await check(database, builtAtMs + 90 * dayMs)).toMatchObject({ status: 'ok' });
    expect(await check(database, builtAtMs + 91 * dayMs)).toEqual({
      check: 'networks',
      status: 'warn',
      detail: `${database}: Test, built on 2026-03-02, 91 days ago`,
      fix,
    });
  });

  it.each([
    ['s3://acme-networks/none.mmdb', 'there is none', 'networks.databases'],
    ['s3://nobodys/asn.mmdb', 'there is none', 'networks.databases'],
    [path.join(folder, 'none.mmdb'), 'there is none', 'networks.databases'],
    [path.join(folder, 'page.mmdb'), "no database in MaxMind's format", 'put one into its place'],
  ])('fails where there is none: %s', async (database, why, fix) => {
    const result = await check(database);

    expect(result).toMatchObject({ status: 'fail', detail: `${database}: ${why}` });
    expect(result.fix).toContain(fix);
  });
});
