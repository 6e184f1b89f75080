import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type EventSourceMapping,
  startEventSourceMapping,
} from '../../support/cloud/event-source-mapping.ts';
import type { InvocationResult } from '../../support/lambda-runtime-api.ts';
import { type Sandbox, startSandbox } from '../../support/lambda-sandbox.ts';
import type { FunctionSettings } from './aws-calls.ts';
import type { Mapping } from './fit-template.ts';

const routeHosts = fileURLToPath(new URL('../../support/cloud/route-hosts.cjs', import.meta.url));

export interface DeployedFunctionOptions extends FunctionSettings {
  readonly endpoint: string;
  readonly codeRoot: string;
  readonly service: string;
  /** How it reaches what is around it: routes to hosts, and whom it trusts. */
  readonly surroundings: () => Readonly<Record<string, string>>;
}

export interface RunningFunction {
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  logs(): string;
  stop(): Promise<void>;
}

/** A published bundle in Lambda's runtime client, with the environment that the template has come to. */
export function runDeployedFunction(options: DeployedFunctionOptions): RunningFunction {
  const { endpoint, codeRoot, service, environment, surroundings, timeoutMs } = options;
  const idle: Sandbox[] = [];
  const all: Sandbox[] = [];
  const start = async () => {
    const sandbox = await startSandbox({
      bundle: path.join(codeRoot, service, 'index.mjs'),
      preload: [routeHosts],
      timeoutMs,
      initTimeoutMs: 60_000,
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'dummy',
        AWS_SECRET_ACCESS_KEY: 'dummy',
        AWS_LAMBDA_FUNCTION_NAME: service,
        ...environment,
        ...surroundings(),
      },
    });
    all.push(sandbox);
    return sandbox;
  };
  return {
    async invoke(event) {
      const sandbox = idle.pop() ?? (await start());
      const result = await sandbox.invoke(event);
      // One that ran out of time or ended is gone, as in Lambda.
      if (!/^(?:Sandbox\.|Runtime\.ExitError)/.test(result.errorType ?? '')) idle.push(sandbox);
      return result;
    },
    logs: () => all.map(({ logs }) => logs).join(''),
    stop: async () => void (await Promise.all(all.map((sandbox) => sandbox.stop()))),
  };
}

/** Feeds a function from a deployed queue as its event source mapping says, by two pollers at most. */
export function feed(
  invoke: RunningFunction['invoke'],
  mapping: Mapping,
  queue: { readonly endpoint: string; readonly queueUrl: string; readonly queueArn: string },
): EventSourceMapping {
  const { batchSize, windowSeconds, maxConcurrency } = mapping;
  return startEventSourceMapping({
    ...queue,
    credentials: { accessKeyId: 'dummy', secretAccessKey: 'dummy', sessionToken: 'dummy' },
    batchSize,
    windowSeconds,
    maxConcurrency: Math.min(maxConcurrency, 2),
    reportsItemFailures: true,
    invoke,
  });
}
