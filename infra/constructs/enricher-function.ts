import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
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
import type { BudgetShare } from '../../functions/session/budget-plan.ts';
import { type QueueFeed, toMostWorkers } from '../../functions/session/queue-settings.ts';
import { DeduplicationTable } from './deduplication-table.ts';
import { addEnricherAlarms } from './enricher-alarms.ts';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { toEnricherSettings } from './enricher-settings.ts';
import { type EnrichmentProps, toLookUpWaitSeconds } from './enrichment-props.ts';
import { eventReceiveCount, grantSend } from './event-queue.ts';
import { JointGrantee } from './joint-grantee.ts';
import { LookUpsQueue } from './look-ups-queue.ts';
import { NetworkDatabases } from './network-databases.ts';
import { OnDemandFunction } from './on-demand-function.ts';
import { RetryQueue } from './retry-queue.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import type { AlarmTarget } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { SessionLedgerTable } from './session-ledger-table.ts';
import { type Layout, toResourceNames } from '../resource-names.ts';

export interface EnricherFunctionProps extends EnrichmentProps {
  readonly queue: IQueue;
  /** Whether the queue is of this stack: then a retry queue's name alone leads to it. */
  readonly queueIsOurs: boolean;
  /** The Management API token; the only credential of Auth0's that the function may read. */
  readonly tokenSecret: ISecret;
  readonly deadLetterQueue: IQueue;
  /** The tenant's whole share, for all workers. */
  readonly wholeBudget: BudgetShare;
  /** How the queue of log events feeds the function. */
  readonly eventFeed: QueueFeed;
  /** How the queue of events that wait for their look-up does. */
  readonly lookUpFeed: QueueFeed;
  readonly timeout: Duration;
  /** How long a retry queue hides a message in work: as the queue of log events does. */
  readonly visibilityTimeout: Duration;
  /** Hours without a record that count as silence. */
  readonly silenceHours: number;
  readonly alarms: AlarmTarget;
  readonly layout: Layout;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly runtime?: FunctionRuntime | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * The function that turns queued log events into records and offers waiting records again, and the one that answers
 * calls on demand where it is asked for, with what both may do.
 */
export class EnricherFunction extends Construct {
  readonly enrich: ServiceFunction;
  readonly onDemand: OnDemandFunction | undefined;
  /** Both of them, as far as they are there. */
  readonly services: readonly ServiceFunction[];
  /** Key of the hashes that stand for personal data; there when the privacy rules hash something. */
  readonly privacyKey: ISecret | undefined;
  readonly functionUrl: FunctionUrl | undefined;
  readonly deduplication: DeduplicationTable | undefined;
  readonly sessionLedger: SessionLedgerTable | undefined;
  readonly lookUpsQueue: LookUpsQueue;
  /** By the ids of their destinations. */
  readonly retryQueues: ReadonlyMap<string, RetryQueue>;

