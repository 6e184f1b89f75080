import { Reader, type Response } from 'mmdb-lib';
import type { JsonObject } from '../log-event/log-event.ts';
import { readAsn, readObject } from '../log-event/read-value.ts';
import type { LookUpNetwork, AddressNetwork } from '../record/reading/address-network.ts';
import { readCountry, readText } from '../record/reading/read-values.ts';

/**
 * Asks databases in MaxMind's format (MMDB 2.0), the first that knows a thing wins: numbers and names stand in one file
 * and countries in another, or both in one.
 *
 * @throws for bytes that are no such database.
 */
export function createMmdbLookUp(files: readonly Buffer[]): LookUpNetwork {
  const readers = files.map((file) => new Reader<Response>(file));
  return (ip) => {
    const address = toPlainAddress(ip);
    let system: AddressNetwork = {};
    let country: string | undefined;
    for (const reader of readers) {
      // An IPv6 address in a tree of IPv4 would be some other address.
      if (reader.metadata.ipVersion === 4 && address.includes(':')) continue;
      const found = readNetwork(find(reader, address));
      // Number and name are of one system: never the number of one database and the name of another.
      if ((system.asn ?? system.organization) === undefined) system = found;
      country ??= found.country;
    }
    const { asn, organization } = system;
    return (asn ?? organization ?? country) === undefined ? undefined : { asn, organization, country };
  };
}

/** What a database says of itself. @throws for bytes that are no such database. */
export function describeMmdb(file: Buffer): { readonly type: string; readonly builtAtMs: number } {
  const { databaseType, buildEpoch } = new Reader<Response>(file).metadata;
  return { type: databaseType, builtAtMs: buildEpoch.getTime() };
}

/** A damaged tree gives an error or nonsense, never a reason to lose a record. */
function find(reader: Reader<Response>, address: string): JsonObject | undefined {
  try {
    return readObject(reader.get(address));
  } catch {
    return undefined;
  }
}

/** The names that MaxMind and DB-IP, IPinfo, and the tables of ip-location-db have for the same. */
function readNetwork(entry: JsonObject | undefined): AddressNetwork {
  if (entry === undefined) return {};
  const traits = readObject(entry['traits']);
  const country = entry['country'];
  return {
    asn: readAsn(entry['autonomous_system_number'] ?? traits?.['autonomous_system_number'] ?? entry['asn']),
    organization: readName(
      entry['autonomous_system_organization'] ??
        traits?.['autonomous_system_organization'] ??
        entry['as_name'],
    ),
    country:
      readCountry(readObject(country)?.['iso_code']) ??
      readCountry(entry['country_code']) ??
      readCountry(country),
  };
}

function readName(value: unknown): string | undefined {
  const name = readText(value);
  return name === undefined || name.length > 1_024 ? undefined : name;
}

/** `::ffff:192.0.2.1` is 192.0.2.1, which no database lists in that form. */
function toPlainAddress(ip: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1] ?? ip;
}
