import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { LookUpMode } from '../../functions/log-event/look-up-mode.ts';
import type { OcsfVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import type { PrivacyAction } from '../../functions/record/privacy/privacy-action.ts';
import type { RecordFormat } from '../../functions/record/record-format.ts';
import { defaultLookUpWaitSeconds } from '../../functions/session/queue-settings.ts';
import type { FindingLevel } from '../../functions/signals/risk-level.ts';
import type { RecordDestination } from './record-destination.ts';

/** What becomes of an event between queue and destinations: the settings of the enrich function. */
export interface EnrichmentProps {
  /** Short name of the Auth0 tenant, in resource names, metrics and records: `[a-z][a-z0-9-]{0,31}`. */
  readonly tenant: string;
  /** Bare host of the tenant, for example `acme.eu.auth0.com`. */
  readonly auth0Domain: string;
  /** Where the Management API is, when not at `https://<auth0Domain>`. @default `https://<auth0Domain>` */
  readonly auth0BaseUrl?: string | undefined;

  /** Which metrics are written: all, or those that an alarm looks at. @default 'all' */
  readonly metrics?: 'all' | 'few' | undefined;

  /** Where records go; at least one. */
  readonly destinations: readonly RecordDestination[];

  /**
   * Seconds from the queue that an event whose look-up would change its answer may wait for its turn, 1 to 600; every
   * other waits a second. @default 60
   */
  readonly lookUpWaitSeconds?: number | undefined;
  /** What `lookUpWaitSeconds` was called, 1 to 840. @deprecated */
  readonly maxDelaySeconds?: number | undefined;
  /** Invocations that read the queue of log events at once, 2 to 1,000. @default 10, or what the budget needs */
  readonly workers?: number | undefined;
  /** Seconds for which an answer serves events later than itself, 0 to 3600. @default 30 */
  readonly cacheTtlSeconds?: number | undefined;
  /** How to look up events of a log type, by its code. @default the enricher's own choice for each type */
  readonly lookUps?: Readonly<Record<string, LookUpMode>> | undefined;

  /** @default 'ocsf' */
  readonly recordFormat?: RecordFormat | undefined;
  /** @default '1.8.0' */
  readonly ocsfVersion?: OcsfVersion | undefined;
  /** Whether a record carries Auth0's event as text. @default false */
  readonly rawData?: boolean | undefined;
  /** Risk from which a record is followed by a Detection Finding. @default none */
  readonly findingFrom?: FindingLevel | undefined;
  /** Thresholds and exceptions of the signals, as docs/tenant-file.md lists them. @default the enricher's own */
  readonly signals?: object | undefined;
  /** What happens to personal data, as docs/tenant-file.md lists it. @default session metadata is left out */
  readonly privacy?:
    | {
        readonly sessionMetadata?: readonly string[] | undefined;
        readonly fields?: Readonly<Record<string, PrivacyAction>> | undefined;
      }
    | undefined;

  /**
   * Databases in MaxMind's format (MMDB) that tell ASN and country of addresses, each `s3://bucket/key`, or the path of a file
   * from where CDK runs. @default records have the networks that Auth0 tells, alone
   */
  readonly networkDatabases?: readonly string[] | undefined;
  /** The customer managed key that encrypts the objects among them. @default they have none */
  readonly networkDatabasesKey?: IKey | undefined;

  /**
   * What all workers know of a session, in a DynamoDB table; `false`: each worker has its memory, and its part of the
   * budget of look-ups. @default a table
   */
  readonly ledger?: LedgerProps | false | undefined;

  /**
   * Hours for which a delivered event is remembered in a DynamoDB table, 1 to 168, so that its repeats are dropped
   * across batches too. Costs two writes an event. @default repeats are dropped inside a batch alone
   */
  readonly deduplicationHours?: number | undefined;

  /** Gives the enricher a URL that only IAM-authorised callers may use: these, and whom their own policies allow. @default no URL */
  readonly onDemandPrincipals?: readonly IPrincipal[] | undefined;
}

export interface LedgerProps {
  /** Days that an item lives after it was last written, 1 to 365. @default 30 */
  readonly days?: number | undefined;
  /** Whether the table can be brought back to any second of the last 35 days. @default false */
  readonly pointInTimeRecovery?: boolean | undefined;
}

export const defaultLedgerDays = 30;

/** As functions/enrich takes it. */
export const mostLookUpWaitSeconds = 600;

/** By the name of now, or the one of before, under which it could be longer than a message is delayed for. */
export function toLookUpWaitSeconds({
  lookUpWaitSeconds,
  maxDelaySeconds,
}: Pick<EnrichmentProps, 'lookUpWaitSeconds' | 'maxDelaySeconds'>): number {
  return lookUpWaitSeconds ?? Math.min(mostLookUpWaitSeconds, maxDelaySeconds ?? defaultLookUpWaitSeconds);
}
