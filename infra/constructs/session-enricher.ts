import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { defaultShare, type Plan, plans } from '../../functions/session/budget-plan.ts';
import { toEventFeed, toLookUpFeed, toWholeBudget } from '../../functions/session/queue-settings.ts';
import { EnricherDashboard } from './enricher-dashboard.ts';
import { EnricherFunction } from './enricher-function.ts';
import { refuseImpossible } from './enricher-limits.ts';
import { EventQueue, toVisibilityTimeout } from './event-queue.ts';
import { grantPreviousKeys, letServicesUse } from './key-policy.ts';
import { Heartbeat } from './heartbeat.ts';
import { PartnerEventIngress } from './partner-event-ingress.ts';
import { ReceiveApi } from './receive-api.ts';
import type { SessionEnricherProps } from './session-enricher-props.ts';
import { TokenRotation } from './token-rotation.ts';
import { UnhealthyAlarm } from './unhealthy-alarm.ts';

/**
 * One Auth0 tenant's way from log event to security record: ingress, queue, enrichment, token renewal, alarms.
 *
 * Nothing in it refers to another tenant, and it needs no look-up in the account.
 *
 * @example
 * ```ts
 * import { BucketDestination } from 'session-enricher/constructs/bucket-destination';
 * import { SessionEnricher } from 'session-enricher/constructs/session-enricher';
 *
 * const enricher = new SessionEnricher(stack, 'SessionEnricher', {
 *   tenant: 'acme',
 *   auth0Domain: 'acme.eu.auth0.com',
 *   budget: 'enterprise',
 *   destinations: [new BucketDestination({ expireAfterDays: 90 })],
 *   alarmTopic: 'no-alarm',
 *   recordFormat: 'ocsf',
 *   findingFrom: 'high',
 *   privacy: { fields: { user_name: 'hash', ip: 'truncate_ip' } },
 * });
 * // Takes events of your own, one a message, in any shape that Auth0 sends.
 * enricher.queue.grantSendMessages(someRole);
 * ```
 */
export class SessionEnricher extends Construct {
  /** Takes log events in any shape that Auth0 sends, one a message: put your own into it as well. */
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;
  readonly receiveApi: ReceiveApi | undefined;
  readonly partnerEventIngress: PartnerEventIngress | undefined;
  readonly tokenRotation: TokenRotation | undefined;
  readonly tokenSecret: ISecret;
  readonly enricher: EnricherFunction;

  constructor(scope: Construct, id: string, props: SessionEnricherProps) {
    super(scope, id);
    refuseImpossible(props);
    const { tenant, auth0Domain, auth0BaseUrl, tokenSecret } = props;
    const common = {
      tenant,
      alarms: {
        tenant,
        alarmTopic: props.alarmTopic,
        runbookUrl: props.runbookUrl ?? 'docs/operations.md',
        okMessages: props.okMessages,
      },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      logRetention: props.logRetention ?? RetentionDays.ONE_MONTH,
      codeRoot: props.codeRoot,
      encryptionKey: props.encryptionKey,
      layout: props.layout ?? 'first',
      runtime: props.runtime,
    };
    if (props.encryptionKey) letServicesUse(props.encryptionKey, Stack.of(this));

    // Nothing waits inside an invocation for long; a slow destination, tried again, takes most of it.
    const timeout = Duration.seconds(60);
    const plan = toPlan(props);
    const { budgetShare = defaultShare } = props;
    const feed = toEventFeed(plan, budgetShare, props.ledger !== false);
    const eventFeed = {
      ...feed,
      workers: props.workers ?? feed.workers,
      batchSize: props.batchSize ?? feed.batchSize,
    };
    const visibilityTimeout = toVisibilityTimeout(timeout, Duration.seconds(feed.batchWindowSeconds));

    if (props.queue && props.deadLetterQueue) {
      this.queue = props.queue;
      this.deadLetterQueue = props.deadLetterQueue;
    } else {
      const queues = new EventQueue(this, 'EventQueue', {
        ...common,
        visibilityTimeout,
      });
      this.queue = queues.queue;
      this.deadLetterQueue = queues.deadLetterQueue;
    }

    if (props.webhook ?? true) {
      this.receiveApi = new ReceiveApi(this, 'ReceiveApi', {
        ...common,
        queue: this.queue,
        deadLetterQueue: this.deadLetterQueue,
        allowedSourceCidrs: props.webhookSourceCidrs,
        refuseAtGateway: props.webhookRefusesAtGateway,
        domain: props.webhookDomain,
        metrics: props.metrics,
        throttleRate: props.webhookThrottleRate,
        throttleBurst: props.webhookThrottleBurst,
      });
    }
    if (props.partnerEventSourceName) {
      this.partnerEventIngress = new PartnerEventIngress(this, 'PartnerEventIngress', {
        ...common,
        partnerEventSourceName: props.partnerEventSourceName,
        eventBus: props.partnerEventBus,
        queue: this.queue,
      });
    }

    if (tokenSecret) {
      this.tokenSecret = tokenSecret;
    } else {
      const { rotationHours } = props;
      this.tokenRotation = new TokenRotation(this, 'TokenRotation', {
        ...common,
        auth0Domain,
        auth0BaseUrl,
        rotationHours,
      });
      this.tokenSecret = this.tokenRotation.tokenSecret;
    }

    this.enricher = new EnricherFunction(this, 'Enricher', {
      ...props,
      ...common,
      queue: this.queue,
      queueIsOurs: props.queue === undefined,
      tokenSecret: this.tokenSecret,
      deadLetterQueue: this.deadLetterQueue,
      wholeBudget: toWholeBudget(plan, budgetShare),
      eventFeed,
      lookUpFeed: toLookUpFeed(plan, budgetShare),
      timeout,
      visibilityTimeout,
      silenceHours: props.silenceHours ?? 6,
    });
    for (const { role } of this.enricher.services) {
      grantPreviousKeys(props.previousEncryptionKeys ?? [], role, Stack.of(this));
    }

    if (props.heartbeat && this.receiveApi) {
      const { webhookUrl, webhookSecret } = this.receiveApi;
      new Heartbeat(this, 'Heartbeat', { ...common, webhookUrl, webhookSecret });
    }
    if (props.urgentTopic)
      new UnhealthyAlarm(this, 'Unhealthy', { tenant, of: this, topic: props.urgentTopic });
    if (props.dashboard ?? true) {
      new EnricherDashboard(this, 'Dashboard', {
        tenant,
        queue: this.queue,
        deadLetterQueue: this.deadLetterQueue,
        enrich: this.enricher.enrich.function,
        onDemand: this.enricher.onDemand?.function,
        retryQueues: this.enricher.retryQueues,
        receive: this.receiveApi?.receive.function,
        httpApi: this.receiveApi?.httpApi as IHttpApi | undefined,
        budget: plan,
        budgetShare,
        hasDeduplication: props.deduplicationHours !== undefined,
        hasLedger: this.enricher.sessionLedger !== undefined,
        lookUpsQueue: this.enricher.lookUpsQueue.queue,
      });
    }
  }
}

function toPlan({ budget }: SessionEnricherProps): Plan {
  return typeof budget === 'string' ? plans[budget] : budget;
}
