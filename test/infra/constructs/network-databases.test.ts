import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf, resourcesOf, show } from '../read-template.ts';
import { toConfig, toStack, toTemplate } from '../synthesise.ts';

const key = 'arn:aws:kms:eu-central-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab';
const objects = ['s3://acme-networks/GeoLite2-ASN.mmdb', 's3://acme-networks/geo/date=1/Country.mmdb'];
const folder = path.relative('', mkdtempSync(path.join(tmpdir(), 'networks-')));
const file = path.join(folder, 'own.mmdb');

beforeAll(() => {
  for (const name of ['own.mmdb', 'secret.txt']) writeFileSync(path.join(folder, name), name);
});
afterAll(() => rmSync(folder, { recursive: true }));

const functionsOf = (template: ReturnType<typeof toTemplate>) =>
  Object.values(resourcesOf(template, 'AWS::Lambda::Function')).map(
    ({ Properties }) =>
      Properties as {
        Environment?: { Variables: Record<string, string> };
        Layers?: readonly unknown[];
        FunctionName?: unknown;
      },
  );

describe('databases of networks', () => {
  it('may be read by the functions that make records, each object alone', () => {
    const grants = grantsOf(toTemplate({ networks: { databases: objects, kmsKeyArn: key }, onDemand: {} }));

    for (const role of ['EnrichRole', 'OnDemandRole']) {
      expect(grants[role]).toEqual(
        expect.arrayContaining([
          's3:GetObject on arn:AWS::Partition:s3:::acme-networks/GeoLite2-ASN.mmdb',
          's3:GetObject on arn:AWS::Partition:s3:::acme-networks/geo/date=1/Country.mmdb',
          `kms:Decrypt on ${key}`,
        ]),
      );
    }
    expect(show(grants['ReceiveApiReceiveRole'])).not.toContain('s3:');
  });

  it('that are files stand in a layer, without what else is in their folder', () => {
    const template = toTemplate({ networks: { databases: [file, objects[0]!] }, onDemand: {} });
    const makingRecords = functionsOf(template).filter(({ Layers }) => Layers !== undefined);

    expect(makingRecords).toHaveLength(2);
    for (const { Environment } of makingRecords) {
      expect(JSON.parse(Environment?.Variables['NETWORK_DATABASES'] ?? '')).toEqual([
        '/opt/own.mmdb',
        objects[0],
      ]);
    }
    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::LayerVersion'))).toHaveLength(1);
  });

  it('that are not there are refused at synth', () => {
    const config = toConfig({ networks: { databases: ['infra/networks/missing.mmdb'] } });

    expect(() => toStack(config)).toThrow('no database of networks at infra/networks/missing.mmdb');
  });

  it('leave no trace where the tenant has none', () => {
    const template = toTemplate();

    expect(Object.keys(resourcesOf(template, 'AWS::Lambda::LayerVersion'))).toEqual([]);
    for (const { Environment } of functionsOf(template)) {
      expect(Environment?.Variables ?? {}).not.toHaveProperty('NETWORK_DATABASES');
    }
  });

  it('stand side by side by their names, each once', () => {
    const databases = ['infra/a/asn.mmdb', 'infra/b/asn.mmdb'];

    expect(() => toConfig({ networks: { databases } })).toThrow(
      'networks.databases[1]: by the name of networks.databases[0] (asn.mmdb), expected each name once',
    );
  });
});
