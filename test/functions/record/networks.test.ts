import { describe, expect, it } from '@jest/globals';
import { createRecordMapper, type RecordOptions } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { LookUpNetwork } from '../../../functions/record/reading/address-network.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { contractOf } from '../../contracts/contract.ts';
import { validateLine } from '../../contracts/validate-line.ts';
import { anyNetwork } from './any-network.ts';
import { findLost } from './leaves.ts';
import { makeRecord, makeRecords } from './make-records.ts';
import { makeSomeRichInputs } from './rich-inputs.ts';

const known: { readonly [ip: string]: ReturnType<LookUpNetwork> } = {
  '203.0.113.5': { asn: 64_496, organization: 'Example Access', country: 'NL' },
  '198.51.100.77': { asn: 64_497, organization: 'Example Hosting', country: 'DE' },
  '192.0.2.1': { country: 'SE' },
};
const asked: string[] = [];
const lookUpNetwork: LookUpNetwork = (ip) => {
  asked.push(ip);
  return known[ip];
};

const targets: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];

describe('records of a tenant with a database of networks', () => {
  const data = { ip: '203.0.113.5', client_ip: '198.51.100.77' };
  const session = { device: { initial_ip: '192.0.2.1', last_ip: '192.0.2.9' } };
  const networks = [
    { ip: '203.0.113.5', asn: 64_496, organization: 'Example Access', country: 'NL' },
    { ip: '198.51.100.77', asn: 64_497, organization: 'Example Hosting', country: 'DE' },
    { ip: '192.0.2.1', country: 'SE' },
  ];

  it('say the network of every address, in OCSF', () => {
    expect(makeRecord({ data, session, lookUpNetwork })).toMatchObject({
      src_endpoint: {
        autonomous_system: { number: 64_496, name: 'Example Access' },
        location: { country: 'NL' },
      },
      enrichments: expect.arrayContaining([
        {
          name: 'session.uid',
          value: 'S1',
          type: 'session_enricher.networks',
          provider: 'MMDB',
          data: { networks },
        },
      ]),
    });
  });

  it('say it in ECS', () => {
    expect(makeRecord({ data, session, lookUpNetwork, format: 'ecs' })).toMatchObject({
      source: {
        as: { number: 64_496, organization: { name: 'Example Access' } },
        geo: { country_iso_code: 'NL' },
      },
      client: {
        as: { number: 64_497, organization: { name: 'Example Hosting' } },
        geo: { country_iso_code: 'DE' },
      },
      auth0: { networks },
    });
  });

  it('say it in raw', () => {
    expect(makeRecord({ data, session, lookUpNetwork, format: 'raw' })).toHaveProperty(
      'data.details.session_enricher.networks',
      networks,
    );
  });

  it('say where a session began in its findings', () => {
    const [, ...findings] = makeRecords({
      data: { ...data, user_id: 'auth0|2' },
      session: { ...session, user_id: 'auth0|1' },
      lookUpNetwork,
      findingFrom: 'low',
    });

    expect(findings[0]).toMatchObject({
      evidences: [
        { src_endpoint: { autonomous_system: { number: 64_496, name: 'Example Access' } } },
        { src_endpoint: { ip: '192.0.2.1', location: { country: 'SE' } } },
      ],
    });
  });

  // Two sources may differ: the name of the other's system would be wrong.
  it('keep what Auth0 says of an address', () => {
    const device = { last_ip: '203.0.113.5', last_asn: '65550' };
    const place = { city_name: 'Paris', country_code: 'FR', latitude: 48.8, longitude: 2.3 };
    const given = { data: { ...data, location_info: place }, session: { device }, lookUpNetwork };

    expect(makeRecord(given)['src_endpoint']).toMatchObject({
      autonomous_system: { number: 65_550 },
      location: { country: 'FR' },
    });
    expect(makeRecord(given)).not.toHaveProperty('src_endpoint.autonomous_system.name');
    expect(makeRecord({ ...given, format: 'ecs' })).toMatchObject({
      source: { as: { number: 65_550 }, geo: { country_iso_code: 'FR', city_name: 'Paris' } },
    });
  });

  it('keep a country code that is none, beside the one of the database', () => {
    const record = makeRecord({
      data: { ...data, location_info: { city_name: 'Utrecht', country_code: 'NLD' } },
      lookUpNetwork,
    });

    expect(record).toMatchObject({
      src_endpoint: { location: { city: 'Utrecht', country: 'NL' } },
      unmapped: { 'auth0.location_info.country_code': 'NLD' },
    });
  });

  it('ask for the address as it came, and tell nothing of one that is not shown', () => {
    asked.length = 0;
    const record = makeRecord({
      data: { ip: '203.0.113.5', client_ip: '198.51.100.77' },
      lookUpNetwork,
      privacy: { fields: { ip: 'truncate_ip', client_ip: 'drop' } },
    });

    expect(asked).toEqual(['203.0.113.5']);
    expect(record).toMatchObject({
      src_endpoint: { ip: '203.0.113.0', autonomous_system: { number: 64_496 } },
      enrichments: expect.arrayContaining([
        expect.objectContaining({
          data: { networks: [expect.objectContaining({ ip: '203.0.113.0', asn: 64_496 })] },
        }),
      ]),
    });
  });

  it('have nothing of networks where no address is known, or no database is there', () => {
    const unknown = { data: { ip: '203.0.113.200' }, format: 'ecs' } as const;

    expect(makeRecord({ ...unknown, lookUpNetwork })).toEqual(makeRecord(unknown));
  });

  it.each(targets)('are valid and lose nothing in %s %s', (format, ocsfVersion) => {
    const options: RecordOptions = { format, ocsfVersion, findingFrom: 'low', lookUpNetwork: anyNetwork };
    const toRecords = createRecordMapper(options);
    // Of each type two.
    const inputs = makeSomeRichInputs().filter(
      ({ event }, index) => event.type !== undefined && index % 4 === 0,
    );
    const faults = inputs.flatMap((input: ModelInput) => {
      const lines = toRecords(input).map(({ line }) => line);
      return [
        ...lines.flatMap((line) => validateLine(line, contractOf(format, ocsfVersion))),
        ...findLost(input.event.data, JSON.parse(lines[0]!)),
      ];
    });

    expect([...new Set(faults)]).toEqual([]);
  });
});
