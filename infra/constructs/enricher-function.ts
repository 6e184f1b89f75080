import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType, type FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { memorySettings } from '../memory-settings.ts';
import type { Workers } from '../request-budget.ts';
import { DeduplicationTable } from './deduplication-table.ts';
import { EnricherMetrics } from './enricher-metrics.ts';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import type { DestinationSetting, RecordDestination } from './record-destination.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';

export interface EnricherFunctionProps {
  readonly tenant: string;
  readonly auth0Domain: string;
  readonly auth0BaseUrl?: string | undefined;
  readonly queue: IQueue;
  /** The Management API token; the only credential of Auth0's that the function may read. */
  readonly tokenSecret: ISecret;
  readonly workers: Workers;
  /** Messages in one invocation, at most 10,000. */
  readonly batchSize: number;
  /** How long a batch may be collected for. */
  readonly batchWindow: Duration;
  readonly timeout: Duration;
  readonly maxDelaySeconds: number;
  readonly silenceHours: number;
  readonly cacheTtlSeconds: number;
  readonly lookUps: Readonly<Record<string, 'fetch' | 'cache_only' | 'never'>>;
  readonly recordFormat: 'ocsf' | 'ecs' | 'raw';
  readonly ocsfVersion: '1.8.0' | '1.3.0' | '1.1.0';
  readonly rawData: boolean;
  readonly findingFrom?: 'low' | 'medium' | 'high' | undefined;
  readonly signals: object;
  readonly privacy: { readonly fields?: Readonly<Record<string, string>> | undefined };
  readonly destinations: readonly RecordDestination[];
  /** Hours for which a delivered event is remembered. @default repeats are dropped inside a batch alone */
  readonly deduplicationHours?: number | undefined;
  /** Who may call the function's URL, besides those whose own policies allow it. @default there is no URL */
  readonly onDemandPrincipals?: readonly IPrincipal[] | undefined;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/** The function that turns queued log events into records, its grants, its alarms, and its URL where one is asked for. */
export class EnricherFunction extends Construct {
  readonly enrich: ServiceFunction;
  /** Key of the hashes that stand for personal data; there when the privacy rules hash something. */
  readonly privacyKey: ISecret | undefined;
  readonly functionUrl: FunctionUrl | undefined;
  readonly deduplication: DeduplicationTable | undefined;

