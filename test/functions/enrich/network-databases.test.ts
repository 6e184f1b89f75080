import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openNetworkDatabases } from '../../../functions/enrich/network-databases.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { type BucketsControl, createS3 } from '../../support/aws/s3.ts';
import { toMmdb } from '../../support/mmdb.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'networks-'));
const file = path.join(folder, 'asn.mmdb');
const asns = toMmdb({ '192.0.2.0/24': { asn: 'AS64496', as_name: 'Example Net' } });
const countries = toMmdb({ '192.0.2.0/24': { country_code: 'NL' } });

let aws: AwsStandIn;
let buckets: BucketsControl;
beforeAll(async () => {
  writeFileSync(file, asns);
  const s3 = createS3(() => 0);
  buckets = s3.control;
  buckets.create('acme-networks');
  aws = await startAwsStandIn({ endpoints: [s3.endpoint] });
});
afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

function open(databases: readonly string[], now: () => number = () => 0) {
  const failures: object[] = [];
  const { access } = aws.clientOptions;
  const opened = openNetworkDatabases({
    databases,
    access,
    endpoint: aws.url,
    now,
    onFailure: (failure) => failures.push(failure),
  });
  return { opened, failures };
}

describe('databases of networks', () => {
  it('are read from S3, signed, and from files', async () => {
    buckets.put('acme-networks', 'geo/date=2026-03/countries.mmdb', countries);
    const { opened, failures } = open(['s3://acme-networks/geo/date=2026-03/countries.mmdb', file]);

    expect((await opened)('192.0.2.7')).toEqual({ asn: 64_496, organization: 'Example Net', country: 'NL' });
    expect(failures).toEqual([]);
  });

  it('are named with the reason when they cannot be read, and the others serve', async () => {
    buckets.put('acme-networks', 'page.mmdb', '<html>not found</html>');
    const missing = path.join(folder, 'missing.mmdb');
    const objects = ['gone.mmdb', 'page.mmdb'].map((key) => `s3://acme-networks/${key}`);
    const { opened, failures } = open([...objects, missing, file]);

    expect((await opened)('192.0.2.7')).toMatchObject({ asn: 64_496 });
    expect(failures).toHaveLength(3);
    expect(failures).toEqual(
      expect.arrayContaining([
        { database: 's3://acme-networks/gone.mmdb', code: 'NoSuchKey' },
        { database: 's3://acme-networks/page.mmdb', code: 'NotAnMmdb' },
        { database: missing, code: 'ENOENT' },
      ]),
    );
  });

  it('are tried again a minute later, beside the work', async () => {
    let nowMs = 0;
    const { opened, failures } = open(['s3://acme-networks/later.mmdb'], () => nowMs);
    const lookUp = await opened;
    buckets.put('acme-networks', 'later.mmdb', asns);

    nowMs = 59_999;
    expect(lookUp('192.0.2.7')).toBeUndefined();
    nowMs = 60_000;
    expect(lookUp('192.0.2.7')).toBeUndefined();
    for (let turns = 0; turns < 1_000 && lookUp('192.0.2.7') === undefined; turns += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }

    expect(lookUp('192.0.2.7')).toMatchObject({ asn: 64_496 });
    expect(failures).toHaveLength(1);
  });
});
