import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { grantSend } from './event-queue.ts';
import type { FunctionRuntime } from './function-runtime.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import { type WebhookDomain, WebhookDomainName } from './webhook-domain.ts';
import { type Layout, toResourceNames } from '../resource-names.ts';

export interface ReceiveApiProps {
  readonly tenant: string;
  readonly queue: IQueue;
  /** Keeps what cannot be read as an event. */
  readonly deadLetterQueue: IQueue;
  /** CIDR blocks that may send; others are answered 403. @default from everywhere, with the right header */
  readonly allowedSourceCidrs?: readonly string[] | undefined;
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

/** The webhook: an HTTP API in front of `receive`, which may read the webhook secret and write to the two queues. */
export class ReceiveApi extends Construct {
  /** What Auth0's log stream is pointed at. */
  readonly webhookUrl: string;
  /** The Authorization value that Auth0 has to send, word for word. */
  readonly webhookSecret: ISecret;
  readonly httpApi: HttpApi;
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

    this.httpApi = new HttpApi(this, 'Api', {
      apiName: names.stack,
      description: `Webhook of the Auth0 log stream of ${tenant}`,
      createDefaultStage: false,
    });
    const integration = new HttpLambdaIntegration('Receive', this.receive.function);
    const routes = [
      ...this.httpApi.addRoutes({ path: '/log-events', methods: [HttpMethod.POST], integration }),
      ...this.httpApi.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration }),
    ];
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Auth0 can send a fixed header only; receive compares it with the webhook secret in constant time.',
      });
    }

    const logs = {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    };
    // The group of before: nothing is written to it any more, but what it holds has not ended yet.
    if (props.layout === 'first') new LogGroup(this, 'AccessLogs', logs);
    const accessLogs = new LogGroup(this, 'VendedAccessLogs', { ...logs, logGroupName: names.accessLogs });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: props.throttleRate ?? 200, burstLimit: props.throttleBurst ?? 400 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            requestTime: '$context.requestTimeEpoch',
            sourceIp: '$context.identity.sourceIp',
            route: '$context.routeKey',
            status: '$context.status',
            responseLength: '$context.responseLength',
            responseLatencyMs: '$context.responseLatency',
            integrationError: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    const { domain } = props;
    if (domain) new WebhookDomainName(this, 'Domain', { domain, httpApi: this.httpApi, stage });
    const { region, urlSuffix } = Stack.of(this);
    const host = domain?.name ?? `${this.httpApi.apiId}.execute-api.${region}.${urlSuffix}`;
    this.webhookUrl = `https://${host}/log-events`;

    const period = Duration.minutes(5);
    new RunbookAlarm(this, 'WebhookFaults', {
      target: alarms,
      severity: 'critical',
      summary: 'the webhook answers 5xx, so Auth0 has to deliver again.',
      metric: this.httpApi.metricServerError({ period, statistic: 'Sum' }),
      threshold: 5,
    });
    new RunbookAlarm(this, 'WebhookRefusals', {
      target: alarms,
      summary: 'the webhook answers 4xx: the Authorization value is wrong, or the throttle is too tight.',
      metric: this.httpApi.metricClientError({ period, statistic: 'Sum' }),
      threshold: 20,
      evaluationPeriods: 3,
    });
  }
}
