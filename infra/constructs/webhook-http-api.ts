import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Layout, ResourceNames } from '../resource-names.ts';

export interface WebhookHttpApiProps {
  readonly names: ResourceNames;
  readonly description: string;
  readonly receive: IFunction;
  readonly throttleRate: number;
  readonly throttleBurst: number;
  readonly layout: Layout;
  readonly logRetention: RetentionDays;
  readonly encryptionKey?: IKey | undefined;
}

/** Adds the webhook's HTTP API, its stage and its access logs to the scope, under IDs that stacks have had from the first. */
export function addWebhookHttpApi(scope: Construct, props: WebhookHttpApiProps) {
  const { names, description, receive, logRetention, encryptionKey } = props;
  const httpApi = new HttpApi(scope, 'Api', {
    apiName: names.stack,
    description,
    createDefaultStage: false,
  });
  const integration = new HttpLambdaIntegration('Receive', receive);
  const routes = [
    ...httpApi.addRoutes({ path: '/log-events', methods: [HttpMethod.POST], integration }),
    ...httpApi.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration }),
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
  if (props.layout === 'first') new LogGroup(scope, 'AccessLogs', logs);
  const accessLogs = new LogGroup(scope, 'VendedAccessLogs', { ...logs, logGroupName: names.accessLogs });
  const stage = new HttpStage(scope, 'Stage', {
    httpApi,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: props.throttleRate, burstLimit: props.throttleBurst },
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
  const { region, urlSuffix } = Stack.of(scope);
  const api = {
    id: httpApi.apiId,
    metricServerError: (options: MetricOptions) => httpApi.metricServerError(options),
    metricClientError: (options: MetricOptions) => httpApi.metricClientError(options),
  };
  return { httpApi, api, stage, baseUrl: `https://${httpApi.apiId}.execute-api.${region}.${urlSuffix}` };
}
