import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Plan, PlanName } from '../../functions/session/budget-plan.ts';
import type { Layout } from '../resource-names.ts';
import type { WebhookDomain } from './webhook-domain.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import type { EnrichmentProps } from './enrichment-props.ts';

/** Everything that one enricher can be asked for. */
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
  /** Told once when any alarm of severity critical is on, and again when none is. @default nobody */
  readonly urgentTopic?: ITopic | undefined;
  /** Sends a marked event through the webhook every 15 minutes; an alarm says when it does not arrive. @default false */
  readonly heartbeat?: boolean | undefined;
  /** @default true */
  readonly dashboard?: boolean | undefined;

  /** An HTTP API for Auth0's log stream of the webhook kind. @default true */
  readonly webhook?: boolean | undefined;
  /** CIDR blocks the webhook answers to. @default all */
  readonly webhookSourceCidrs?: readonly string[] | undefined;
  /** Whether API Gateway itself refuses other addresses, before a function is asked; needs `webhookSourceCidrs`. @default false */
  readonly webhookRefusesAtGateway?: boolean | undefined;
  /** Webhook requests a second. @default 200 */
  readonly webhookThrottleRate?: number | undefined;
  /** Webhook requests at once. @default 400 */
  readonly webhookThrottleBurst?: number | undefined;
  /** A name of your own for the webhook. @default none: API Gateway's, which is another when the API is made anew */
  readonly webhookDomain?: WebhookDomain | undefined;
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
  /** Keys that what still waits may be encrypted with, after `encryptionKey` was changed or taken away. @default none */
  readonly previousEncryptionKeys?: readonly IKey[] | undefined;
  /**
   * `'second'` for what is deployed for the first time. Secrets are called by it, so that it must not change.
   * @default 'first'
   */
  readonly layout?: Layout | undefined;
  /** What becomes of bucket, queues, table and secrets when they leave the stack. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /** Where the functions run, and whether they are traced. @default in Lambda's own network, not traced */
  readonly runtime?: FunctionRuntime | undefined;
  /** Folder with the bundles of `npm run build`. @default the package's dist/ */
  readonly codeRoot?: string | undefined;
}
