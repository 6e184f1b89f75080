import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcards, type FunctionRuntime, placeInSubnets } from './function-runtime.ts';
import { metricNamespace, toResourceNames } from '../resource-names.ts';

/**
 * The bundles that `npm run build` leaves, one folder a function: what is deployed is what was measured. Seen from this
 * file, or from what it is compiled to for other projects, `dist/package/infra/constructs/service-function.js`.
 */
const defaultCodeRoot = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist' : '../../../../dist', import.meta.url),
);

/** What whoever deploys has to mend before a function can be made: nothing is built, or the settings do not fit. */
export class ServiceFunctionError extends Error {
  override readonly name = 'ServiceFunctionError';
}

export interface ServiceFunctionProps {
  /** Auth0 tenant, part of the function's name. */
  readonly tenant: string;
  /** Folder of the bundle under `codeRoot`, and the `service` dimension of the function's metrics. */
  readonly service: 'receive' | 'enrich' | 'on-demand' | 'rotate-token';
  readonly description: string;
  readonly timeout: Duration;
  /** MiB. A third of a vCPU comes with 512. */
  readonly memorySize: number;
  /** At most 4 KB together, Lambda's own limit. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: RetentionDays;
  /** Folder that holds `<service>/index.mjs`. @default the package's dist/ */
  readonly codeRoot?: string | undefined;
  /** Encrypts the logs; the environment holds settings only. @default a key that CloudWatch owns */
  readonly encryptionKey?: IKey | undefined;
  /** Where it runs, and whether it is traced. @default in Lambda's own network, not traced */
  readonly runtime?: FunctionRuntime | undefined;
  /** Invocations at once, taken out of the account's limit. @default not reserved */
  readonly reservedConcurrentExecutions?: number | undefined;
}

/**
 * One Lambda function of ours: Node.js 24 on arm64, an ES module, JSON logs in a group of its own, and a role that may
 * write to that group and nothing else. Whatever else it needs is granted beside the resource in question.
 *
 * Throws ServiceFunctionError when the bundle is missing or the environment would not fit.
 */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly #service: string;
  #environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { tenant, service, environment, encryptionKey, codeRoot = defaultCodeRoot } = props;
    const folder = path.join(codeRoot, service);
    if (!existsSync(path.join(folder, 'index.mjs'))) {
      throw new ServiceFunctionError(
        `no bundle at ${path.join(path.relative('', folder), 'index.mjs')}: run "npm run build" first`,
      );
    }
    const { isTraced = false, vpc } = props.runtime ?? {};
    refuseOversizedEnvironment(service, environment);
    this.#service = service;
    this.#environment = environment;

    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logWriting = this.logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName: toResourceNames(tenant).toFunction(service),
      // As many characters as Lambda takes: a domain may have 253 of its own.
      description: props.description.slice(0, 256),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(folder),
      handler: 'index.handler',
      role: this.role,
      timeout: props.timeout,
      memorySize: props.memorySize,
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      environment: {
        ...environment,
        TENANT: tenant,
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
      },
      ...(isTraced && { tracing: Tracing.ACTIVE }),
      ...(props.reservedConcurrentExecutions !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      }),
    });
    logWriting.applyBefore(this.function);
    if (vpc) placeInSubnets(this.function, this.role, vpc);
    if (isTraced || vpc) acknowledgeWildcards(this.role);

    Validations.of(this.function).acknowledge(
      {
        id: 'Serverless-LambdaTracing',
        reason:
          'Tracing needs a permission on every resource; logs and metrics tell the way of an event without it.',
      },
      {
        id: 'Serverless-LambdaDLQ',
        reason:
          'Never invoked asynchronously by events: the queue in front keeps what fails, HTTP callers and Secrets Manager repeat.',
      },
    );
  }

  /**
   * Sets a variable whose value is an object that is known only once other resources are there, as JSON. Throws when the
   * environment no longer fits.
   */
  addSetting(name: string, value: unknown): void {
    this.#environment = { ...this.#environment, [name]: JSON.stringify(value) };
    refuseOversizedEnvironment(this.#service, this.#environment);
    this.function.addEnvironment(name, Stack.of(this).toJsonString(value));
  }
}

/** Lambda's refusal would come in the middle of a deployment; tokens count as the length of an ARN. */
function refuseOversizedEnvironment(service: string, environment: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(environment).map(
    ([name, value]) =>
      [
        name,
        name.length + Buffer.byteLength(value.replaceAll(/\$\{Token\[[^\]]*\]\}/g, 'x'.repeat(120))),
      ] as const,
  );
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (bytes <= 3_900) return;
  const largest = sizes
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name, size]) => `${name} ${size}`);
  throw new ServiceFunctionError(
    `the settings of ${service} need ${bytes} bytes of environment, Lambda allows 4096 and ours may take 3900; largest: ${largest.join(', ')}`,
  );
}
