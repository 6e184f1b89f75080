import type { TenantConfig } from '../../../infra/tenant/tenant-config.ts';
import type { EnricherSettings } from '../../enrich/create-enricher.ts';
import type { PrivacyRules } from '../../record/privacy/privacy-rules.ts';
import { latestOcsfVersion, ocsfVersions } from '../../record/ocsf/ocsf-version.ts';
import { type RecordFormat, recordFormats } from '../../record/record-format.ts';
import type { LookUpNetwork } from '../../record/reading/address-network.ts';
import { parseTokenValue } from '../../secret/token-value.ts';
import { findingLevels } from '../../signals/risk-level.ts';
import { parseSignalSettings } from '../../signals/settings/signal-settings.ts';
import type { Terminal } from '../terminal/command.ts';
import { plainSettings } from './plain-settings.ts';
import { parseChoice } from '../terminal/parse-options.ts';
import { openSecret } from './session-source.ts';
import { loadTenant } from '../tenant/tenant-file.ts';
import { UsageError } from '../terminal/user-error.ts';

/** The options of a command that say what its records look like. */
export const recordOptionSpecs = {
  format: { type: 'string' },
  'ocsf-version': { type: 'string' },
  'finding-from': { type: 'string' },
  'tenant-file': { type: 'string' },
  'privacy-key-secret': { type: 'string' },
} as const;

/** The same for `--help`. */
export const recordOptionsHelp = `  --format ${recordFormats.join('|')}         default: ocsf
  --ocsf-version ${ocsfVersions.join('|')}
                                default: ${latestOcsfVersion}
  --finding-from low|medium|high
                                a second record, a finding, for an event of this risk or above; not with raw
  --tenant-file TENANT|FILE     records as the stack of this tenant makes them: format, signals, findings, privacy and
                                look-ups; --format, --ocsf-version and --finding-from go before it
  --privacy-key-secret ID       where the tenant hashes fields: the secret with the key, or the key in PRIVACY_KEY
`;

export type RecordOptionValues = {
  readonly [Name in keyof typeof recordOptionSpecs | 'finding-from']?: string | undefined;
};

export interface RecordSettings {
  readonly settings: EnricherSettings;
  /** There when the privacy rules hash a field. */
  readonly hashKey?: string;
  /** There when the tenant has databases of networks. */
  readonly lookUpNetwork?: LookUpNetwork;
}

/** Rejects with UsageError or InputError. */
export async function loadRecordSettings(
  values: RecordOptionValues,
  { env, stderr, now }: Pick<Terminal, 'env' | 'stderr' | 'now'>,
): Promise<RecordSettings> {
  const { 'tenant-file': file, 'privacy-key-secret': keySecret } = values;
  const tenant = file === undefined ? undefined : await loadTenant(file);
  const format = parseChoice('--format', values.format ?? tenant?.records.format ?? 'ocsf', recordFormats);
  const given = values['ocsf-version'] ?? tenant?.records.ocsfVersion ?? latestOcsfVersion;
  const ocsfVersion = parseChoice('--ocsf-version', given, ocsfVersions);
  const findingFrom = parseFindingFrom(values['finding-from'], format);
  const settings: EnricherSettings = {
    ...plainSettings,
    ...(tenant && toSettings(tenant)),
    format,
    ocsfVersion,
    ...(findingFrom && { findingFrom }),
  };
  const isHashing = Object.values(settings.privacy.fields ?? {}).includes('hash');
  const networks = await loadNetworks(tenant?.networks?.databases ?? [], { env, stderr, now });
  if (isHashing) return { settings, hashKey: await loadHashKey(keySecret, env), ...networks };
  if (keySecret !== undefined) {
    throw new UsageError('--privacy-key-secret is of use only with a --tenant-file that hashes fields');
  }
  return { settings, ...networks };
}

/** One that is out of reach is told, and records go out without it, as the stack's do. */
async function loadNetworks(
  databases: readonly string[],
  { env, stderr, now }: Pick<Terminal, 'env' | 'stderr' | 'now'>,
): Promise<Pick<RecordSettings, 'lookUpNetwork'>> {
  if (databases.length === 0) return {};
  const { openNetworkDatabases } = await import('../../enrich/network-databases.ts');
  const { accessFromProfile } = await import('../aws/aws-access.ts');
  const lookUpNetwork = await openNetworkDatabases({
    databases,
    access: accessFromProfile(),
    endpoint: env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'],
    now,
    onFailure: ({ database, code }) =>
      stderr.write(`networks: ${database} cannot be read (${code}): records say less of addresses\n`),
  });
  return { lookUpNetwork };
}

function parseFindingFrom(
  level: string | undefined,
  format: RecordFormat,
): (typeof findingLevels)[number] | undefined {
  if (level === undefined) return undefined;
  if (format === 'raw') throw new UsageError('--finding-from is of use only with ocsf and ecs, not with raw');
  return parseChoice('--finding-from', level, findingLevels);
}

function toSettings({ records, signals, privacy, enrichment, destinations }: TenantConfig) {
  return {
    lookUps: enrichment.lookUps,
    rawData: records.rawData,
    // As the stack has it: its tables give free-form JSON one type.
    textData: destinations.some(({ type }) => type === 'securityLake'),
    findingFrom: records.findingFrom,
    signals: parseSignalSettings(signals),
    privacy: privacy as PrivacyRules,
  };
}

async function loadHashKey(secretId: string | undefined, env: Terminal['env']): Promise<string> {
  if (secretId !== undefined) return (await openSecret('--privacy-key-secret', secretId)).read();
  const text = env['PRIVACY_KEY'];
  if (text === undefined || text.trim() === '') {
    throw new UsageError(
      'the tenant file hashes fields: name the secret with the key by --privacy-key-secret, or set PRIVACY_KEY',
    );
  }
  try {
    return parseTokenValue(text, 'PRIVACY_KEY');
  } catch (error) {
    throw new UsageError('PRIVACY_KEY holds no key: expected the value of the secret privacy-key', {
      cause: error,
    });
  }
}