  constructor(scope: Construct, id: string, props: EnricherFunctionProps) {
    super(scope, id);
    const { tenant, queue, tokenSecret, workers, removalPolicy, encryptionKey } = props;
    const { alarms, onDemandPrincipals, logRetention } = props;

    if (Object.values(props.privacy.fields ?? {}).includes('hash')) {
      this.privacyKey = new EnricherSecret(this, 'PrivacyKey', {
        tenant,
        name: 'privacy-key',
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

    // Settings are known only when the destinations are bound, and these need the role: so the variable is set last.
    const settings: DestinationSetting[] = [];
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
        CACHE_TTL_SECONDS: String(props.cacheTtlSeconds),
        MAX_DELAY_SECONDS: String(props.maxDelaySeconds),
        LOOK_UPS: JSON.stringify(props.lookUps),
        RECORD_FORMAT: props.recordFormat,
        OCSF_VERSION: props.ocsfVersion,
        RAW_DATA: String(props.rawData),
        ...(props.destinations.some(({ textData }) => textData) && { TEXT_DATA: 'true' }),
        ...(props.findingFrom && { FINDING_FROM: props.findingFrom }),
        SIGNALS: JSON.stringify(props.signals),
        PRIVACY: JSON.stringify(props.privacy),
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
        recordFormat: props.recordFormat,
        ocsfVersion: props.ocsfVersion,
      };
      settings.push(...destination.bind(place, host));
    }
    this.enrich.addSetting('DESTINATIONS', settings);

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
    this.#addAlarms(props);
  }

  #addAlarms({ tenant, alarms: target, maxDelaySeconds, silenceHours }: EnricherFunctionProps): void {
    const metrics = new EnricherMetrics(tenant);
    const five = Duration.minutes(5);
    const hour = Duration.hours(1);

    new RunbookAlarm(this, 'TokenRefused', {
      target,
      summary:
        'Auth0 refuses the Management API token, or the secret management-token holds none: records leave unenriched.',
      metric: metrics.enrich('StatusUnauthorized', { period: five }),
      threshold: 1,
    });
    new RunbookAlarm(this, 'LookUpForbidden', {
      target,
      summary:
        'Auth0 forbids the look-up: the scope read:sessions is missing, or the plan has no Sessions API.',
      metric: metrics.enrich('StatusForbidden', { period: five }),
      threshold: 1,
    });
    new RunbookAlarm(this, 'TokenOld', {
      target,
      summary: 'the Management API token is 20 hours old and ends soon.',
      metric: metrics.enrich('TokenAgeSeconds', { period: five, statistic: 'Maximum' }),
      threshold: Duration.hours(20).toSeconds(),
    });
    new RunbookAlarm(this, 'LookUpsFailing', {
      target,
      summary: 'one look-up in five fails, or finds the request budget spent.',
      metric: metrics.faultShare(five),
      threshold: 20,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(this, 'LookUpsThrottled', {
      target,
      summary:
        'Auth0 answers look-ups with 429: somebody else spends the budget, or our share of it is set too high.',
      metric: metrics.enrich('LookUpThrottled', { period: five }),
      threshold: 20,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(this, 'RecordsLate', {
      target,
      summary: `one record in a hundred leaves more than a minute after the ${maxDelaySeconds} s that it may wait.`,
      metric: metrics.enrich('EnrichmentDelay', { period: five, statistic: 'p99' }),
      threshold: (maxDelaySeconds + 60) * 1_000,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(this, 'DeliveryFailing', {
      target,
      summary: 'a destination refuses records; they are tried again until they are set aside.',
      metric: metrics.enrich('DeliveryFailures', { period: five }),
      threshold: 1,
      evaluationPeriods: 3,
    });
    if (this.deduplication) {
      new RunbookAlarm(this, 'DeduplicationFailing', {
        target,
        summary:
          'the table of delivered events is out of reach; records leave all the same, repeats among them.',
        metric: metrics.enrich('DeduplicationFailures', { period: five }),
        threshold: 1,
        evaluationPeriods: 3,
      });
    }
    new RunbookAlarm(this, 'EnrichErrors', {
      target,
      summary: 'the enrich function fails as a whole: wrong settings, a crash, or out of time or memory.',
      metric: this.enrich.function.metricErrors({ period: five, statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 2,
    });
    new RunbookAlarm(this, 'EnrichThrottled', {
      target,
      summary: 'Lambda has no capacity left for the enrich function.',
      metric: this.enrich.function.metricThrottles({ period: five, statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 3,
    });
    new RunbookAlarm(this, 'UnknownLogTypes', {
      target,
      summary: 'Auth0 sends a log event type that is not in the catalogue; its records are generic ones.',
      metric: metrics.enrich('UnknownLogTypes', { period: hour }),
      threshold: 1,
    });
    new RunbookAlarm(this, 'EventsRejected', {
      target,
      summary: 'something came in that cannot be read as an event; it is kept in the dead-letter queue.',
      metric: metrics.rejected(five),
      threshold: 1,
    });
    // The metric exists only while records leave: no data is the alarm, and a new stack, which never had any, is quiet.
    new RunbookAlarm(this, 'StreamSilence', {
      target,
      summary: `no record has left for ${silenceHours} hours, after a time when some did.`,
      metric: metrics.enrich('RecordsEmitted', { period: hour }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: silenceHours,
      treatMissingData: TreatMissingData.MISSING,
      tellsSilence: true,
    });
  }
}

/** Invocations that may serve the function's URL at once, beside the queue's. */
export const onDemandWorkers = 1;
