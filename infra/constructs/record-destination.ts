import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import type { OcsfVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../functions/record/record-format.ts';
import type { Layout } from '../resource-names.ts';
import type { AlarmTarget } from './runbook-alarm.ts';

/** What a destination is told about the enricher that it is made for. */
export interface DestinationHost {
  readonly tenant: string;
  /** How the stack is laid out, which its secrets are called by. */
  readonly layout: Layout;
  /** The functions that deliver, as one: a destination grants them what they need, and nothing else. */
  readonly grantee: IGrantable;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly encryptionKey?: IKey | undefined;
  readonly recordFormat: RecordFormat;
  /** Of records in the format `ocsf`. */
  readonly ocsfVersion: OcsfVersion;
}

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
  bind(scope: Construct, host: DestinationHost): readonly DestinationConfig[];
}
