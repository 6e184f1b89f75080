import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws/aws-error.ts';
import type { HttpAnswer, HttpCall } from '../aws/endpoint.ts';
import { toAccessKeyId } from '../aws/query-protocol.ts';
import { account, region } from '../aws/wire.ts';
import { toFunctionUrlEvent, toHttpApiEvent } from '../lambda-events.ts';
import type { LambdaService } from './lambda-service.ts';

export interface HttpApis {
  createApi(): string;
  addIntegration(apiId: string, functionArn: string): string;
  addRoute(apiId: string, routeKey: string, integrationId: string): string;
  addStage(apiId: string, name: string): void;
  /** An API, or a part of one. */
  remove(id: string): void;
  /** Gives the URL's ID. */
  createFunctionUrl(functionArn: string, authType: string): string;
  removeFunctionUrl(functionArn: string): void;
  /** Undefined when the host is neither an API's nor a function's. */
  answer(call: HttpCall): Promise<HttpAnswer | undefined>;
}

interface Api {
  readonly id: string;
  readonly integrations: Map<string, string>;
  readonly routes: Map<string, { readonly routeKey: string; readonly integrationId: string }>;
  readonly stages: Set<string>;
}

interface LambdaResponse {
  readonly statusCode?: number;
  readonly headers?: { readonly [name: string]: string | number | boolean };
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/**
 * HTTP APIs with routes by method and whole path onto functions, and function URLs: a request becomes the payload of
 * format 2.0, the answer a response. Throttling and access logs are not modelled.
 */
export function createHttpApis(lambda: LambdaService): HttpApis {
  const apis = new Map<string, Api>();
  const functionUrls = new Map<
    string,
    { readonly id: string; readonly functionArn: string; readonly authType: string }
  >();

  function find(id: string): Api {
    const api = apis.get(id);
    if (api) return api;
    throw new AwsError('NotFoundException', `Invalid API identifier specified ${id}`, { status: 404 });
  }

  async function answerApi(api: Api, call: HttpCall): Promise<HttpAnswer> {
    const path = decodeURI(call.path);
    const route = [...api.routes.values()].find(({ routeKey }) => routeKey === `${call.method} ${path}`);
    const functionArn = api.integrations.get(route?.integrationId ?? '');
    if (!route || !functionArn || !api.stages.has('$default')) return json(404, { message: 'Not Found' });
    const sourceArn = `arn:aws:execute-api:${region}:${account}:${api.id}/$default/${call.method}${path}`;
    if (!lambda.mayInvoke(functionArn, { service: 'apigateway.amazonaws.com', sourceArn })) {
      return json(500, { message: 'Internal Server Error' });
    }
    const event = toHttpApiEvent(toRequest(call));
    const { requestContext } = event;
    return invoke(functionArn, {
      ...event,
      routeKey: route.routeKey,
      ...toBody(call),
      requestContext: {
        ...requestContext,
        apiId: api.id,
        domainPrefix: api.id,
        domainName: call.host,
        routeKey: route.routeKey,
        http: { ...requestContext.http, sourceIp: '127.0.0.1', userAgent: call.headers['user-agent'] ?? '' },
        timeEpoch: Date.now(),
      },
    });
  }

  async function answerFunctionUrl(id: string, call: HttpCall): Promise<HttpAnswer> {
    const url = [...functionUrls.values()].find((one) => one.id === id);
    const accessKey = toAccessKeyId(call.headers.authorization);
    if (!url || (url.authType === 'AWS_IAM' && !accessKey)) return json(403, { Message: 'Forbidden' });
    const authorizer = url.authType === 'AWS_IAM' ? 'iam' : 'none';
    return invoke(url.functionArn, { ...toFunctionUrlEvent(toRequest(call), authorizer), ...toBody(call) });
  }

  async function invoke(functionArn: string, event: unknown): Promise<HttpAnswer> {
    const { ok, body: result } = await lambda.invoke(functionArn, event);
    if (!ok) return json(500, { message: 'Internal Server Error' });
    const { statusCode, headers = {}, body = '', isBase64Encoded } = (result ?? {}) as LambdaResponse;
    // Whatever is not shaped like a response is the body of one.
    if (statusCode === undefined) return json(200, result);
    return {
      status: statusCode,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
    };
  }

  return {
    createApi() {
      const id = randomBytes(5).toString('hex');
      apis.set(id, { id, integrations: new Map(), routes: new Map(), stages: new Set() });
      return id;
    },
    addIntegration(apiId, functionArn) {
      const id = randomBytes(4).toString('hex');
      find(apiId).integrations.set(id, functionArn);
      return id;
    },
    addRoute(apiId, routeKey, integrationId) {
      if (/[{$]/.test(routeKey))
        throw new AwsError('BadRequestException', `the route ${routeKey} is not modelled here`);
      const { routes, integrations } = find(apiId);
      if (!integrations.has(integrationId)) throw new AwsError('NotFoundException', 'Invalid integration');
      const id = randomBytes(4).toString('hex');
      routes.set(id, { routeKey, integrationId });
      return id;
    },
    addStage: (apiId, name) => find(apiId).stages.add(name),
    remove(id) {
      apis.delete(id);
      for (const { integrations, routes } of apis.values()) {
        integrations.delete(id);
        routes.delete(id);
      }
    },
    createFunctionUrl(functionArn, authType) {
      const id = randomBytes(16).toString('hex');
      functionUrls.set(functionArn, { id, functionArn, authType });
      return id;
    },
    removeFunctionUrl: (functionArn) => functionUrls.delete(functionArn),
    async answer(call) {
      const [, id = '', kind] = /^([^.]+)\.(execute-api|lambda-url)\./.exec(call.host) ?? [];
      if (kind === 'lambda-url') return answerFunctionUrl(id, call);
      if (kind !== 'execute-api') return undefined;
      const api = apis.get(id);
      return api ? answerApi(api, call) : json(404, { message: 'Not Found' });
    },
  };
}

function toRequest({ method, path, rawQuery, headers }: HttpCall) {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]);
  return {
    method,
    path,
    query: rawQuery,
    headers: Object.fromEntries(entries) as { [name: string]: string },
  };
}

/** As text for the types that AWS takes for text, in base64 for all others. */
function toBody({ headers, body }: HttpCall): { readonly body?: string; readonly isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = /^(?:text\/|application\/(?:json|javascript|xml))/.test(
    headers['content-type'] ?? 'text/plain',
  );
  return isText
    ? { body: body.toString(), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

const json = (status: number, body: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