  constructor(scope: Construct, id: string, props: EnricherFunctionProps) {
    super(scope, id);
    const { tenant, queue, tokenSecret, eventFeed, lookUpFeed, removalPolicy, encryptionKey, codeRoot } =
      props;
    const { alarms, onDemandPrincipals, logRetention, privacy = {}, timeout } = props;
    const lookUpWaitSeconds = toLookUpWaitSeconds(props);

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

    const { ledger = {} } = props;
    if (ledger !== false) {
      this.sessionLedger = new SessionLedgerTable(this, 'SessionLedger', {
        tenant,
        pointInTimeRecovery: ledger.pointInTimeRecovery ?? false,
        removalPolicy,
        encryptionKey,
      });
    }
    this.lookUpsQueue = new LookUpsQueue(this, 'LookUps', {
      tenant,
      timeout,
      feed: lookUpFeed,
      lookUpWaitSeconds,
      deadLetterQueue: props.deadLetterQueue,
      maxReceiveCount: eventReceiveCount,
      alarms,
      removalPolicy,
      encryptionKey,
    });

    const { networkDatabases = [], networkDatabasesKey: objectKey } = props;
    const networks =
      networkDatabases.length === 0
        ? undefined
        : new NetworkDatabases(this, 'Networks', { databases: networkDatabases, objectKey });

    // How many look up is known only when the destinations are bound, for each of their queues has workers, too.
    const settings = toEnricherSettings({
      ...props,
      privacyKey: this.privacyKey,
      budget: props.wholeBudget,
      ledgerTable: this.sessionLedger,
      networks: networks?.names,
    });
    this.enrich = new ServiceFunction(this, 'Enrich', {
      tenant,
      service: 'enrich',
      description: `Turns the Auth0 log events of ${tenant} into security records`,
      timeout,
      memorySize: 512,
      environment: {
        ...settings,
        LOOK_UPS_QUEUE_URL: this.lookUpsQueue.queue.queueUrl,
        ...(this.deduplication && {
          DEDUPLICATION_TABLE: this.deduplication.table.tableName,
          DEDUPLICATION_HOURS: String(deduplicationHours),
        }),
      },
      logRetention,
      codeRoot,
      runtime: props.runtime,
      encryptionKey,
    });
    if (onDemandPrincipals) {
      this.onDemand = new OnDemandFunction(this, 'OnDemand', {
        tenant,
        settings,
        principals: onDemandPrincipals,
        timeout,
        alarms,
        logRetention,
        codeRoot,
        runtime: props.runtime,
        encryptionKey,
      });
      this.functionUrl = this.onDemand.functionUrl;
    }

    const services = [this.enrich, ...(this.onDemand ? [this.onDemand.service] : [])];
    this.services = services;
    const grantee =
      services.length === 1 ? this.enrich.role : new JointGrantee(services.map(({ role }) => role));
    grantReadSecret(tokenSecret, grantee);
    if (this.privacyKey) grantReadSecret(this.privacyKey, grantee);
    networks?.addTo(services, grantee);
    this.deduplication?.grantMarking(this.enrich.role);
    this.sessionLedger?.grantKeeping(this.enrich.role);
    if (this.onDemand) this.sessionLedger?.grantReading(this.onDemand.service.role);
    grantSend(this.lookUpsQueue.queue, this.enrich.role);

    // Configs are known only when the destinations are bound, and these need the roles: so the variable is set last.
    const { configs, retryQueues } = this.#bindDestinations(props, grantee);
    const mostWorkers = toMostWorkers({
      events: eventFeed,
      lookUps: lookUpFeed,
      retryQueues: retryQueues.size,
      hasOnDemand: this.onDemand !== undefined,
    });
    for (const service of services) {
      service.addSetting('DESTINATIONS', configs);
      service.addSetting('MOST_WORKERS', mostWorkers);
    }
    this.retryQueues = retryQueues;

    this.enrich.function.addEventSource(
      new SqsEventSource(queue, {
        batchSize: eventFeed.batchSize,
        maxBatchingWindow: Duration.seconds(eventFeed.batchWindowSeconds),
        maxConcurrency: eventFeed.workers,
        reportBatchItemFailures: true,
      }),
    );
    this.lookUpsQueue.feed(this.enrich.function);
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
      lookUpWaitSeconds,
      silenceHours: props.silenceHours,
      hasDeduplication: this.deduplication !== undefined,
      hasLedger: this.sessionLedger !== undefined,
    });
  }

  /** Each destination with a retry queue of its own, which both functions may put records into. */
  #bindDestinations(props: EnricherFunctionProps, grantee: IGrantable) {
    const { tenant, alarms, removalPolicy, encryptionKey, visibilityTimeout } = props;
    const { recordFormat = 'ocsf', ocsfVersion = latestOcsfVersion } = props;
    const shared = { tenant, alarms, removalPolicy, encryptionKey };
    const { layout, logRetention } = props;
    const host = { ...shared, layout, grantee, logRetention, recordFormat, ocsfVersion };
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
