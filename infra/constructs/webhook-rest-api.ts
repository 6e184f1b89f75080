import { Validations } from 'aws-cdk-lib';
import { EndpointType, LambdaIntegration, type Resource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ResourceNames } from '../resource-names.ts';

export interface WebhookRestApiProps {
  readonly names: ResourceNames;
  readonly description: string;
  readonly receive: IFunction;
  /** CIDR blocks that may send; API Gateway answers 403 to all others. */
  readonly allowedSourceCidrs: readonly string[];
  readonly throttleRate: number;
  readonly throttleBurst: number;
  readonly isTraced: boolean;
}

/**
 * The webhook behind an API whose own policy names the addresses that may send: what comes from elsewhere never reaches the
 * function. An HTTP API knows no such policy.
 */
export function addWebhookRestApi(scope: Construct, props: WebhookRestApiProps) {
  const api = new RestApi(scope, 'RestApi', {
    restApiName: props.names.stack,
    description: props.description,
    endpointTypes: [EndpointType.REGIONAL],
    policy: toPolicy(props.allowedSourceCidrs),
    // The role for API Gateway's logs is one of the account, and no tenant's to set.
    cloudWatchRole: false,
    deployOptions: {
      stageName: 'webhook',
      throttlingRateLimit: props.throttleRate,
      throttlingBurstLimit: props.throttleBurst,
      tracingEnabled: props.isTraced,
    },
  });
  const integration = new LambdaIntegration(props.receive, { allowTestInvoke: false });
  addOpenMethod(api.root.addResource('log-events'), 'POST', integration);
  addOpenMethod(api.root.addResource('health'), 'GET', integration);
  acknowledgeQuietStage(api);
  return {
    api: {
      id: api.restApiId,
      metricServerError: (options: MetricOptions) => api.metricServerError(options),
      metricClientError: (options: MetricOptions) => api.metricClientError(options),
    },
    stage: api.deploymentStage,
    baseUrl: api.urlForPath('/').replace(/\/$/, ''),
  };
}

function toPolicy(cidrs: readonly string[]): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { IpAddress: { 'aws:SourceIp': [...cidrs] } },
      }),
    ],
  });
}

function addOpenMethod(resource: Resource, httpMethod: string, integration: LambdaIntegration): void {
  const method = resource.addMethod(httpMethod, integration);
  Validations.of(method).acknowledge(
    {
      id: 'AwsSolutions-APIG4',
      reason:
        'Auth0 can send a fixed header only; receive compares it with the webhook secret in constant time.',
    },
    {
      id: 'AwsSolutions-COG4',
      reason: 'Auth0 is no user of a Cognito pool.',
    },
  );
}

function acknowledgeQuietStage(api: RestApi): void {
  const logs =
    'A REST API logs by a role of the whole account; what is let in is in the logs of receive, what is refused in 4XXError.';
  Validations.of(api).acknowledge(
    { id: 'AwsSolutions-APIG1', reason: logs },
    { id: 'AwsSolutions-APIG6', reason: logs },
    { id: 'Serverless-APIGWStructuredLogging', reason: logs },
    { id: 'Serverless-APIGWAccessLogging', reason: logs },
    {
      id: 'AwsSolutions-APIG2',
      reason: 'Bodies are Auth0’s, in three formats; receive reads them, and keeps what it cannot read.',
    },
    {
      id: 'AwsSolutions-APIG3',
      reason: 'The policy of the API lets in the addresses of Auth0 and nobody else.',
    },
    { id: 'Serverless-APIGWXrayTracing', reason: 'Tracing is an option of the tenant file.' },
  );
}
