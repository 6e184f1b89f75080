import { randomUUID } from 'node:crypto';
import type { ResourceTypes } from '../../aws/cloudformation/resource-type.ts';
import { invalid } from '../../aws/cloudformation/template.ts';
import { account, region } from '../../aws/wire.ts';
import { type EventSourceMapping, startEventSourceMapping } from '../event-source-mapping.ts';
import type { HttpApis } from '../http-apis.ts';
import type { Iam } from '../iam.ts';
import type { FunctionProperties, LambdaService, Permission } from '../lambda-service.ts';

export interface FunctionTypesOptions {
  readonly lambda: LambdaService;
  readonly iam: Iam;
  readonly httpApis: HttpApis;
  readonly endpoint: () => string;
  readonly urlSuffix: () => string;
}

interface MappingProperties {
  readonly FunctionName: string;
  readonly EventSourceArn: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly FunctionResponseTypes?: readonly string[];
}

/** Lambda's functions, who may invoke them, their URLs and the queues they work on. */
export function functionTypes(options: FunctionTypesOptions): {
  readonly types: ResourceTypes;
  close(): Promise<void>;
} {
  const { lambda, iam, httpApis, endpoint, urlSuffix } = options;
  const mappings = new Map<string, EventSourceMapping>();

  function startMapping(properties: MappingProperties): string {
    const { FunctionName, EventSourceArn, BatchSize = 10, MaximumBatchingWindowInSeconds = 0 } = properties;
    const { ScalingConfig, FunctionResponseTypes = [] } = properties;
    const maxConcurrency = ScalingConfig?.MaximumConcurrency ?? 5;
    if (maxConcurrency < 2) throw invalid(`MaximumConcurrency must be at least 2, got ${maxConcurrency}`);
    if (BatchSize > 10 && MaximumBatchingWindowInSeconds < 1) {
      throw invalid('MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is greater than 10');
    }
    const role = lambda.roleOf(FunctionName);
    const queueActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
    const credentials = iam.lend(role, 'lambda.amazonaws.com');
    for (const action of queueActions) {
      const denial = iam.denialOf(credentials.accessKeyId, action, [EventSourceArn]);
      if (denial) throw invalid(`The provided execution role does not have permissions to call ${action}`);
    }
    const id = randomUUID();
    const mapping = startEventSourceMapping({
      endpoint: endpoint(),
      credentials,
      queueUrl: `${endpoint()}/${account}/${EventSourceArn.split(':').at(-1)}`,
      queueArn: EventSourceArn,
      batchSize: BatchSize,
      windowSeconds: MaximumBatchingWindowInSeconds,
      maxConcurrency,
      reportsItemFailures: FunctionResponseTypes.includes('ReportBatchItemFailures'),
      invoke: (event) => lambda.invoke(FunctionName, event),
    });
    mappings.set(id, mapping);
    return id;
  }

  const types: ResourceTypes = {
    'AWS::Lambda::Function': {
      create({ properties }) {
        const functionProperties = properties as unknown as FunctionProperties;
        const Arn = lambda.create(functionProperties);
        return { physicalId: functionProperties.FunctionName, attributes: { Arn } };
      },
      async update(physicalId, { properties }) {
        await lambda.update(properties as unknown as FunctionProperties);
        const Arn = `arn:aws:lambda:${region}:${account}:function:${physicalId}`;
        return { physicalId, attributes: { Arn } };
      },
      delete: (physicalId) => lambda.remove(physicalId),
    },
    'AWS::Lambda::Permission': {
      create({ properties }) {
        const { FunctionName, ...permission } = properties as unknown as Permission & {
          FunctionName: string;
        };
        return { physicalId: lambda.addPermission(FunctionName, permission) };
      },
      delete: (physicalId) => lambda.removePermission(physicalId),
    },
    'AWS::Lambda::EventSourceMapping': {
      create: ({ properties }) => ({ physicalId: startMapping(properties as unknown as MappingProperties) }),
      async delete(physicalId) {
        await mappings.get(physicalId)?.stop();
        mappings.delete(physicalId);
      },
    },
    'AWS::Lambda::Url': {
      create({ properties }) {
        const { TargetFunctionArn, AuthType } = properties as { TargetFunctionArn: string; AuthType: string };
        const id = httpApis.createFunctionUrl(TargetFunctionArn, AuthType);
        const FunctionUrl = `https://${id}.lambda-url.${region}.${urlSuffix()}/`;
        return { physicalId: TargetFunctionArn, attributes: { FunctionUrl, FunctionArn: TargetFunctionArn } };
      },
      delete: (physicalId) => httpApis.removeFunctionUrl(physicalId),
    },
  };
  return {
    types,
    async close() {
      await Promise.all([...mappings.values()].map((one) => one.stop()));
    },
  };
}
