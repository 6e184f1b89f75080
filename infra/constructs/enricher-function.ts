import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType, type FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import { latestOcsfVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import type { Workers } from '../../functions/session/budget-plan.ts';
import { defaultLimits } from '../../functions/session/look-up-limits.ts';
import { memorySettings } from '../memory-settings.ts';
import { DeduplicationTable } from './deduplication-table.ts';
import { addEnricherAlarms } from './enricher-alarms.ts';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { defaultMaxDelaySeconds, type EnrichmentProps } from './enrichment-props.ts';
import type { AlarmTarget } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { toResourceNames } from '../resource-names.ts';

export interface EnricherFunctionProps extends EnrichmentProps {
  readonly queue: IQueue;
  /** The Management API token; the only credential of Auth0's that the function may read. */
  readonly tokenSecret: ISecret;
  readonly workers: Workers;
  /** Messages in one invocation, at most 10,000. */
  readonly batchSize: number;
  /** How long a batch may be collected for. */
  readonly batchWindow: Duration;
  readonly timeout: Duration;
  /** Hours without a record that count as silence. */
  readonly silenceHours: number;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/** The function that turns queued log events into records, its grants, and its URL where one is asked for. */
export class EnricherFunction extends Construct {
  readonly enrich: ServiceFunction;
  /** Key of the hashes that stand for personal data; there when the privacy rules hash something. */
  readonly privacyKey: ISecret | undefined;
  readonly functionUrl: FunctionUrl | undefined;
  readonly deduplication: DeduplicationTable | undefined;

  constructor(scope: Construct, id: string, props: EnricherFunctionProps) {
    super(scope, id);
    const { tenant, queue, tokenSecret, workers, removalPolicy, encryptionKey } = props;
    const { alarms, onDemandPrincipals, logRetention, privacy = {} } = props;
    const { maxDelaySeconds = defaultMaxDelaySeconds, cacheTtlSeconds = defaultLimits.cacheTtlMs / 1_000 } =
      props;
    const { recordFormat = 'ocsf', ocsfVersion = latestOcsfVersion } = props;

    if (Object.values(privacy.fields ?? {}).includes('hash')) {
      this.privacyKey = new EnricherSecret(this, 'PrivacyKey', {
        secretName: toResourceNames(tenant).privacyKey,
        description: `Key of the hashes in the records of ${tenant}: whoever has it can test a guess.`,
        initialValue: 'generated',
        rotation: 'A new key changes every hash, so that records before and after no longer match.',
        removalPolicy,
        encryptionKey,
      }).secret;
    }

    const { deduplicationHours } = props;
    if (deduplicationHours !== undefined) {
      this.deduplication = new DeduplicationTable(this, 'Deduplication', {
        tenant,
        removalPolicy,
        encryptionKey,
      });
    }

    // Configs are known only when the destinations are bound, and these need the role: so the variable is set last.
    const configs: DestinationConfig[] = [];
    this.enrich = new ServiceFunction(this, 'Enrich', {
      tenant,
      service: 'enrich',
      description: `Turns the Auth0 log events of ${tenant} into security records`,
      timeout: props.timeout,
      memorySize: 512,
      environment: {
        ...memorySettings,
        AUTH0_DOMAIN: props.auth0Domain,
        ...(props.auth0BaseUrl && { AUTH0_BASE_URL: props.auth0BaseUrl }),
        TOKEN_SECRET_ID: tokenSecret.secretArn,
        QUEUE_URL: queue.queueUrl,
        BUDGET: JSON.stringify(workers.perWorker),
        CACHE_TTL_SECONDS: String(cacheTtlSeconds),
        MAX_DELAY_SECONDS: String(maxDelaySeconds),
        LOOK_UPS: JSON.stringify(props.lookUps ?? {}),
        RECORD_FORMAT: recordFormat,
        OCSF_VERSION: ocsfVersion,
        RAW_DATA: String(props.rawData ?? false),
        ...(props.destinations.some(({ textData }) => textData) && { TEXT_DATA: 'true' }),
        ...(props.findingFrom && { FINDING_FROM: props.findingFrom }),
        SIGNALS: JSON.stringify(props.signals ?? {}),
        PRIVACY: JSON.stringify(privacy),
        ...(this.privacyKey && { PRIVACY_KEY_SECRET_ID: this.privacyKey.secretArn }),
        ...(this.deduplication && {
          DEDUPLICATION_TABLE: this.deduplication.table.tableName,
          DEDUPLICATION_HOURS: String(deduplicationHours),
        }),
      },
      logRetention,
      codeRoot: props.codeRoot,
      encryptionKey,
      // The queue's workers are bounded by its own setting; a URL is bounded only by this.
      ...(onDemandPrincipals && { reservedConcurrentExecutions: workers.workers + onDemandWorkers }),
    });
    grantReadSecret(tokenSecret, this.enrich.role);
    if (this.privacyKey) grantReadSecret(this.privacyKey, this.enrich.role);
    this.deduplication?.grantMarking(this.enrich.role);

    const destinations = new Construct(this, 'Destinations');
    for (const destination of props.destinations) {
      const place = new Construct(destinations, destination.id);
      const host = {
        tenant,
        grantee: this.enrich.role,
        alarms,
        removalPolicy,
        logRetention,
        encryptionKey,
        recordFormat,
        ocsfVersion,
      };
      configs.push(...destination.bind(place, host));
    }
    this.enrich.addSetting('DESTINATIONS', configs);

    this.enrich.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: props.batchSize,
        maxBatchingWindow: props.batchWindow,
        maxConcurrency: workers.workers,
        reportBatchItemFailures: true,
      }),
    );
    for (const child of this.enrich.function.node.children) {
      Validations.of(child).acknowledge({
        id: 'Serverless-LambdaEventSourceMappingDestination',
        reason: 'For a queue, its dead-letter queue is the destination of what fails.',
      });
    }

    if (onDemandPrincipals) {
      this.functionUrl = this.enrich.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
      for (const principal of onDemandPrincipals) {
        this.functionUrl.grantInvokeUrl({ grantPrincipal: principal });
      }
    }
    addEnricherAlarms(this, {
      tenant,
      target: alarms,
      enrich: this.enrich.function,
      maxDelaySeconds,
      silenceHours: props.silenceHours,
      hasDeduplication: this.deduplication !== undefined,
    });
  }
}

/** Invocations that may serve the function's URL at once, beside the queue's. */
export const onDemandWorkers = 1;
