import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AlarmTarget } from './runbook-alarm.ts';

/** What a destination is told about the enricher that it is made for. */
export interface DestinationHost {
  readonly tenant: string;
  /** Role of the function that delivers: a destination grants it what it needs, and nothing else. */
  readonly grantee: IGrantable;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly encryptionKey?: IKey | undefined;
  readonly recordFormat: 'ocsf' | 'ecs' | 'raw';
  /** Of records in the format `ocsf`. */
  readonly ocsfVersion: '1.8.0' | '1.3.0' | '1.1.0';
}

/** One entry of the environment variable DESTINATIONS, as functions/enrich/destination-config.ts reads it. */
export type DestinationSetting =
  | {
      readonly type: 'firehose';
      readonly streamName: string;
      readonly joinLines?: boolean;
    }
  | {
      readonly type: 'securityLake';
      /** By `class_uid`; null leaves a class out. */
      readonly streams: Readonly<Record<string, string | null>>;
    }
  | { readonly type: 'eventbridge'; readonly busName: string }
  | {
      readonly type: 'https';
      readonly url: string;
      readonly kind: 'hec' | 'ndjson';
      readonly secretId: string;
      readonly header?: string;
      readonly timeoutSeconds?: number;
      readonly acknowledgementSeconds?: number;
    };

/** Where records go. Several may be given; a record counts as delivered when all of them have taken it. */
export interface RecordDestination {
  /** Distinguishes the destinations of one enricher; resources are named after it, so it must not change. */
  readonly id: string;
  /**
   * Whether free-form JSON inside a record has to be text. One destination that asks for it decides for all, as every
   * destination gets the same record. @default false
   */
  readonly textData?: boolean;
  /** Creates below `scope` what the destination needs and says how the function reaches it. */
  bind(scope: Construct, host: DestinationHost): readonly DestinationSetting[];
}
