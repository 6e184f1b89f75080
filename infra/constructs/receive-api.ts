import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { grantSend } from './event-queue.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { addWebhookHttpApi } from './webhook-http-api.ts';
import { addWebhookRestApi } from './webhook-rest-api.ts';
import { type WebhookDomain, WebhookDomainName } from './webhook-domain.ts';
import { type Layout, toResourceNames } from '../resource-names.ts';

export interface ReceiveApiProps {
  readonly tenant: string;
  readonly queue: IQueue;
  /** Keeps what cannot be read as an event. */
  readonly deadLetterQueue: IQueue;
  /** CIDR blocks that may send; others are answered 403. @default from everywhere, with the right header */
  readonly allowedSourceCidrs?: readonly string[] | undefined;
  /** Whether API Gateway refuses other addresses itself, before the function is asked; needs `allowedSourceCidrs`. @default false */
  readonly refuseAtGateway?: boolean | undefined;
  /** @default 'all' */
  readonly metrics?: 'all' | 'few' | undefined;
  /** A name of its own. @default API Gateway's */
  readonly domain?: WebhookDomain | undefined;
  /** Requests a second. A log stream sends many events in one request. @default 200 */
  readonly throttleRate?: number | undefined;
  /** Requests at once. @default 400 */
  readonly throttleBurst?: number | undefined;
  readonly layout: Layout;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly logRetention: RetentionDays;
  readonly codeRoot?: string | undefined;
  readonly runtime?: FunctionRuntime | undefined;
  readonly encryptionKey?: IKey | undefined;
}

/** The webhook: an API in front of `receive`, which may read the webhook secret and write to the two queues. */
export class ReceiveApi extends Construct {
  /** What Auth0's log stream is pointed at. */
  readonly webhookUrl: string;
  /** The Authorization value that Auth0 has to send, word for word. */
  readonly webhookSecret: ISecret;
  /** Undefined behind an API that refuses by itself, which is a REST API. */
  readonly httpApi: HttpApi | undefined;
  readonly receive: ServiceFunction;

  constructor(scope: Construct, id: string, props: ReceiveApiProps) {
    super(scope, id);
    const { tenant, queue, deadLetterQueue, alarms, removalPolicy, logRetention, codeRoot, encryptionKey } =
      props;

    const names = toResourceNames(tenant);
    this.webhookSecret = new EnricherSecret(this, 'WebhookAuthorization', {
      secretName: names.webhookSecret,
      description: `Authorization value of the Auth0 log stream of ${tenant}: copy it into the stream's settings.`,
      initialValue: 'generated',
      rotation:
        'Auth0 holds the other copy: it is replaced by hand, and the previous value stays valid meanwhile.',
      removalPolicy,
      encryptionKey,
    }).secret;

    this.receive = new ServiceFunction(this, 'Receive', {
      tenant,
      service: 'receive',
      description: `Webhook of the Auth0 log stream of ${tenant}`,
      // The HTTP API gives up after 30 seconds; an answer of our own comes before that.
      timeout: Duration.seconds(28),
      memorySize: 512,
      environment: {
        QUEUE_URL: queue.queueUrl,
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.queueUrl,
        WEBHOOK_SECRET_ID: this.webhookSecret.secretArn,
        ...(props.metrics === 'few' && { METRICS: 'few' }),
        ...(props.allowedSourceCidrs && { ALLOWED_SOURCE_CIDRS: JSON.stringify(props.allowedSourceCidrs) }),
      },
      logRetention,
      codeRoot,
      runtime: props.runtime,
      encryptionKey,
    });
    grantReadSecret(this.webhookSecret, this.receive.role);
    grantSend(queue, this.receive.role);
    grantSend(deadLetterQueue, this.receive.role);

    const { domain, allowedSourceCidrs } = props;
    const common = {
      names,
      description: `Webhook of the Auth0 log stream of ${tenant}`,
      receive: this.receive.function,
      throttleRate: props.throttleRate ?? 200,
      throttleBurst: props.throttleBurst ?? 400,
    };
    const isRefusing = props.refuseAtGateway && allowedSourceCidrs;
    const added = isRefusing
      ? addWebhookRestApi(this, {
          ...common,
          allowedSourceCidrs,
          isTraced: props.runtime?.isTraced === true,
        })
      : addWebhookHttpApi(this, { ...common, layout: props.layout, logRetention, encryptionKey });
    this.httpApi = 'httpApi' in added ? added.httpApi : undefined;
    const { api, stage, baseUrl } = added;
    if (domain) new WebhookDomainName(this, 'Domain', { domain, apiId: api.id, stage });
    this.webhookUrl = `${domain ? `https://${domain.name}` : baseUrl}/log-events`;

    const period = Duration.minutes(5);
    new RunbookAlarm(this, 'WebhookFaults', {
      target: alarms,
      severity: 'critical',
      summary: 'the webhook answers 5xx, so Auth0 has to deliver again.',
      metric: api.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
    });
    new RunbookAlarm(this, 'WebhookRefusals', {
      target: alarms,
      summary: 'the webhook answers 4xx: the Authorization value is wrong, or the throttle is too tight.',
      metric: api.metricClientError({ period, statistic: 'Sum' }),
      threshold: 20,
      evaluationPeriods: 3,
    });
  }
}
