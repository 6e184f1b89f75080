import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { latestOcsfVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import type { BudgetShare } from '../../functions/session/budget-plan.ts';
import { defaultCacheTtlMs } from '../../functions/session/look-up-limits.ts';
import { memorySettings } from '../memory-settings.ts';
import { defaultLedgerDays, type EnrichmentProps, toLookUpWaitSeconds } from './enrichment-props.ts';
import type { SessionLedgerTable } from './session-ledger-table.ts';

export interface EnricherSettingsProps extends EnrichmentProps {
  /** Of log events; calls on demand find retry queues by it. */
  readonly queue: IQueue;
  readonly tokenSecret: ISecret;
  readonly privacyKey: ISecret | undefined;
  /** The tenant's whole share, for all workers. */
  readonly budget: BudgetShare;
  readonly ledgerTable: SessionLedgerTable | undefined;
  /** By the names that the function has for them. */
  readonly networks: readonly string[] | undefined;
}

/**
 * The environment of a function that turns events into records, as functions/enrich/config.ts reads it: the destinations
 * and the number of workers are missing, as they are known only when they are bound.
 */
export function toEnricherSettings(props: EnricherSettingsProps): Readonly<Record<string, string>> {
  const { queue, tokenSecret, privacyKey, budget, ledger, ledgerTable, networks } = props;
  const { cacheTtlSeconds = defaultCacheTtlMs / 1_000 } = props;
  return {
    ...memorySettings,
    AUTH0_DOMAIN: props.auth0Domain,
    ...(props.auth0BaseUrl && { AUTH0_BASE_URL: props.auth0BaseUrl }),
    TOKEN_SECRET_ID: tokenSecret.secretArn,
    QUEUE_URL: queue.queueUrl,
    BUDGET: JSON.stringify(budget),
    CACHE_TTL_SECONDS: String(cacheTtlSeconds),
    LOOK_UP_WAIT_SECONDS: String(toLookUpWaitSeconds(props)),
    ...(ledgerTable && {
      LEDGER_TABLE: ledgerTable.tableName,
      LEDGER_KEY_SECRET_ID: ledgerTable.keyName,
      LEDGER_DAYS: String((ledger || undefined)?.days ?? defaultLedgerDays),
    }),
    ...(props.metrics === 'few' && { METRICS: 'few' }),
    LOOK_UPS: JSON.stringify(props.lookUps ?? {}),
    RECORD_FORMAT: props.recordFormat ?? 'ocsf',
    OCSF_VERSION: props.ocsfVersion ?? latestOcsfVersion,
    RAW_DATA: String(props.rawData ?? false),
    ...(props.destinations.some(({ textData }) => textData) && { TEXT_DATA: 'true' }),
    ...(props.findingFrom && { FINDING_FROM: props.findingFrom }),
    SIGNALS: JSON.stringify(props.signals ?? {}),
    PRIVACY: JSON.stringify(props.privacy ?? {}),
    ...(privacyKey && { PRIVACY_KEY_SECRET_ID: privacyKey.secretArn }),
    ...(networks && { NETWORK_DATABASES: JSON.stringify(networks) }),
  };
}
