import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { FunctionUrl } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import { latestOcsfVersion } from '../../functions/record/ocsf/ocsf-version.ts';
import type { BudgetShare, Workers } from '../../functions/session/budget-plan.ts';
import { DeduplicationTable } from './deduplication-table.ts';
import { addEnricherAlarms } from './enricher-alarms.ts';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { toEnricherSettings } from './enricher-settings.ts';
import { defaultMaxDelaySeconds, type EnrichmentProps } from './enrichment-props.ts';
import { grantSend } from './event-queue.ts';
import { JointGrantee } from './joint-grantee.ts';
import { OnDemandFunction } from './on-demand-function.ts';
import { RetryQueue } from './retry-queue.ts';
import type { AlarmTarget } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { toResourceNames } from '../resource-names.ts';

export interface EnricherFunctionProps extends EnrichmentProps {
  readonly queue: IQueue;
  /** Whether the queue is of this stack: then a retry queue's name alone leads to it. */
  readonly queueIsOurs: boolean;
  /** The Management API token; the only credential of Auth0's that the function may read. */
  readonly tokenSecret: ISecret;
  /** Of the queue. */
  readonly workers: Workers;
  /** Messages in one invocation, at most 10,000. */
  readonly batchSize: number;
  /** How long a batch may be collected for. */
  readonly batchWindow: Duration;
  readonly timeout: Duration;
  /** How long a retry queue hides a message in work: as the queue of log events does. */
  readonly visibilityTimeout: Duration;
  /** Of calls on demand, where there are any. */
  readonly onDemandBudget: BudgetShare;
  /** Hours without a record that count as silence. */
  readonly silenceHours: number;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The function that turns queued log events into records and offers waiting records again, and the one that answers
 * calls on demand where it is asked for, with what both may do.
 */
export class EnricherFunction extends Construct {
  readonly enrich: ServiceFunction;
  readonly onDemand: OnDemandFunction | undefined;
  /** Key of the hashes that stand for personal data; there when the privacy rules hash something. */
  readonly privacyKey: ISecret | undefined;
  readonly functionUrl: FunctionUrl | undefined;
  readonly deduplication: DeduplicationTable | undefined;
  /** By the ids of their destinations. */
  readonly retryQueues: ReadonlyMap<string, RetryQueue>;

  constructor(scope: Construct, id: string, props: EnricherFunctionProps) {
    super(scope, id);
    const { tenant, queue, tokenSecret, workers, removalPolicy, encryptionKey, codeRoot } = props;
    const { alarms, onDemandPrincipals, logRetention, privacy = {}, timeout } = props;
    const { maxDelaySeconds = defaultMaxDelaySeconds } = props;

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

    const toSettings = (budget: BudgetShare) =>
      toEnricherSettings({ ...props, privacyKey: this.privacyKey, budget });
    this.enrich = new ServiceFunction(this, 'Enrich', {
      tenant,
      service: 'enrich',
      description: `Turns the Auth0 log events of ${tenant} into security records`,
      timeout,
      memorySize: 512,
      environment: {
        ...toSettings(workers.perWorker),
        ...(this.deduplication && {
          DEDUPLICATION_TABLE: this.deduplication.table.tableName,
          DEDUPLICATION_HOURS: String(deduplicationHours),
        }),
      },
      logRetention,
      codeRoot,
      encryptionKey,
    });
    if (onDemandPrincipals) {
      this.onDemand = new OnDemandFunction(this, 'OnDemand', {
        tenant,
        settings: toSettings(props.onDemandBudget),
        principals: onDemandPrincipals,
        timeout,
        alarms,
        logRetention,
        codeRoot,
        encryptionKey,
      });
      this.functionUrl = this.onDemand.functionUrl;
    }

    const services = [this.enrich, ...(this.onDemand ? [this.onDemand.service] : [])];
    const grantee =
      services.length === 1 ? this.enrich.role : new JointGrantee(services.map(({ role }) => role));
    grantReadSecret(tokenSecret, grantee);
    if (this.privacyKey) grantReadSecret(this.privacyKey, grantee);
    this.deduplication?.grantMarking(this.enrich.role);

    // Configs are known only when the destinations are bound, and these need the roles: so the variable is set last.
    const { configs, retryQueues } = this.#bindDestinations(props, grantee);
    for (const service of services) service.addSetting('DESTINATIONS', configs);
    this.retryQueues = retryQueues;

    this.enrich.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: props.batchSize,
        maxBatchingWindow: props.batchWindow,
        maxConcurrency: workers.workers,
        reportBatchItemFailures: true,
      }),
    );
    for (const retryQueue of retryQueues.values()) retryQueue.feed(this.enrich.function);
    for (const child of this.enrich.function.node.children) {
      Validations.of(child).acknowledge({
        id: 'Serverless-LambdaEventSourceMappingDestination',
        reason: 'For a queue, its dead-letter queue is the destination of what fails.',
      });
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

  /** Each destination with a retry queue of its own, which both functions may put records into. */
  #bindDestinations(props: EnricherFunctionProps, grantee: IGrantable) {
    const { tenant, alarms, removalPolicy, encryptionKey, visibilityTimeout } = props;
    const { recordFormat = 'ocsf', ocsfVersion = latestOcsfVersion } = props;
    const shared = { tenant, alarms, removalPolicy, encryptionKey };
    const host = { ...shared, grantee, logRetention: props.logRetention, recordFormat, ocsfVersion };
    const configs: DestinationConfig[] = [];
    const retryQueues = new Map<string, RetryQueue>();
    const places = new Construct(this, 'Destinations');
    for (const destination of props.destinations) {
      const place = new Construct(places, destination.id);
      for (const [index, config] of destination.bind(place, host).entries()) {
        // One that gives several is several to the functions: what one of them took, the others may not have.
        const destinationId = index === 0 ? destination.id : `${destination.id}.${index + 1}`;
        const retryQueue = new RetryQueue(place, index === 0 ? 'Retry' : `Retry${index + 1}`, {
          ...shared,
          destinationId,
          visibilityTimeout,
        });
        grantSend(retryQueue.queue, grantee);
        configs.push({
          ...config,
          retryQueueUrl: props.queueIsOurs ? retryQueue.name : retryQueue.queue.queueUrl,
        });
        retryQueues.set(destinationId, retryQueue);
      }
    }
    return { configs, retryQueues };
  }
}
