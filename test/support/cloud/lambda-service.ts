import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsError } from '../aws/aws-error.ts';
import type { HttpAnswer, HttpCall } from '../aws/endpoint.ts';
import { account, region } from '../aws/wire.ts';
import type { InvocationResult } from '../lambda-runtime-api.ts';
import { type Sandbox, startSandbox } from '../lambda-sandbox.ts';
import type { Iam } from './iam.ts';
import { isLike } from './policy.ts';
import { unzip } from './unzip.ts';

/** What is read of a function's properties; the schema check has seen the rest. */
export interface FunctionProperties {
  readonly FunctionName: string;
  readonly Handler: string;
  readonly Role: string;
  readonly Code: { readonly S3Bucket: string; readonly S3Key: string };
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Environment?: { readonly Variables?: { readonly [name: string]: string } };
  readonly LoggingConfig?: { readonly LogFormat?: string; readonly LogGroup?: string };
  readonly ReservedConcurrentExecutions?: number;
}

export interface Permission {
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
}

/** Who invokes, as a function's own policy sees it. */
export interface Invoker {
  readonly service: string;
  readonly sourceArn?: string;
}

export interface LambdaService {
  create(properties: FunctionProperties): string;
  update(properties: FunctionProperties): Promise<void>;
  remove(name: string): Promise<void>;
  addPermission(functionArn: string, permission: Permission): string;
  removePermission(id: string): void;
  mayInvoke(functionArn: string, invoker: Invoker): boolean;
  /** Never rejects: what went wrong is the result. */
  invoke(nameOrArn: string, event: unknown): Promise<InvocationResult>;
  roleOf(nameOrArn: string): string;
  /** What the function's sandboxes have written so far. */
  logs(name: string): string;
  /** The name of the function that writes into a log group. */
  functionOfGroup(logGroup: string): string | undefined;
  /** Answers GetFunctionConfiguration, as far as the log group; undefined for any other call. */
  describe(call: HttpCall): HttpAnswer | undefined;
  close(): Promise<void>;
}

export interface LambdaServiceOptions {
  readonly iam: Iam;
  readonly readObject: (bucket: string, key: string) => Buffer | undefined;
  /** A folder for unpacked functions. */
  readonly folder: string;
  /** What a function finds in its environment beside its own settings: how to reach AWS from where it runs. */
  readonly surroundings: () => { readonly [name: string]: string };
}

interface DeployedFunction {
  properties: FunctionProperties;
  readonly arn: string;
  folder: string;
  idle: Sandbox[];
  readonly all: Set<Sandbox>;
  endedLogs: string;
}

const routeHosts = fileURLToPath(new URL('./route-hosts.cjs', import.meta.url));
const reservedNames =
  /^(?:AWS_(?:REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_.*|ENDPOINT_URL)|_HANDLER)$/;

/**
 * Lambda: the code is what lies in the bucket, unpacked, in the real runtime client in a process of its own, under the
 * credentials of its role and with exactly the settings that the template gives it.
 *
 * Not as in Lambda: the processor and the memory are this machine's, and the node is the one that runs this.
 */
