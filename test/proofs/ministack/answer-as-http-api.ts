import type { HttpAnswer, HttpCall } from '../../support/aws/endpoint.ts';
import { toHttpApiEvent } from '../../support/lambda-events.ts';
import type { RunningFunction } from './deployed-functions.ts';

interface LambdaResponse {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What an HTTP API does with a call of the webhook's URL: hands it to the function, and answers what that says. MiniStack
 * deploys the API too; with these bundles its own way to the function answered 502, and nobody has found out why.
 */
export function answerAsHttpApi(invoke: RunningFunction['invoke']) {
  return async function answer(call: HttpCall): Promise<HttpAnswer> {
    const headers = Object.fromEntries(
      Object.entries(call.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    );
    const { method, path, body } = call;
    const result = await invoke(toHttpApiEvent({ method, path, headers, body: body.toString() }));
    if (!result.ok) return { status: 500, body: JSON.stringify(result.body) };
    const { statusCode, headers: answered = {}, body: text = '' } = result.body as LambdaResponse;
    return { status: statusCode, headers: answered, body: text };
  };
}
