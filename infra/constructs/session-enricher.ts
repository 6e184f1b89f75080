import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { defaultShare, type Plan, type PlanName, plans } from '../../functions/session/budget-plan.ts';
import { toEventFeed, toLookUpFeed, toWholeBudget } from '../../functions/session/queue-settings.ts';
import { isTenantName } from '../resource-names.ts';
import { EnricherDashboard } from './enricher-dashboard.ts';
import { EnricherFunction } from './enricher-function.ts';
import { type EnrichmentProps, mostLookUpWaitSeconds } from './enrichment-props.ts';
import { EventQueue, toVisibilityTimeout } from './event-queue.ts';
import { PartnerEventIngress } from './partner-event-ingress.ts';
import { ReceiveApi } from './receive-api.ts';
import { TokenRotation } from './token-rotation.ts';

export interface SessionEnricherProps extends EnrichmentProps {
  /** Requests a second that Auth0 allows the tenant, all callers together: a plan, or figures of your own. */
  readonly budget: PlanName | Plan;
  /** Part of the budget that look-ups may spend, above 0 and at most 1. @default 0.5 */
  readonly budgetShare?: number | undefined;

  /** Told when an alarm goes off. `'no-alarm'` creates no alarm at all. */
  readonly alarmTopic: ITopic | 'no-alarm';
  /** Page that the alarms' texts lead to. @default 'docs/operations.md' */
  readonly runbookUrl?: string | undefined;
  /** Hours without a record, after a time with records, that count as silence, 1 to 24. @default 6 */
  readonly silenceHours?: number | undefined;
  /** Whether the topic is told as well when an alarm is over. Alarms of a new stack all say so once. @default false */
  readonly okMessages?: boolean | undefined;
  /** @default true */
  readonly dashboard?: boolean | undefined;

  /** An HTTP API for Auth0's log stream of the webhook kind. @default true */
  readonly webhook?: boolean | undefined;
  /** CIDR blocks the webhook answers to. @default all */
  readonly webhookSourceCidrs?: readonly string[] | undefined;
  /** Webhook requests a second. @default 200 */
  readonly webhookThrottleRate?: number | undefined;
  /** Webhook requests at once. @default 400 */
  readonly webhookThrottleBurst?: number | undefined;
  /** Partner event source of Auth0's log stream of the EventBridge kind. @default none */
  readonly partnerEventSourceName?: string | undefined;
  /** The bus that the source belongs to already. @default a bus is created, which associates the two */
  readonly partnerEventBus?: IEventBus | undefined;

  /**
   * A queue of your own in place of ours; its redrive policy, encryption and alarms are then yours. Enrich asks for six
   * early attempts within a quarter of an hour: allow 36 in all. @default one is created
   */
  readonly queue?: IQueue | undefined;
  /** Goes with `queue`: keeps what cannot be read as an event. @default one is created */
  readonly deadLetterQueue?: IQueue | undefined;
  /** Messages in one invocation of enrich, 1 to 10,000. @default 100 */
  readonly batchSize?: number | undefined;

  /** Holds a Management API token that somebody else renews. @default created, and renewed every `rotationHours` */
  readonly tokenSecret?: ISecret | undefined;
  /** Hours from one token to the next, 4 to 12. @default 12 */
  readonly rotationHours?: number | undefined;

  /** Encrypts queues, bucket, delivery stream, table, secrets and logs. @default keys that AWS manages */
  readonly encryptionKey?: IKey | undefined;
  /** What becomes of bucket, queues, table and secrets when they leave the stack. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /** Folder with the bundles of `npm run build`. @default the package's dist/ */
  readonly codeRoot?: string | undefined;
}

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

/** For a key that is imported this does nothing: docs/deploying.md has the policy that it needs. */
function letServicesUse(key: IKey, { region, account, partition }: Stack): void {
  const allow = (service: string, actions: string[], conditions: Record<string, Record<string, string>>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
      true,
    );
  allow(
    `logs.${region}.amazonaws.com`,
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
  );
  allow('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], {
    StringEquals: { 'aws:SourceAccount': account },
  });
}

function toPlan({ budget }: SessionEnricherProps): Plan {
  return typeof budget === 'string' ? plans[budget] : budget;
}

function refuseImpossible(props: SessionEnricherProps): void {
  const {
    tenant,
    lookUpWaitSeconds,
    maxDelaySeconds,
    workers = 2,
    ledger = {},
    budgetShare = defaultShare,
    destinations,
    batchSize = 1,
  } = props;
  const { silenceHours = 6, webhook = true, deduplicationHours = 24 } = props;
  const refuse = (prop: string, allowed: string, got: unknown) => {
    throw new Error(`${prop} must be ${allowed}, got ${JSON.stringify(got)}`);
  };
  const isWhole = (value: number, min: number, max: number) =>
    Token.isUnresolved(value) || (Number.isInteger(value) && value >= min && value <= max);

  if (!isTenantName(tenant)) {
    refuse('tenant', '1 to 32 lower-case letters, digits and hyphens, beginning with a letter', tenant);
  }
  if (!isWhole(lookUpWaitSeconds ?? 1, 1, mostLookUpWaitSeconds)) {
    refuse('lookUpWaitSeconds', `a whole number from 1 to ${mostLookUpWaitSeconds}`, lookUpWaitSeconds);
  }
  if (!isWhole(maxDelaySeconds ?? 1, 1, 840)) {
    refuse('maxDelaySeconds', 'a whole number from 1 to 840', maxDelaySeconds);
  }
  if (lookUpWaitSeconds !== undefined && maxDelaySeconds !== undefined) {
    throw new Error('maxDelaySeconds is what lookUpWaitSeconds was called: give lookUpWaitSeconds alone');
  }
  if (!isWhole(workers, 2, 1_000)) refuse('workers', 'a whole number from 2 to 1000', workers);
  if (ledger !== false && !isWhole(ledger.days ?? 1, 1, 365)) {
    refuse('ledger.days', 'a whole number from 1 to 365', ledger.days);
  }
  if (!isWhole(batchSize, 1, 10_000)) refuse('batchSize', 'a whole number from 1 to 10000', batchSize);
  if (!isWhole(silenceHours, 1, 24)) refuse('silenceHours', 'a whole number from 1 to 24', silenceHours);
  if (!isWhole(deduplicationHours, 1, 168)) {
    refuse('deduplicationHours', 'a whole number from 1 to 168', deduplicationHours);
  }
  if (!(budgetShare > 0 && budgetShare <= 1)) refuse('budgetShare', 'above 0 and at most 1', budgetShare);
  if (destinations.length === 0) refuse('destinations', 'at least one destination', destinations);
  if (!webhook && !props.partnerEventSourceName && !props.queue) {
    refuse('webhook', 'true where there is neither partnerEventSourceName nor queue', webhook);
  }
  if (Boolean(props.queue) !== Boolean(props.deadLetterQueue)) {
    throw new Error('queue and deadLetterQueue go together: give both, or none');
  }
}