export function createLambdaService({
  iam,
  readObject,
  folder,
  surroundings,
}: LambdaServiceOptions): LambdaService {
  const functions = new Map<string, DeployedFunction>();
  const permissions = new Map<string, Permission & { readonly functionArn: string }>();

  function find(nameOrArn: string): DeployedFunction {
    const one = functions.get(nameOrArn.split(':').at(-1) ?? '');
    if (one) return one;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, { status: 404 });
  }

  /** Refuses what Lambda would refuse when the function is made. */
  function unpack(properties: FunctionProperties): string {
    const { Code, Environment = {}, FunctionName, Role } = properties;
    const variables = Object.entries(Environment.Variables ?? {});
    const reserved = variables.find(([name]) => reservedNames.test(name))?.[0];
    if (reserved) throw new AwsError('InvalidParameterValueException', `${reserved} is a reserved key`);
    const bytes = variables.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
    if (bytes > 4_096) {
      throw new AwsError(
        'InvalidParameterValueException',
        `the environment has ${bytes} bytes, at most 4096`,
      );
    }
    iam.lend(Role, 'lambda.amazonaws.com');
    const zip = readObject(Code.S3Bucket, Code.S3Key);
    if (!zip) {
      throw new AwsError(
        'InvalidParameterValueException',
        `Error occurred while GetObject. S3 Error Code: NoSuchKey`,
      );
    }
    const target = path.join(folder, `${FunctionName}-${randomUUID().slice(0, 8)}`);
    unzip(zip, target);
    return target;
  }

  async function start({ properties, folder: taskRoot }: DeployedFunction): Promise<Sandbox> {
    const { FunctionName, Handler, Role, Environment, LoggingConfig = {} } = properties;
    const { accessKeyId, secretAccessKey, sessionToken } = iam.lend(Role, 'lambda.amazonaws.com');
    const [file = 'index', handler = 'handler'] = Handler.split('.');
    return startSandbox({
      bundle: path.join(taskRoot, `${file}.mjs`),
      handler,
      preload: [routeHosts],
      timeoutMs: (properties.Timeout ?? 3) * 1_000,
      env: {
        AWS_LAMBDA_FUNCTION_NAME: FunctionName,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize ?? 128),
        AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig.LogGroup ?? `/aws/lambda/${FunctionName}`,
        ...(LoggingConfig.LogFormat === 'JSON' && { AWS_LAMBDA_LOG_FORMAT: 'JSON' }),
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        ...surroundings(),
        ...Environment?.Variables,
      },
    });
  }

  async function stop(one: DeployedFunction): Promise<void> {
    const sandboxes = [...one.all];
    one.all.clear();
    one.idle = [];
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    one.endedLogs += sandboxes.map(({ logs }) => logs).join('');
  }

  return {
    create(properties) {
      const { FunctionName } = properties;
      if (functions.has(FunctionName)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${FunctionName}`, {
          status: 409,
        });
      }
      const arn = `arn:aws:lambda:${region}:${account}:function:${FunctionName}`;
      functions.set(FunctionName, {
        properties,
        arn,
        folder: unpack(properties),
        idle: [],
        all: new Set(),
        endedLogs: '',
      });
      return arn;
    },
    async update(properties) {
      const one = find(properties.FunctionName);
      const before = one.folder;
      one.folder = unpack(properties);
      one.properties = properties;
      await stop(one);
      rmSync(before, { recursive: true, force: true });
    },
    async remove(name) {
      const one = find(name);
      functions.delete(name);
      await stop(one);
      rmSync(one.folder, { recursive: true, force: true });
    },
    addPermission(functionArn, permission) {
      const { arn } = find(functionArn);
      const id = randomUUID();
      permissions.set(id, { ...permission, functionArn: arn });
      return id;
    },
    removePermission: (id) => permissions.delete(id),
    mayInvoke(functionArn, { service, sourceArn = '' }) {
      return [...permissions.values()].some(
        (one) =>
          one.functionArn === functionArn &&
          one.Action === 'lambda:InvokeFunction' &&
          one.Principal === service &&
          (one.SourceArn === undefined || isLike(sourceArn, one.SourceArn)) &&
          (one.SourceAccount === undefined || one.SourceAccount === account),
      );
    },
    async invoke(nameOrArn, event) {
      const one = find(nameOrArn);
      let sandbox = one.idle.pop();
      if (!sandbox) {
        const limit = one.properties.ReservedConcurrentExecutions;
        if (limit !== undefined && one.all.size >= limit)
          return toFailure('TooManyRequestsException', 'Rate Exceeded.');
        try {
          sandbox = await start(one);
        } catch (error) {
          return toFailure('InitError', error instanceof Error ? error.message : String(error));
        }
        one.all.add(sandbox);
      }
      const result = await sandbox.invoke(event);
      if (isGone(result)) {
        one.all.delete(sandbox);
        one.endedLogs += sandbox.logs;
        await sandbox.stop();
      } else if (one.all.has(sandbox)) one.idle.push(sandbox);
      return result;
    },
    roleOf: (nameOrArn) => find(nameOrArn).properties.Role,
    logs(name) {
      const one = find(name);
      return one.endedLogs + [...one.all].map(({ logs }) => logs).join('');
    },
    functionOfGroup(logGroup) {
      const isIts = ({ properties }: DeployedFunction) => properties.LoggingConfig?.LogGroup === logGroup;
      return [...functions.values()].find(isIts)?.properties.FunctionName;
    },
    describe({ method, path: called }) {
      const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(called) ?? [];
      const one = functions.get(name ?? '');
      if (method !== 'GET' || name === undefined) return undefined;
      const headers = { 'content-type': 'application/json' };
      if (!one)
        return { status: 404, headers, body: JSON.stringify({ Message: `Function not found: ${name}` }) };
      const { FunctionName, LoggingConfig } = one.properties;
      return {
        status: 200,
        headers,
        body: JSON.stringify({ FunctionName, FunctionArn: one.arn, LoggingConfig }),
      };
    },
    async close() {
      await Promise.all([...functions.values()].map(stop));
    },
  };
}

const isGone = ({ errorType = '' }: InvocationResult) => /^(?:Sandbox\.|Runtime\.ExitError)/.test(errorType);

const toFailure = (errorType: string, errorMessage: string): InvocationResult => ({
  ok: false,
  errorType,
  body: { errorType, errorMessage },
  ms: 0,
});
