import { createHash, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';

export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

/** A request as an HTTP API hands it to Lambda (payload format 2.0). */
export function toHttpApiEvent(request: HttpRequest): APIGatewayProxyEventV2 {
  const { method = 'GET', path, query = '', headers = {}, body } = request;
  const domainName = 'local.execute-api.us-east-1.amazonaws.com';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: { host: domainName, ...headers },
    requestContext: {
      accountId: '123456789012',
      apiId: 'local',
      domainName,
      domainPrefix: 'local',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
    },
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
  };
}

/** A request as a function URL hands it over. With `AWS_IAM` the caller's identity stands in the context. */
export function toFunctionUrlEvent(request: HttpRequest, authorizer: 'iam' | 'none' = 'iam') {
  const event = toHttpApiEvent(request);
  const domainName = 'local.lambda-url.us-east-1.on.aws';
  const iam = {
    accessKey: 'AKIAEXAMPLE',
    accountId: '123456789012',
    callerId: 'AIDAEXAMPLE',
    userArn: 'arn:aws:iam::123456789012:user/analyst',
    userId: 'AIDAEXAMPLE',
    principalOrgId: null,
    cognitoIdentity: null,
  };
  return {
    ...event,
    headers: { ...event.headers, host: domainName },
    requestContext: {
      ...event.requestContext,
      domainName,
      ...(authorizer === 'iam' ? { authorizer: { iam } } : {}),
    },
  };
}

/** A batch as SQS hands it over; the messages are called `message-0`, `message-1` and so on. */
export function toSqsEvent(bodies: readonly string[], sentAtMs = Date.now()): SQSEvent {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `receipt-${index}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(sentAtMs),
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: String(sentAtMs),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:log-events',
      awsRegion: 'us-east-1',
    })),
  };
}
